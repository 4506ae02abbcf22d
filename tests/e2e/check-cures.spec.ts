import {
  answer,
  cause,
  causes,
  check,
  checkAgain,
  cure,
  expectTitle,
  lines,
  openCheck,
  serving,
  terminator,
} from "./checked.ts";
import { signIn } from "./deployed.ts";
import { expect, test } from "./servers/fixture.ts";

// What the connection check prints cures it: applied to a real registry, and run by a real nginx.

const OPEN = {
  "Access-Control-Allow-Origin": ["*"],
  "Access-Control-Allow-Headers": ["Authorization", "Accept"],
  "Access-Control-Expose-Headers": ["Docker-Content-Digest", "Link", "WWW-Authenticate"],
};

test("lines for config.yml let somebody browse", async ({ page, guard, servers, start }) => {
  const registry = await start.registry({}, "small");
  await openCheck(page, guard, servers.sites.root, registry.origin);
  await expectTitle(page, /may not read it$/);
  await answer(page, "Does it ask for a password?", "no");
  await expect(check(page).getByRole("tab", { name: "distribution" })).toBeVisible();
  await registry.restart({ pasted: await cure(page, "distribution") });
  await checkAgain(page);
  await expectTitle(page, /works from here$/);
  await expect(lines(page, "failed")).toHaveCount(0);
  await expect(lines(page, "passed").filter({ hasText: "Configs and layers can be read" })).toBeVisible();
  await expect(check(page).getByRole("tab")).toHaveCount(0);
});

test("lines for nginx before the registry do the same", async ({ page, guard, servers, start }) => {
  const registry = await start.registry({}, "small");
  await openCheck(page, guard, servers.sites.root, registry.origin);
  await answer(page, "Does it ask for a password?", "no");
  await expectTitle(page, /may not read it$/);
  await expect(check(page).getByRole("tab").first()).toHaveText("distribution");
  const before = await start.nginx({ configuration: await terminator(page) });
  await openCheck(page, guard, servers.sites.root, before.origin());
  await expectTitle(page, /works from here$/);
  await expect(lines(page, "failed")).toHaveCount(0);
  await expect(lines(page, "passed").filter({ hasText: "Configs and layers can be read" })).toBeVisible();
});

test("storage elsewhere is brought home", async ({ page, guard, servers, start }) => {
  const elsewhere = { headers: OPEN, redirect: servers.fake };
  const registry = await start.registry(elsewhere, "small");
  guard.mayAsk(servers.fake);
  guard.mayFail(servers.fake);
  await openCheck(page, guard, servers.sites.root, registry.origin);
  await expectTitle(page, /not all of it works from here$/);
  await expect(lines(page, "failed")).toHaveText(/storage that configs and layers come from may not be read/);
  expect(await cure(page, "distribution")).toContain("redirect:\n    disable: true");
  const variables = (await cure(page, "environment")).trim().split("\n");
  const environment = Object.fromEntries(variables.map((line) => line.split("=")));
  await registry.restart({ ...elsewhere, environment });
  await checkAgain(page);
  await expectTitle(page, /works from here$/);
});

test("with a password nginx before the registry lets somebody sign in", async ({ page, guard, servers, start }) => {
  const registry = await start.registry({ headers: OPEN, access: "htpasswd" }, "small");
  await openCheck(page, guard, servers.sites.root, registry.origin);
  await expectTitle(page, /may not sign in$/);
  await expect(causes(page).first()).toContainText("preflight");
  await expect(check(page).getByRole("tab").first()).toHaveText("nginx, one origin");
  await expect(check(page).getByRole("tab", { name: "distribution" })).toHaveCount(0);
  await expect(check(page).getByText(/^curl -i -X OPTIONS /)).toBeVisible();
  const before = await start.nginx({ configuration: await terminator(page) });
  await openCheck(page, guard, servers.sites.root, before.origin());
  await expectTitle(page, /asks who you are$/);
  await expect(lines(page, "passed").filter({ hasText: "Allow-Headers: Authorization, Accept" })).toBeVisible();
  await expect(lines(page, "passed").filter({ hasText: "Expose-Headers: WWW-Authenticate" })).toBeVisible();
  await expect(lines(page, "failed")).toHaveText(/asks who you are/);
  await signIn(page, registry.users[0]);
  await expectTitle(page, /works from here$/);
  await expect(lines(page, "failed")).toHaveCount(0);
  await expect(lines(page, "passed").filter({ hasText: `Signed in: ${registry.users[0].name}` })).toBeVisible();
});

test("with a password one origin needs nothing else", async ({ page, guard, servers, start }) => {
  const registry = await start.registry({ access: "htpasswd" }, "small");
  await openCheck(page, guard, servers.sites.root, registry.origin);
  await expectTitle(page, /may not read it$/);
  await answer(page, "Does it ask for a password?", "yes");
  await expect(check(page).getByRole("tab").first()).toHaveText("nginx, one origin");
  const printed = await cure(page, "nginx, one origin");
  const together = await start.nginx({ configuration: serving("listen 127.0.0.1:{port};", printed) });
  guard.mayAsk(together.origin());
  guard.mayFail(`${together.origin()}/v2/`);
  // Nothing of the registry runs at the origin of the page.
  const refused = await page.request.get(`${together.origin()}/v2/gallery/ui/tags/list`);
  expect(refused.status()).toBe(401);
  expect(refused.headers()).toMatchObject({
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
  });
  // Layers are pushed through it.
  const { name, password } = registry.users[0];
  const headers = { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
  const uploads = `${together.origin()}/v2/gallery/ui/blobs/uploads/`;
  const begun = await page.request.post(uploads, { headers });
  expect(begun.status()).toBe(202);
  const upload = new URL(begun.headers()["location"] ?? "", uploads);
  const data = Buffer.alloc(2 << 20);
  const pushed = await page.request.patch(upload.href, { headers: { ...headers, "content-type": "application/octet-stream" }, data });
  expect(pushed.status()).toBe(202);
  await page.goto(`${together.origin()}/#/r/gallery/ui`);
  await signIn(page, registry.users[0]);
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("3.0.42");
  await page.getByRole("banner").getByRole("link", { name: "Connection" }).click();
  await expectTitle(page, /works from here$/);
  await expect(lines(page, "failed")).toHaveCount(0);
});

test.describe("what the browser holds for a registry", () => {
  for (const tab of ["nginx", "distribution"] as const) {
    test(`is sent where the lines for ${tab} allow it`, async ({ page, guard, servers, start }) => {
      const registry = await start.registry({ headers: OPEN }, "small");
      let url = registry.origin;
      const settings = () => ({ registries: [{ url, credentials: "include" }] });
      await page.route("**/config.json", (route) => route.fulfill({ json: settings() }));
      guard.mayAsk(servers.sites.root, url);
      guard.mayFail(url);
      await page.goto(`${servers.sites.root}#/connection`);
      await expectTitle(page, /answers, but this page may not read it$/);
      await expect(cause(page)).toHaveText(/^It is to be asked with what this browser holds for it/);
      await expect(lines(page, "failed").first()).toContainText("Access-Control-Allow-Credentials");
      if (tab === "distribution") {
        await registry.restart({ pasted: await cure(page, tab) });
        await checkAgain(page);
      } else {
        const before = await start.nginx({ configuration: await terminator(page) });
        url = before.origin();
        guard.mayAsk(url);
        guard.mayFail(`${url}/v2/`);
        await page.reload();
      }
      await expectTitle(page, /works from here$/);
      await expect(lines(page, "failed")).toHaveCount(0);
      await expect(lines(page, "passed").filter({ hasText: "Access-Control-Allow-Credentials" })).toBeVisible();
    });
  }
});
