import type { Page } from "@playwright/test";
import type { Guard } from "../guard.ts";
import { expect, test } from "./fixture.ts";

// The servers that tests start for themselves do what those tests rely on.

const BLANK = `server { listen 127.0.0.1:{port}; default_type text/html; location / { return 200 "<title>Blank</title>"; } }`;

/** Opens a page that is nobody's, and says what it may ask. */
async function openBlank(page: Page, guard: Guard, origin: string, ...others: string[]): Promise<void> {
  guard.waive("accessibility", "a blank page is shown to nobody");
  guard.mayAsk(origin, ...others);
  guard.mayFail(...others, `${origin}/favicon.ico`);
  await page.goto(origin);
}

/** The status that a page reads, or what hindered it. */
async function statusFrom(page: Page, url: string, headers: Record<string, string> = {}): Promise<number | string> {
  return page.evaluate(
    ([url, headers]) => fetch(url, { headers, credentials: "omit" }).then(({ status }) => status, String),
    [url, headers] as const,
  );
}

const REFUSED = /^TypeError/;

function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`, "utf8").toString("base64")}`;
}

test("what is pasted into a registry holds after a restart", async ({ page, guard, start }) => {
  const registry = await start.registry({}, "small");
  const site = await start.nginx({ configuration: BLANK });
  await openBlank(page, guard, site.origin(), registry.origin);
  const address = `${registry.origin}/v2/gallery/ui/tags/list`;
  expect(await statusFrom(page, address)).toMatch(REFUSED);
  await registry.restart({
    pasted: `http:\n  headers:\n    Access-Control-Allow-Origin: ['${site.origin()}']\n`,
  });
  expect(await statusFrom(page, address)).toBe(200);
  expect(await statusFrom(page, address, { Authorization: "Basic eDp5" })).toMatch(REFUSED);
  await expect(registry.restart({ pasted: "Access-Control-Allow-Origin: x" })).rejects.toThrow("unmarshal");
});

test("a password-protected registry refuses preflights", async ({ page, guard, start }) => {
  const headers = {
    "Access-Control-Allow-Origin": ["*"],
    "Access-Control-Allow-Headers": ["Authorization"],
  };
  const registry = await start.registry({ headers, access: "htpasswd" });
  const site = await start.nginx({ configuration: BLANK });
  await openBlank(page, guard, site.origin(), registry.origin);
  const [alice] = registry.users;
  const Authorization = basic(alice.name, alice.password);
  expect(await statusFrom(page, `${registry.origin}/v2/`)).toBe(401);
  expect(await statusFrom(page, `${registry.origin}/v2/`, { Authorization })).toMatch(REFUSED);
  expect((await fetch(`${registry.origin}/v2/`, { headers: { Authorization } })).status).toBe(200);
});

test("pages ask token services for tokens that a registry accepts", async ({ page, guard, start }) => {
  const service = await start.tokenService();
  const registry = await start.registry({ access: service.access.token }, "small");
  const site = await start.nginx({ configuration: BLANK });
  await openBlank(page, guard, site.origin(), service.origin);
  const [alice] = service.users;
  const Authorization = basic(alice.name, alice.password);
  const scope = "registry:catalog:*";
  const token = await page.evaluate(
    async ([realm, Authorization]) => {
      const response = await fetch(realm, { headers: { Authorization } });
      return ((await response.json()) as { token: string }).token;
    },
    [`${service.origin}/token?scope=${scope}`, Authorization],
  );
  const catalog = await fetch(`${registry.origin}/v2/_catalog`, { headers: { Authorization: `Bearer ${token}` } });
  expect(catalog.status).toBe(200);
  const [preflight, asked] = await service.requests();
  expect([preflight.method, asked.method, asked.path]).toEqual(["OPTIONS", "GET", `/token?scope=${scope}`]);
  expect(asked.headers).toContainEqual(["authorization", Authorization]);
  expect(await statusFrom(page, `${service.origin}/without-cors`)).toMatch(REFUSED);
});

test("nginx serves a file for conf.d, filled in", async ({ start }) => {
  const registry = await start.registry();
  const nginx = await start.nginx({
    configuration: `server {
      listen 80;
      location /v2/ { auth_basic "registry"; auth_basic_user_file /etc/nginx/htpasswd; proxy_pass http://registry:5000; }
    }`,
    fill: {
      "listen 80;": "listen 127.0.0.1:{port};",
      "/etc/nginx/htpasswd": "{folder}/htpasswd",
      "http://registry:5000": registry.origin,
    },
    files: { htpasswd: "alice:{PLAIN}secret\n" },
  });
  const address = `${nginx.origin()}/v2/`;
  expect((await fetch(address)).status).toBe(401);
  expect((await fetch(address, { headers: { Authorization: basic("alice", "secret") } })).status).toBe(200);
  const misread = start.nginx({ configuration: BLANK, fill: { "listen 8080;": "" } });
  await expect(misread).rejects.toThrow("listen 8080;");
});
