import { createHash } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { mayMissOddities } from "./demo.ts";
import { viewOf, World } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";

// Several registries: from one to another by the menu in the header, and nothing of one under another.

const menu = (page: Page): Locator => page.getByRole("navigation", { name: "Registries" });
const used = (page: Page): Locator => page.getByRole("banner").getByRole("button", { name: /^Registry: / });
const names = (page: Page): Locator => menu(page).locator(".registries-name");

async function choose(page: Page, name: string): Promise<void> {
  await used(page).click();
  await menu(page).getByRole("link", { name: new RegExp(`^${name}`) }).click();
}

test("the menu has the registries of config.json, those that were added, the demo, and marks the one in use", async ({ page, guard, servers }) => {
  const [first, second, added] = ["plain", "many", "paged"].map((name) => new World(servers, name));
  guard.mayAsk(servers.sites.root, servers.fake);
  const registries = [{ id: "first", title: "First", url: first.address }, { id: "second", title: "Second", url: second.address }];
  await page.route("**/config.json", (route) => route.fulfill({ json: { registries } }));
  await page.goto(viewOf(servers.sites.root, added.address));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await used(page).click();
  // What is read of their rows is cut off, or is a tag without a manifest.
  guard.mayFail(added.address, second.address);
  await mayMissOddities(guard, servers);
  const label = new URL(added.address);
  await expect(names(page)).toHaveText(["First", "Second", `${label.host}${label.pathname}`, "The demo"]);
  await expect(menu(page).locator("[aria-current]")).toContainText(label.host);
  await page.keyboard.press("Escape");
  await expect(menu(page)).toBeHidden();
  await choose(page, "Second");
  await expect(page.getByRole("heading", { level: 1, name: "Second" })).toBeVisible();
  await expect(menu(page)).toBeHidden();
  await expect(used(page)).toHaveText(/Second/);
  // Choosing what is in use already closes the menu, and leaves everything.
  await choose(page, "Second");
  await expect(menu(page)).toBeHidden();
  await choose(page, "The demo");
  await expect(page.getByRole("heading", { level: 1, name: "Demo registry" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Second" })).toBeVisible();
});

test("by keyboard alone", async ({ page, guard, servers }) => {
  const world = new World(servers, "plain");
  guard.mayAsk(servers.sites.root, world.address);
  await page.route("**/config.json", (route) => route.fulfill({ json: { registries: [{ title: "Main", url: world.address }] } }));
  await mayMissOddities(guard, servers);
  await page.goto(servers.sites.root);
  await used(page).focus();
  await page.keyboard.press("Enter");
  await expect(menu(page)).toBeVisible();
  for (let tabs = 0; tabs < 2; tabs += 1) await page.keyboard.press("Tab");
  await expect(menu(page).getByRole("link", { name: /^The demo/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Demo registry" })).toBeVisible();
});

test("where registries may not be added those that were are not offered", async ({ page, guard, servers }) => {
  const [own, added] = ["plain", "many"].map((name) => new World(servers, name));
  guard.mayAsk(servers.sites.root, servers.fake);
  await page.goto(viewOf(servers.sites.root, added.address));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.route("**/config.json", (route) => route.fulfill({ json: { add_registries: false, registries: [{ title: "Own", url: own.address }] } }));
  await page.goto("about:blank");
  await page.goto(servers.sites.root);
  await used(page).click();
  await expect(names(page)).toHaveText(["Own", "The demo"]);
});

test("who is signed in at one registry is nobody at another, and neither shows what the other has", async ({ page, guard, servers, start }) => {
  const headers = {
    "Access-Control-Allow-Origin": ["*"],
    "Access-Control-Allow-Headers": ["Authorization", "Accept"],
    "Access-Control-Expose-Headers": ["Docker-Content-Digest", "Www-Authenticate"],
  };
  const locked = await start.registry({ access: "htpasswd", headers }, "small");
  const [alice] = locked.users;
  const open = new World(servers, "many");
  // The page is at the origin of the registry that asks: no preflight stands in the way.
  const site = await start.nginx({
    configuration: `server { listen 127.0.0.1:{port};
      location / { proxy_pass ${new URL(servers.sites.root).origin}; }
      location /v2/ { proxy_pass ${locked.origin}; proxy_set_header Host $http_host; } }`,
  });
  const own = site.origin();
  guard.mayAsk(own, open.address);
  guard.mayFail(`${own}/v2/`);
  const registries = [{ id: "locked", title: "Locked", url: "/" }, { id: "open", title: "Open", url: open.address }];
  await page.route("**/config.json", (route) => route.fulfill({ json: { registries } }));
  const signed: string[] = [];
  page.on("request", async (request) => {
    const headers = await request.allHeaders();
    if (headers.authorization !== undefined) signed.push(new URL(request.url()).origin);
  });
  await page.goto(`${own}/`);
  await page.getByLabel("Name", { exact: true }).fill(alice.name);
  await page.getByLabel("Password or token").fill(alice.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const table = page.getByRole("table", { name: "Repositories" });
  await expect(table.getByRole("row", { name: "gallery/ui" })).toContainText("3.0.42");
  const names = await table.locator("td:first-child").allTextContents();
  await choose(page, "Open");
  await expect(page.getByRole("heading", { level: 1, name: "Open" })).toBeVisible();
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Sign in");
  await expect(page.getByRole("banner")).not.toContainText(alice.name);
  const others = await page.locator("body").innerText();
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => others.includes(name.replaceAll(" ", "")))).toEqual([]);
  await choose(page, "Locked");
  await expect(table.getByRole("row", { name: "gallery/ui" })).toContainText("3.0.42");
  await expect(page.getByRole("banner")).toContainText(alice.name);
  expect(new Set(signed)).toEqual(new Set([own]));
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept).not.toContain(alice.password);
  expect(kept).not.toContain(createHash("sha256").update(alice.password).digest("hex"));
});

test("an answer that comes late is not shown under another registry", async ({ page, guard, servers }) => {
  const [slow, quick] = ["plain", "many"].map((name) => new World(servers, name));
  guard.mayAsk(servers.sites.root, servers.fake);
  guard.mayFail(slow.address);
  const registries = [{ id: "slow", title: "Slow", url: slow.address }, { id: "quick", title: "Quick", url: quick.address }];
  await page.route("**/config.json", (route) => route.fulfill({ json: { registries } }));
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let failed = 0;
  page.on("requestfailed", () => (failed += 1));
  await page.route(`${slow.address}/v2/_catalog*`, async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  const asked = page.waitForRequest((request) => request.url().includes("/v2/_catalog"));
  await page.goto(servers.sites.root);
  await asked;
  await choose(page, "Quick");
  await expect(page.getByRole("heading", { level: 1, name: "Quick" })).toBeVisible();
  await expect.poll(() => failed).toBe(1);
  release();
  await expect(page.getByRole("table", { name: "Repositories" }).getByRole("row").nth(1)).toBeVisible();
  expect(await page.locator("body").innerText()).not.toContain("gallery");
});
