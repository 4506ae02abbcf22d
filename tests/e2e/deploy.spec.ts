import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { manifestsOf, openRegistry } from "./registry.ts";
import { deployed, Hosted, type Login, type Name } from "./servers/deploy.ts";
import { expect, test as base } from "./servers/fixture.ts";
import { ROOT } from "./servers/program.ts";

// The files of deploy/ do what docs/HOSTING.md says of them, with a real nginx and a real registry.

const test = base.extend<object, { hosted: Hosted }>({
  hosted: [
    async ({}, use) => {
      const hosted = Hosted.copy();
      await use(hosted);
      hosted.remove();
    },
    { scope: "worker" },
  ],
});

const HASHED = /^(porthole|favicon)-[0-9a-f]+/;
const FOREVER = /^(public|private), max-age=31536000, immutable$/;
const INDEX = "application/vnd.oci.image.index.v1+json";
const EMPTY = `sha256:${"0".repeat(64)}`;

const CI: Login = { username: "ci", password: "pushes-4711" };
const ALICE: Login = { username: "alice", password: "deletes one" };
const BOB: Login = { username: "bob", password: "deletes-two" };
const CAROL: Login = { username: "carol", password: "reads-only" };
/** Nobody that roles.conf names, though nearly. */
const OTHER_ALICE: Login = { username: "Alice", password: "reads-too" };
const EVERYBODY = [CI, ALICE, BOB, CAROL, OTHER_ALICE];

function authorization({ username, password }: Login): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

/** Goes from the repositories to an image, whose page comes in later parts. */
async function walkToAnImage(page: Page): Promise<void> {
  const repositories = page.getByRole("table", { name: "Repositories" });
  await repositories.getByRole("link", { name: "gallery/ui" }).click();
  await page.getByRole("table", { name: "Tags" }).getByRole("link", { name: "2.1", exact: true }).click();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
  await expect(page.getByRole("alert")).toBeHidden();
}

/** The files of the page that a first visit and the later parts load. */
function filesOf({ folder }: Hosted): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".gz")).map(({ name }) => name);
}

/** Asks the registry to begin an upload, and ends it. */
async function push(origin: string, headers: Record<string, string>): Promise<number[]> {
  const begun = await fetch(`${origin}/v2/pushed/by-a-test/blobs/uploads/`, { method: "POST", headers });
  if (!begun.ok) return [begun.status];
  const content = "what was pushed";
  const digest = createHash("sha256").update(content).digest("hex");
  const place = new URL(begun.headers.get("location")!);
  expect(place.origin).toBe(origin);
  place.searchParams.set("digest", `sha256:${digest}`);
  const ended = await fetch(place, { method: "PUT", headers, body: content });
  return [begun.status, ended.status];
}

async function statusOf(url: string, options: RequestInit = {}): Promise<number> {
  return (await fetch(url, options)).status;
}

const PLACES: { name: Name; at: string; logins?: Login[] }[] = [
  { name: "root", at: "/" },
  { name: "folder", at: "/porthole/" },
  { name: "htpasswd", at: "/", logins: [CAROL] },
  { name: "roles", at: "/", logins: EVERYBODY },
];

for (const { name, at, logins } of PLACES) {
  test.describe(`${name}.conf`, () => {
    test.use({ httpCredentials: logins && CAROL });
    const headers = logins ? authorization(CAROL) : {};

    test("the page finds its registry, and an image opens", async ({ page, guard, servers, start, hosted }) => {
      const nginx = await start.nginx(deployed(name, { registry: servers.gallery, hosted, logins }));
      guard.mayAsk(nginx.origin());
      guard.mayFail(manifestsOf(nginx.origin()));
      await page.goto(`${nginx.origin()}${at}`);
      await walkToAnImage(page);
      expect(guard.requests()).toContainEqual(expect.stringMatching(/-split_image\.wasm$/));
      await expect(page.getByRole("form", { name: /^Sign in/ })).toHaveCount(0);
    });

    test("files have their types, and are kept for as long as they hold", async ({ servers, start, hosted }) => {
      const nginx = await start.nginx(deployed(name, { registry: servers.gallery, hosted, logins }));
      const files = filesOf(hosted);
      expect(files.filter((file) => HASHED.test(file)).length).toBeGreaterThan(6);
      for (const file of ["", ...files]) {
        const answer = await fetch(`${nginx.origin()}${at}${file}`, { headers });
        const type = answer.headers.get("content-type");
        const kept = answer.headers.get("cache-control");
        expect(answer.status, file).toBe(200);
        expect(kept, file).toMatch(HASHED.test(file) ? FOREVER : /^no-cache$/);
        if (file.endsWith(".wasm")) expect(type, file).toBe("application/wasm");
        if (file.endsWith(".js")) expect(type, file).toMatch(/^(application|text)\/javascript/);
        if (file.endsWith(".css")) expect(type, file).toMatch(/^text\/css/);
        if (file.endsWith(".json")) expect(type, file).toBe("application/json");
        if (file.endsWith(".svg")) expect(type, file).toBe("image/svg+xml");
        expect(answer.headers.get("x-content-type-options"), file).toBe("nosniff");
        expect(answer.headers.get("referrer-policy"), file).toBe("no-referrer");
        expect(answer.headers.get("content-security-policy"), file).toContain("frame-ancestors 'none'");
        if (/\.(wasm|js|css)$/.test(file)) expect(answer.headers.get("content-encoding"), file).toBe("gzip");
      }
    });

    test("what is not there is 404, and not kept", async ({ servers, start, hosted }) => {
      const nginx = await start.nginx(deployed(name, { registry: servers.gallery, hosted, logins }));
      for (const path of ["no/such/page", "porthole-0123456789abcdef.js", "demo/v2/no/such/tags/list"]) {
        const answer = await fetch(`${nginx.origin()}${at}${path}`, { headers });
        expect(answer.status, path).toBe(404);
        expect(answer.headers.get("cache-control"), path).toBe("no-cache");
      }
    });

    test("nothing that was pushed runs at the page's origin", async ({ start, hosted }) => {
      const registry = await start.registry({ headers: { "X-Content-Type-Options": ["nosniff"] } });
      const nginx = await start.nginx(deployed(name, { registry: registry.origin, hosted, logins }));
      for (const path of ["", "_catalog", `no/such/blobs/${EMPTY}`]) {
        const answer = await fetch(`${nginx.origin()}/v2/${path}`, { headers });
        expect(answer.headers.get("content-security-policy"), path).toBe("default-src 'none'; sandbox");
        expect(answer.headers.get("x-content-type-options"), path).toBe("nosniff");
      }
    });
  });
}

test("folder.conf: the address without its last slash leads there too", async ({ start, hosted }) => {
  const registry = await start.registry();
  const nginx = await start.nginx(deployed("folder", { registry: registry.origin, hosted }));
  const answer = await fetch(`${nginx.origin()}/porthole`, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([301, "/porthole/"]);
});

test("root.conf: whoever reaches it may push and delete", async ({ start, hosted }) => {
  const registry = await start.registry();
  const nginx = await start.nginx(deployed("root", { registry: registry.origin, hosted }));
  expect(await push(nginx.origin(), {})).toEqual([202, 201]);
  expect(await statusOf(`${nginx.origin()}/v2/no/such/manifests/${EMPTY}`, { method: "DELETE" })).toBe(404);
});

test("htpasswd.conf: without the password there is nothing to see", async ({ start, hosted }) => {
  const registry = await start.registry();
  const logins = [CAROL];
  const nginx = await start.nginx(deployed("htpasswd", { registry: registry.origin, hosted, logins }));
  const wrong = authorization({ ...CAROL, password: "a guess" });
  for (const headers of [{}, wrong, authorization(BOB)]) {
    for (const path of ["/", "/boot.js", "/demo/v2/_catalog", "/v2/", "/v2/_catalog"]) {
      const answer = await fetch(`${nginx.origin()}${path}`, { headers });
      expect(answer.status, path).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe('Basic realm="registry"');
      expect(answer.headers.get("cache-control") ?? "no-cache").toBe("no-cache");
    }
  }
  expect(await push(nginx.origin(), authorization(CAROL))).toEqual([202, 201]);
});

test("roles.conf: who may do what, by method and user", async ({ start, hosted }) => {
  const registry = await start.registry({}, "small");
  const nginx = await start.nginx(deployed("roles", { registry: registry.origin, hosted, logins: EVERYBODY }));
  const manifest = `${nginx.origin()}/v2/gallery/ui/manifests/`;
  const missing = `${manifest}${EMPTY}`;
  const may = new Map([
    [CI, { push: [202, 201], remove: 403 }],
    [ALICE, { push: [403], remove: 404 }],
    [BOB, { push: [403], remove: 404 }],
    [CAROL, { push: [403], remove: 403 }],
    [OTHER_ALICE, { push: [403], remove: 403 }],
    [{ ...CI, password: "a guess" }, { push: [401], remove: 403 }],
    [{ ...ALICE, password: "a guess" }, { push: [403], remove: 401 }],
    [{ username: "", password: "" }, { push: [401], remove: 401 }],
  ]);
  for (const [login, { push: pushed, remove }] of may) {
    const headers = { ...authorization(login), Accept: INDEX };
    const isKnown = EVERYBODY.includes(login);
    const who = `${login.username}:${login.password}`;
    for (const method of ["GET", "HEAD"]) {
      expect(await statusOf(`${manifest}2.1`, { method, headers }), who).toBe(isKnown ? 200 : 401);
    }
    expect(await push(nginx.origin(), headers), who).toEqual(pushed);
    expect(await statusOf(missing, { method: "DELETE", headers }), who).toBe(remove);
    expect(await statusOf(missing, { method: "OPTIONS", headers }), who).toBe(login.username === "" ? 401 : 403);
  }
  for (const method of ["GET", "POST", "PUT", "DELETE"]) {
    const answer = await fetch(missing, { method });
    expect([answer.status, answer.headers.get("www-authenticate")], method).toEqual([401, 'Basic realm="registry"']);
  }
  const refused = await fetch(missing, { method: "DELETE", headers: authorization(CAROL) });
  expect(refused.headers.get("content-type")).toBe("application/json");
  expect(await refused.json()).toEqual({ errors: [{ code: "DENIED", message: "your user may not DELETE here" }] });
});

test("roles.conf: what may be deleted is gone", async ({ start, hosted }) => {
  const registry = await start.registry({}, "small");
  const nginx = await start.nginx(deployed("roles", { registry: registry.origin, hosted, logins: EVERYBODY }));
  const manifests = `${nginx.origin()}/v2/gallery/ui/manifests/`;
  const headers = { ...authorization(BOB), Accept: INDEX };
  const answer = await fetch(`${manifests}2.1`, { headers });
  const digest = answer.headers.get("docker-content-digest")!;
  expect(await statusOf(`${manifests}${digest}`, { method: "DELETE", headers })).toBe(202);
  expect(await statusOf(`${manifests}2.1`, { headers })).toBe(404);
});

test.describe("cors.conf", () => {
  test("a page of another origin signs in at a registry that refuses preflights", async ({
    page,
    guard,
    servers,
    start,
  }) => {
    const registry = await start.registry({ access: "htpasswd" }, "small");
    const site = servers.sites.root;
    const nginx = await start.nginx(deployed("cors", { registry: registry.origin, page: new URL(site).origin }));
    const [alice] = registry.users;
    guard.mayAsk(registry.origin);
    guard.mayFail(nginx.origin(), registry.origin);
    await openRegistry(page, guard, { site, registry: nginx.origin() });
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(alice.name);
    await page.getByLabel("Password or token").fill(alice.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await walkToAnImage(page);
    expect(await deletionFrom(page, nginx.origin(), alice)).toBe(404);
    expect(await deletionFrom(page, registry.origin, alice)).toMatch(/^TypeError/);
  });

  test("no other page may", async ({ start }) => {
    const headers = { "Access-Control-Allow-Origin": ["*"], "Access-Control-Allow-Credentials": ["true"] };
    const registry = await start.registry({ access: "htpasswd", headers });
    const page = "http://page.test:8080";
    const nginx = await start.nginx(deployed("cors", { registry: registry.origin, page }));
    for (const [origin, allowed] of [[page, page], ["http://evil.test", null], ["http://page.test", null]] as const) {
      for (const [method, status] of [["GET", 401], ["OPTIONS", 204], ["DELETE", 401]] as const) {
        const answer = await fetch(`${nginx.origin()}/v2/a/manifests/${EMPTY}`, { method, headers: { Origin: origin } });
        const who = `${method} for ${origin}`;
        expect(answer.status, who).toBe(status);
        expect(answer.headers.get("access-control-allow-origin"), who).toBe(allowed);
        expect(answer.headers.get("access-control-allow-credentials"), who).toBeNull();
        expect(answer.headers.get("vary"), who).toBe("Origin");
      }
    }
  });
});

/** Asks a registry from a page to delete what is not there; the status, or what hindered it. */
function deletionFrom(page: Page, origin: string, user: { name: string; password: string }): Promise<number | string> {
  const headers = authorization({ username: user.name, password: user.password });
  return page.evaluate(
    ([url, headers]) => fetch(url, { method: "DELETE", headers }).then(({ status }) => status, String),
    [`${origin}/v2/no/such/manifests/${EMPTY}`, headers] as const,
  );
}

test("the image and the compose file are made of files that are there", () => {
  const read = (name: string) => readFileSync(`${ROOT}deploy/${name}`, "utf8");
  const containerfile = read("Containerfile");
  const compose = read("compose.yaml");
  const named = [...`${containerfile}${compose}`.matchAll(/\b(deploy|scripts)\/[\w./-]+/g)].map(([path]) => path);
  expect(named).toContain("deploy/nginx/root.conf");
  expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  const port = /listen (\d+);/.exec(read("nginx/root.conf"))![1];
  expect(compose).toContain(`"127.0.0.1:${port}:${port}"`);
  expect(containerfile).toContain("/srv/porthole");
});
