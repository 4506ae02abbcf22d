import type { Page } from "@playwright/test";
import {
  ALICE,
  authorization,
  BOB,
  CAROL,
  CI,
  EMPTY,
  EVERYBODY,
  expect,
  OTHER_ALICE,
  push,
  registryBehind,
  signIn,
  statusOf,
  test,
  walkToAnImage,
} from "./deployed.ts";
import { openRegistry } from "./registry.ts";
import { deployed } from "./servers/deploy.ts";
import type { User } from "./servers/real-registry.ts";

// The files of deploy/ let in whom docs/HOSTING.md says they do, with a real nginx and a real registry.

const INDEX = "application/vnd.oci.image.index.v1+json";

test("root.conf: a registry that asks for its own password is signed in to on the page", async ({
  page,
  guard,
  start,
  hosted,
}) => {
  const registry = await start.registry({ access: "htpasswd" }, "small");
  const nginx = await start.nginx(deployed("root", { registry: registry.origin, hosted }));
  guard.mayAsk(nginx.origin());
  guard.mayFail(registryBehind(nginx));
  await page.goto(nginx.origin());
  await signIn(page, registry.users[0]);
  await walkToAnImage(page);
});

test("root.conf: a registry as Debian ships it is told from a wrong password", async ({ page, guard, start, hosted }) => {
  const asItComes = await start.registry({
    access: "htpasswd",
    // A folder, where Debian's is /etc/docker/registry.
    environment: { REGISTRY_AUTH_HTPASSWD_PATH: hosted.folder },
  });
  const nginx = await start.nginx(deployed("root", { registry: asItComes.origin, hosted }));
  guard.mayAsk(nginx.origin());
  guard.mayFail(registryBehind(nginx));
  await page.goto(nginx.origin());
  await signIn(page, asItComes.users[0]);
  const told = page.getByRole("form", { name: /^Sign in/ }).getByRole("alert");
  await expect(told).toContainText("cannot check passwords");
  await expect(told).toContainText("a folder stands there, as in Debian's package");
  await expect(told).not.toContainText("does not know this name and password");
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
    for (const path of ["/", "/boot.js", "/config.json", "/demo/v2/_catalog", "/v2/", "/v2/_catalog"]) {
      const answer = await fetch(`${nginx.origin()}${path}`, { headers });
      expect(answer.status, path).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe('Basic realm="registry"');
      expect(answer.headers.get("cache-control") ?? "no-cache").toBe("no-cache");
    }
  }
  expect(await push(nginx.origin(), authorization(CAROL))).toEqual([202, 201]);
});

test("htpasswd.conf: a page that is opened with name and password in its address starts, and forgets them", async ({
  page,
  guard,
  servers,
  start,
  hosted,
}) => {
  const nginx = await start.nginx(deployed("htpasswd", { registry: servers.gallery, hosted, logins: [CAROL] }));
  guard.mayAsk(nginx.origin());
  guard.mayFail(registryBehind(nginx));
  const address = new URL("#/r/gallery/ui", nginx.origin());
  address.username = CAROL.username;
  address.password = CAROL.password;
  await page.goto(address.href);
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("3.0.42");
  expect(await page.evaluate(() => document.baseURI)).toBe(`${nginx.origin()}/#/r/gallery/ui`);
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
    await signIn(page, alice);
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
function deletionFrom(page: Page, origin: string, user: User): Promise<number | string> {
  const headers = authorization({ username: user.name, password: user.password });
  return page.evaluate(
    ([url, headers]) => fetch(url, { method: "DELETE", headers }).then(({ status }) => status, String),
    [`${origin}/v2/no/such/manifests/${EMPTY}`, headers] as const,
  );
}
