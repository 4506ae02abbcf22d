import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  authorization,
  CAROL,
  EMPTY,
  EVERYBODY,
  expect,
  registryBehind,
  test,
  walkToAnImage,
} from "./deployed.ts";
import { deployed, type Hosted, type Login, type Name } from "./servers/deploy.ts";
import { ROOT } from "./servers/program.ts";

// The files of deploy/ serve the page as docs/HOSTING.md says, with a real nginx and a real registry.

const HASHED = /^(porthole|favicon)-[0-9a-f]+/;
const FOREVER = /^(public|private), max-age=31536000, immutable$/;

/** The files of the page that a first visit and the later parts load. */
function filesOf({ folder }: Hosted): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".gz")).map(({ name }) => name);
}

/** The policy that the page carries, with what only a header can say. Behind one login no other
 * registry is allowed. */
function policy(logins?: Login[]): string {
  const page = readFileSync(`${ROOT}index.html`, "utf8");
  const [, carried] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)!;
  const any = "connect-src 'self' http: https:;";
  expect(carried).toContain(any);
  return `${logins ? carried.replace(any, "connect-src 'self';") : carried}; frame-ancestors 'none'`;
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
      guard.mayFail(registryBehind(nginx));
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
        expect(answer.headers.get("content-security-policy"), file).toBe(policy(logins));
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

for (const { name, at } of PLACES.slice(0, 2)) {
  test(`${name}.conf: a config.json of one's own wins`, async ({ page, guard, servers, start, hosted }) => {
    const config = `{ "title": "Acme images" }`;
    const nginx = await start.nginx(deployed(name, { registry: servers.gallery, hosted, config }));
    guard.mayAsk(nginx.origin());
    guard.mayFail(registryBehind(nginx));
    await page.goto(`${nginx.origin()}${at}`);
    await expect(page.getByRole("banner")).toContainText("Acme images");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const answer = await fetch(`${nginx.origin()}${at}config.json`);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });
}

test("folder.conf: the address without its last slash leads there too", async ({ start, hosted }) => {
  const registry = await start.registry();
  const nginx = await start.nginx(deployed("folder", { registry: registry.origin, hosted }));
  const answer = await fetch(`${nginx.origin()}/porthole`, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([301, "/porthole/"]);
});

test("what the image, the compose file and the text name is there", () => {
  const read = (name: string) => readFileSync(`${ROOT}${name}`, "utf8");
  const containerfile = read("deploy/Containerfile");
  const compose = read("deploy/compose.yaml");
  const hosting = read("docs/HOSTING.md");
  const paths = [...`${containerfile}${compose}${hosting}`.matchAll(/\b(?:deploy|scripts)\/[\w./-]+/g)];
  const links = [...hosting.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => `docs/${link}`);
  const named = [...paths.map(([path]) => path), ...links];
  expect(named).toContain("deploy/nginx/root.conf");
  expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  const port = /listen (\d+);/.exec(read("deploy/nginx/root.conf"))![1];
  expect(compose).toContain(`"127.0.0.1:${port}:${port}"`);
  expect(containerfile).toContain("/srv/porthole");
});
