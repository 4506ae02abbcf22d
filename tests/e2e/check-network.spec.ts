import { createServer, type AddressInfo } from "node:net";
import { cause, causes, check, checkAgain, cure, decide, expectTitle, lines, openCheck, serving } from "./checked.ts";
import config from "./playwright.config.ts";
import { expect, test } from "./servers/fixture.ts";
import { type Nginx, securely } from "./servers/nginx.ts";
import type { Start } from "./servers/fixture.ts";

// The connection check where the network, or the browser itself, keeps a page from a registry.

// Names that this browser alone knows, and one that it knows not to be there.
const NAMES = "MAP registry.test 127.0.0.1, MAP page.test 127.0.0.1, MAP nothing.invalid ^NOTFOUND";
const launchOptions = config.use!.launchOptions!;
test.use({ launchOptions: { ...launchOptions, args: [...launchOptions.args!, `--host-resolver-rules=${NAMES}`] } });

const DOWN = /^Nothing listens there/;
const NAME = /cannot be looked up \(DNS\)/;
const CERTIFICATE = /certificate is not trusted by this browser/;
const PLAIN = /^It speaks plain http: try http:\/\/127\.0\.0\.1:\d+\.$/;
const EXTENSION = /^An extension of this browser blocks it/;

/** A registry that any page may read, by https with a certificate that nobody trusts, and by http. */
function inFrontOf(registry: string, start: Start): Promise<Nginx> {
  const hand = `location / { proxy_pass ${registry}; proxy_set_header Host $http_host; }`;
  return start.nginx({
    configuration: `server { ${securely("secure")} ${hand} } server { listen 127.0.0.1:{plain}; ${hand} }`,
    ports: ["secure", "plain"],
    certified: ["IP:127.0.0.1", "DNS:registry.test"],
  });
}

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  return port;
}

interface Silence {
  what: string;
  address(front: Nginx): Promise<string> | string;
  /** What no browser tells apart. */
  causes: RegExp[];
  /** What curl says of it, and what the page says that this means. */
  said: RegExp;
  means: string;
}

const SILENCES: Silence[] = [
  {
    what: "nobody listens",
    address: async () => `https://127.0.0.1:${await closedPort()}`,
    causes: [PLAIN, DOWN, CERTIFICATE, EXTENSION],
    said: /Connection refused/,
    means: "“Connection refused”: it is down.",
  },
  {
    what: "a certificate that the browser does not trust",
    address: (front) => front.origin("secure", "https://127.0.0.1"),
    causes: [PLAIN, DOWN, CERTIFICATE, EXTENSION],
    said: /SSL certificate problem/,
    means: "A word about a certificate: the browser does not trust it.",
  },
  {
    what: "plain http that is asked for https",
    address: (front) => front.origin("plain", "https://127.0.0.1"),
    causes: [PLAIN, DOWN, CERTIFICATE, EXTENSION],
    said: /wrong version number/i,
    means: "“Wrong version number”, or another word about TLS or SSL: it speaks plain http.",
  },
  {
    what: "a name that nobody has",
    address: () => "https://nothing.invalid",
    causes: [DOWN, NAME, CERTIFICATE, EXTENSION],
    said: /Could not resolve host: nothing\.invalid/,
    means: "“Could not resolve host”: the name.",
  },
];

for (const { what, address, causes: expected, said, means } of SILENCES) {
  test(`${what}: what it may be, and the line that tells`, async ({ page, guard, servers, start }) => {
    const registry = await address(await inFrontOf(servers.gallery, start));
    await openCheck(page, guard, servers.sites.root, registry);
    await expectTitle(page, /does not answer this browser$/);
    await expect(causes(page)).toHaveText(expected);
    await expect(lines(page, "failed")).toHaveText(/^✕failed\s*Not reachable from this browser$/);
    const decided = await decide(page);
    expect(decided.said).toMatch(said);
    expect(decided.tells).toContain(means);
    await expect(check(page).getByRole("tab")).toHaveCount(0);
  });
}

test("what curl reads, and the browser does not: something in the browser", async ({ page, guard, servers, start }) => {
  const front = await inFrontOf(servers.gallery, start);
  // As extensions do.
  await page.route(`${front.origin("plain")}/**`, (route) => route.abort("blockedbyclient"));
  await openCheck(page, guard, servers.sites.root, front.origin("plain"));
  await expectTitle(page, /does not answer this browser$/);
  await expect(causes(page)).toHaveText([DOWN, EXTENSION]);
  const { said, tells } = await decide(page);
  expect(said).toMatch(/< HTTP\/1\.1 200 OK/);
  expect(tells).toContain("An answer: something in the browser keeps this page away.");
});

test("who was reached is not kept away, whatever the browser was told", async ({ page, context, guard, servers, start }) => {
  const registry = await start.registry({}, "small");
  // All that is not granted is denied.
  await context.grantPermissions([], { origin: new URL(servers.sites.root).origin });
  await openCheck(page, guard, servers.sites.root, registry.origin);
  expect(await page.evaluate(async () => (await navigator.permissions.query({ name: "local-network-access" as PermissionName })).state)).toBe("denied");
  await expectTitle(page, /answers, but this page may not read it$/);
  await expect(causes(page).first()).toContainText("Access-Control-Allow-Origin is missing");
  await expect(check(page).getByRole("tab", { name: "distribution" })).toBeVisible();
});

test("a computer without a network is to blame for all but itself", async ({ page, context, guard, servers, start }) => {
  const front = await inFrontOf(servers.gallery, start);
  const [named, here] = [front.origin("plain", "http://registry.test"), front.origin("plain")];
  for (const registry of [named, here]) {
    await openCheck(page, guard, servers.sites.root, registry);
    await expectTitle(page, /works from here$/);
  }
  // The icon of the page, too.
  guard.mayFail(servers.sites.root);
  await context.setOffline(true);
  await checkAgain(page);
  await expectTitle(page, /does not answer this browser$/);
  await expect(causes(page)).toHaveText([DOWN, EXTENSION]);
  await page.goBack();
  await expectTitle(page, /^registry\.test:\d+ does not answer this browser$/);
  await expect(cause(page)).toHaveText("This computer is offline.");
});

test.describe("in a browser that takes any certificate", () => {
  test.use({ ignoreHTTPSErrors: true });

  test("the same registry works", async ({ page, guard, servers, start }) => {
    const front = await inFrontOf(servers.gallery, start);
    await openCheck(page, guard, servers.sites.root, front.origin("secure", "https://127.0.0.1"));
    await expectTitle(page, /works from here$/);
    await expect(lines(page, "passed").filter({ hasText: "The registry is https" })).toBeVisible();
  });

  test("an https page does not read plain http, and reads it from its own origin", async ({ page, guard, servers, start }) => {
    const [front, site] = await Promise.all([inFrontOf(servers.gallery, start), secureSite(start)]);
    const registry = front.origin("plain", "http://registry.test");
    await openCheck(page, guard, site, registry);
    await expectTitle(page, /^This browser does not let an https page read registry\.test:\d+$/);
    await expect(cause(page)).toHaveText(/^This page came over https, and the registry is plain http\./);
    await expect(lines(page, "failed")).toContainText("The page is https and the registry plain http");
    await expect(lines(page, "not asked")).toContainText(["Reachable from this browser"]);
    expect(guard.requests().filter((address) => address.startsWith(registry))).toEqual([]);
    await expect(check(page).getByRole("tab")).toHaveText(["nginx, one origin", "Caddy", "Traefik"]);
    const printed = await cure(page, "nginx, one origin");

    // The browser itself says the same.
    guard.waive("console", "that it blocks mixed content");
    const asked = page.evaluate((url) => fetch(url, { mode: "no-cors" }), `${registry}/v2/`);
    await expect(asked).rejects.toThrow("Failed to fetch");

    // nginx does not know the name that this browser was told.
    const together = await secureSite(start, printed.replace("registry.test", "127.0.0.1"));
    guard.mayAsk(together);
    guard.mayFail(`${together}v2/`);
    await page.goto(together);
    await expect(page.getByRole("table", { name: "Repositories" })).toContainText("gallery/ui");
    await page.goto(`${together}#/connection`);
    await expectTitle(page, /works from here$/);
  });

  test("a page from the internet is kept from this computer until somebody allows it", async ({
    page,
    context,
    guard,
    servers,
    start,
  }) => {
    const front = await inFrontOf(servers.gallery, start);
    const site = await secureSite(start, "add_header Content-Security-Policy treat-as-public-address always;");
    await openCheck(page, guard, site, front.origin("plain"));
    await expectTitle(page, /^127\.0\.0\.1:\d+ does not answer this browser$/);
    await expect(cause(page)).toHaveText(/^This browser was told to keep this page away from the local network\./);
    await expect(causes(page)).toHaveCount(0);
    await context.grantPermissions(["local-network-access"], { origin: new URL(site).origin });
    await checkAgain(page);
    await expectTitle(page, /works from here$/);
  });

  test("an https page reads plain http of this computer", async ({ page, guard, servers, start }) => {
    const [front, site] = await Promise.all([inFrontOf(servers.gallery, start), secureSite(start)]);
    await openCheck(page, guard, site, front.origin("plain"));
    await expectTitle(page, /works from here$/);
    await expect(lines(page, "passed")).toContainText([/on this computer, where an https page may read plain http$/]);
  });
});

/** The page by https, with what somebody adds to its server. */
async function secureSite(start: Start, added = ""): Promise<string> {
  const nginx = await start.nginx({
    configuration: serving(securely(), added),
    certified: ["DNS:page.test"],
  });
  return `${nginx.origin("port", "https://page.test")}/`;
}
