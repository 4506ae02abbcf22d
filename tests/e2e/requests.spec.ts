import { execFileSync } from "node:child_process";
import type { Page, Route } from "@playwright/test";
import { mayMissOddities, openDemo } from "./demo.ts";
import { copied, drawerOf, expectQuiet, mayReadClipboard, Recorded, rowsOf, shown } from "./drawer.ts";
import { expect, test } from "./fixture.ts";
import { manifestsOf, openRegistry, openWorld, ownRegistry, viewOf } from "./registry.ts";
import { tableOf } from "./tables.ts";

// The drawer with the requests of the page: what stands there is what was asked.

const IMAGE = "r/gallery/ui/-/tags/2.4.4";
const OPEN = { debug: "" };

const byAddress = <T extends { address: string; status: string }>(rows: T[]) =>
  rows.toSorted((one, other) => `${one.address} ${one.status}`.localeCompare(`${other.address} ${other.status}`));

/** Waits until the drawer shows what the browser recorded, each request once. */
async function expectAll(page: Page, recorded: Recorded): Promise<void> {
  await expectQuiet(page);
  await expect(async () => {
    expect(byAddress(await shown(page))).toEqual(byAddress(await recorded.answered()));
  }).toPass();
}

test("opened by its address it shows each request of the page once, with its answer", async ({ page, guard, servers }) => {
  const recorded = new Recorded(page);
  guard.mayAsk(servers.sites.proxied);
  guard.mayFail(manifestsOf(servers.sites.proxied.slice(0, -1)));
  await page.goto(`${servers.sites.proxied}#/${IMAGE}?debug`);
  await expect(tableOf(page, "Layers")).toBeVisible();
  await expectAll(page, recorded);
  const addresses = (await shown(page)).map(({ address }) => address);
  expect(addresses).toContain(`${servers.sites.proxied}config.json`);
  expect(addresses).toContain(`${servers.sites.proxied}v2/gallery/ui/manifests/2.4.4`);
  const digests = (await shown(page)).map(({ digest }) => digest);
  expect(digests.filter((digest) => /^sha256:[0-9a-f]{64}$/.test(digest)).length).toBeGreaterThan(1);
});

test("across origins too, with those that were not found", async ({ page, guard, servers }) => {
  const recorded = new Recorded(page);
  guard.mayFail(manifestsOf(servers.gallery), ownRegistry(servers));
  const registry = servers.gallery;
  await openRegistry(page, guard, { site: servers.sites.root, registry, view: "r/gallery/ui/-/tags/3.0.42", query: OPEN });
  await expect(tableOf(page, "Layers")).toBeVisible();
  await expectAll(page, recorded);
  await expect(rowsOf(page).filter({ hasText: "404 Not Found" }).first()).toBeVisible();
});

test("what the connection check asks is among them, as the registry's own log has it", async ({ page, guard, servers }) => {
  guard.mayFail(`${servers.fake}/plain~`);
  const world = await openWorld(page, guard, { servers, name: "plain", view: "connection", query: OPEN });
  await expect(page.getByRole("region", { name: /works from here$/ })).toHaveAttribute("aria-busy", "false");
  await expectQuiet(page);
  const logged = (await world.requests()).filter(({ method }) => method !== "OPTIONS");
  const listed = async () => {
    const own = (await shown(page)).filter(({ address }) => address.startsWith(world.address));
    return own.map(({ method, address }) => `${method} ${new URL(address).pathname}${new URL(address).search}`).toSorted();
  };
  await expect.poll(listed).toEqual(logged.map(({ method, path }) => `${method} ${path}`).toSorted());
  await expect(rowsOf(page).filter({ hasText: "not readable" })).toHaveCount(1);
});

test("a line that was copied asks the same", async ({ page, guard, servers }) => {
  await mayReadClipboard(page);
  guard.mayFail(manifestsOf(servers.gallery));
  const registry = servers.gallery;
  await openRegistry(page, guard, { site: servers.sites.root, registry, view: "r/gallery/ui/-/tags/3.0.42", query: OPEN });
  await expect(tableOf(page, "Layers")).toBeVisible();
  await expectQuiet(page);
  const row = rowsOf(page).filter({ hasText: "/manifests/3.0.42" }).filter({ has: page.locator(".named[title]") }).first();
  const line = await copied(page, row);
  expect(line).toMatch(/^curl -i -L -H 'Accept: application\/vnd\.[^']+' 'http:[^']+\/manifests\/3\.0\.42'$/);
  const answer = execFileSync("sh", ["-c", `${line} --silent`], { encoding: "utf8" });
  expect(answer).toContain("200 OK");
  const digest = /^docker-content-digest: (\S+)/im.exec(answer)?.[1];
  expect(digest).toBe(await row.locator(".named").getAttribute("title"));
});

for (const { world, view, outcome } of [
  { world: "without-cors", outcome: "no answer" },
  { world: "truncated", view: "r/gallery/ui/-/tags/1.0", outcome: "200, broken off" },
  { world: "large-catalog", outcome: "200, given up" },
  { world: "redirects-to-login", outcome: "redirected" },
  { world: "bad-gateway", outcome: "502 Bad Gateway" },
  { world: "rate-limited", view: "r/gallery/ui", outcome: "429 Too Many Requests" },
]) {
  test(`${world}: the drawer says ${outcome}`, async ({ page, guard, servers }) => {
    guard.mayFail(`${servers.fake}/${world}~`, `${servers.fake}/login`);
    await openWorld(page, guard, { servers, name: world, view, query: OPEN });
    await expect(rowsOf(page).locator(".outcome", { hasText: outcome }).first()).toBeVisible();
  });
}

test("what nobody waits for any more is said to be given up", async ({ page, guard, servers }) => {
  const world = await openWorld(page, guard, { servers, name: "silent", query: OPEN });
  const waiting = rowsOf(page).filter({ hasText: world.address }).filter({ hasText: "waiting" });
  await expect(waiting.first()).toBeVisible();
  await page.goto(viewOf(servers.sites.root, "demo", "connection"));
  await expect(rowsOf(page).filter({ hasText: world.address }).first()).toContainText("given up");
  await expect(waiting).toHaveCount(0);
});

test("a key opens and closes it, the focus goes there and back, and the address says so", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  await openDemo(page, guard, { servers });
  const link = tableOf(page, "Repositories").getByRole("link", { name: "gallery/ui" });
  await link.focus();
  const entries = await page.evaluate(() => history.length);
  const close = [
    () => page.keyboard.press("d"),
    () => page.keyboard.press("Escape"),
    () => drawerOf(page).getByRole("button", { name: "Close" }).click(),
  ];
  for (const way of close) {
    await page.keyboard.press("d");
    await expect(drawerOf(page).getByRole("heading", { name: "Requests" })).toBeFocused();
    await expect(page).toHaveURL(/#\/\?registry=demo&debug$/);
    await way();
    await expect(drawerOf(page)).toBeHidden();
    await expect(link).toBeFocused();
    await expect(page).toHaveURL(/#\/\?registry=demo$/);
  }
  expect(await page.evaluate(() => history.length)).toBe(entries);
});

test("single keys that are switched off do not open it", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  await openDemo(page, guard, { servers });
  await expect(tableOf(page, "Repositories")).toBeVisible();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toContainText("d what this page asks");
  await keys.getByRole("checkbox").uncheck();
  await keys.getByRole("button", { name: "Close" }).click();
  await page.keyboard.press("d");
  await page.keyboard.press("?");
  await expect(keys).toBeVisible();
  await expect(drawerOf(page)).toBeHidden();
});

test("it stays while one walks, and a reload shows it again", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  await openDemo(page, guard, { servers, query: OPEN });
  await tableOf(page, "Repositories").getByRole("link", { name: "gallery/ui" }).click();
  await expect(page).toHaveURL(/#\/r\/gallery\/ui\?registry=demo&debug$/);
  await tableOf(page, "Tags").getByRole("link", { name: "2.1", exact: true }).click();
  await expect(page).toHaveURL(/\/tags\/2\.1\?registry=demo&debug$/);
  await expect(rowsOf(page).filter({ hasText: "/manifests/2.1" }).first()).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/#\/r\/gallery\/ui\?registry=demo&debug$/);
  await expect(tableOf(page, "Tags")).toBeVisible();
  await page.reload();
  await expect(drawerOf(page)).toBeVisible();
  await drawerOf(page).getByRole("button", { name: "Close" }).click();
  await expect(drawerOf(page)).toBeHidden();
  await page.reload();
  await expect(tableOf(page, "Tags")).toBeVisible();
  await expect(drawerOf(page)).toBeHidden();
});

test("it may stand before the # too, and goes from there when it is closed", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  guard.mayAsk(servers.sites.root);
  await page.goto(`${servers.sites.root}?a=b&debug#/?registry=demo`);
  await expect(rowsOf(page).filter({ hasText: "config.json" })).toHaveCount(1);
  await expect(page).toHaveURL(`${servers.sites.root}?a=b#/?registry=demo&debug`);
  await drawerOf(page).getByRole("button", { name: "Close" }).click();
  await expect(page).toHaveURL(`${servers.sites.root}?a=b#/?registry=demo`);
});

test("it is there where the page itself cannot begin", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  await page.route("**/config.json", (route) => route.fulfill({ json: { titel: "Acme" } }));
  await page.goto(`${servers.sites.root}#/?debug`);
  await expect(page.getByRole("alert")).toContainText("config.json has a mistake");
  await expect(rowsOf(page)).toHaveCount(1);
});

test("it is filtered and cleared", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1", query: OPEN });
  await expect(tableOf(page, "Layers")).toBeVisible();
  await expectQuiet(page);
  const number = drawerOf(page).locator("h2 + .second");
  const field = drawerOf(page).getByRole("searchbox", { name: "Filter requests" });
  await field.fill("blobs get");
  await expect(rowsOf(page).filter({ hasNotText: "/blobs/" })).toHaveCount(0);
  await expect.poll(async () => Number((await number.innerText()).split(" of ")[0])).toBe(await rowsOf(page).count());
  await field.fill("nothing has this");
  await expect(drawerOf(page)).toContainText("No request fits.");
  await field.press("Escape");
  await expect(field).toHaveValue("");
  await expect.poll(async () => Number(await number.innerText())).toBe(await rowsOf(page).count());
  await expect(rowsOf(page).filter({ hasText: "config.json" })).toHaveCount(1);
  const clear = drawerOf(page).getByRole("button", { name: "Clear" });
  await clear.click();
  await expect(drawerOf(page)).toContainText("Nothing was asked since the list was cleared.");
  await expect(clear).toBeFocused();
  await page.goto(viewOf(servers.sites.root, "demo", "r/gallery/logs"));
  await expect(rowsOf(page).filter({ hasText: "gallery/logs/tags/list" })).toHaveCount(1);
});

test("no row jumps under the pointer", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1", query: OPEN });
  await expect(tableOf(page, "Layers")).toBeVisible();
  await expectQuiet(page);
  const first = rowsOf(page).first();
  const button = first.getByRole("button");
  await first.hover();
  const name = await button.getAttribute("aria-label");
  await page.goto(viewOf(servers.sites.root, "demo", "r/gallery/logs"));
  await expect(drawerOf(page)).toContainText(/\d newer while you point here/);
  expect(await button.getAttribute("aria-label")).toBe(name);
  await page.mouse.move(10, 10);
  await expect(drawerOf(page)).not.toContainText("while you point here");
  await expect(rowsOf(page).filter({ hasText: "gallery/logs/tags/list" })).toHaveCount(1);
});

test("a row keeps the focus while its answer comes, and others", async ({ page, guard, servers }) => {
  const held: Route[] = [];
  let isHeld = true;
  await page.route(/\/blobs\//, (route) => (isHeld ? void held.push(route) : route.continue()));
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1", query: OPEN });
  const config = rowsOf(page).filter({ hasText: "/blobs/" });
  await expect(config).toHaveCount(1);
  await expect(config).toContainText("waiting");
  const name = await config.getByRole("button").getAttribute("aria-label");
  const button = drawerOf(page).getByRole("button", { name: name!, exact: true });
  await button.focus();
  const before = await rowsOf(page).count();
  isHeld = false;
  for (const route of held) await route.continue();
  await expect(rowsOf(page).filter({ hasText: "waiting" })).toHaveCount(0);
  await expect.poll(() => rowsOf(page).count()).toBeGreaterThan(before);
  await expect(rowsOf(page).filter({ has: page.getByRole("button", { name: name!, exact: true }) })).toContainText("200");
  await expect(button).toBeFocused();
});

test("of many requests the newest 500 are listed", async ({ page, guard, servers }) => {
  test.setTimeout(120_000);
  await openWorld(page, guard, { servers, name: "many", view: "r/many/tags", query: { ...OPEN, sort: "built" } });
  await page.getByRole("button", { name: /^Read all, about [\d,]+ requests$/ }).click();
  const head = drawerOf(page).locator(".requests-head");
  await expect(head).toContainText(/the newest 500 of [\d,]+/);
  const numbers = () => rowsOf(page).evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-number"))));
  await expect.poll(async () => (await numbers()).at(-1)).toBeGreaterThan(100);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(rowsOf(page).filter({ hasText: "waiting" })).toHaveCount(0);
  await expect(rowsOf(page)).toHaveCount(500);
  const listed = await numbers();
  expect(listed).toEqual(Array.from({ length: 500 }, (_, index) => listed[0] - index));
});

test("it does not cover what the keyboard goes to, and tells nothing aloud", async ({ page, guard, servers }) => {
  await page.setViewportSize({ width: 1360, height: 700 });
  await openDemo(page, guard, { servers, view: "r/gallery/ui", query: OPEN });
  const tags = tableOf(page, "Tags");
  await expect(tags.getByRole("link", { name: "2.1", exact: true })).toBeVisible();
  const top = (await drawerOf(page).boundingBox())!.y;
  const names = await tags.locator("a.row-link").count();
  for (let row = 0; row < names; row += 1) {
    await page.keyboard.press("j");
    const box = await page.evaluate(() => document.activeElement!.getBoundingClientRect().bottom);
    expect(box).toBeLessThanOrEqual(top);
  }
  await expect(tags.locator("a.row-link").last()).toBeFocused();
  const live = drawerOf(page).locator("[aria-live], [role=status], [role=alert], [role=log]");
  await expect(live).toHaveCount(1);
  await expect(live).toHaveText("");
});

test("what a registry's own query holds is not kept", async ({ page, guard, servers }) => {
  const cursor = "gAAAAABmZmZmZ";
  await page.route(/_catalog/, async (route) => {
    if (route.request().url().includes(cursor)) return route.fulfill({ json: { repositories: ["z"] } });
    const headers = { Link: `</v2/_catalog?next_page=${cursor}&n=2>; rel="next"` };
    return route.fulfill({ json: { repositories: ["a"] }, headers });
  });
  guard.mayFail(/\/demo\/v2\/[az]\//);
  await openDemo(page, guard, { servers, query: OPEN });
  const row = rowsOf(page).filter({ hasText: "next_page" });
  await expect(row.locator(".path")).toHaveText("/demo/v2/_catalog?next_page=…&n=2");
  await expect(row.locator(".asked")).toHaveAttribute("title", /Not all of the address is kept/);
  await expect(row.getByRole("button")).toHaveCount(0);
  expect(await drawerOf(page).evaluate((drawer) => drawer.outerHTML)).not.toContain(cursor);
});
