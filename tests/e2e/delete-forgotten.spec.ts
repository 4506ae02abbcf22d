import type { Locator, Page } from "@playwright/test";
import { copyJournal, journalsIn } from "./journals.ts";
import { boxOf, dialogOf, firstTag, open, openSignedIn, plan, runAndClose, runUnanswered, runUntilDeletion, toConnection } from "./keeping.ts";
import { LAB } from "./lab.ts";
import { viewOf } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import type { openTogether } from "./together.ts";

// When what was kept of a deletion goes, and what of it does not.

/** A journal of what somebody did who is signed in. */
async function keptSignedIn(scene: Parameters<typeof openTogether>[0], isWhole = true): Promise<Locator> {
  const { page } = scene;
  await openSignedIn(scene, false);
  const only = await plan(page, await firstTag(page));
  await boxOf(page).check();
  await (isWhole ? runAndClose(only) : runUnanswered(page, only));
  expect(await journalsIn(page)).toMatchObject([{ signedIn: true }]);
  return toConnection(page);
}

test("what was done signed in goes at the sign-out, and nothing of another registry", async ({ page, guard, start }) => {
  const panel = await keptSignedIn({ page, guard, start });
  await expect(panel.getByRole("listitem")).toContainText("Deleting in tools/curl");
  await copyJournal(page, { id: "other", registry: "http://other.example" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect.poll(async () => (await journalsIn(page)).map(({ registry }) => registry)).toEqual(["http://other.example"]);
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
});

test("what was done signed in is named to nobody else", async ({ page, guard, start }) => {
  await keptSignedIn({ page, guard, start }, false);
  await page.reload();
  const panel = page.getByRole("region", { name: "Changed from this browser" });
  await expect(panel).toContainText("1 change was made signed in: sign in to see them.");
  await expect(panel.getByRole("listitem")).toHaveCount(0);
  await page.reload();
  const line = page.locator(".unfinished");
  await expect(line).toContainText("A change that was made signed in was interrupted");
  await expect(line).not.toContainText("tools/curl");
  await expect(line.getByRole("button")).toHaveCount(0);
});

test("what is unfinished is told before the sign-out that forgets it", async ({ page, guard, start }) => {
  const panel = await keptSignedIn({ page, guard, start }, false);
  await expect(panel.getByRole("listitem")).toContainText("Deleting in tools/curl");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("an unfinished deletion is forgotten with it")).toBeVisible();
  await expect(page.getByText("Signed in as alice.")).toBeVisible();
  expect(await journalsIn(page)).toHaveLength(1);
  await page.getByRole("button", { name: "Sign out and forget it" }).click();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect.poll(() => journalsIn(page)).toEqual([]);
});

test("what is older than thirty days is gone", async ({ page, guard, servers }) => {
  const world = await open({ page, guard, servers });
  await runAndClose(await plan(page, "2.1.105"));
  const [{ begun }] = await journalsIn(page);
  const days = (number: number) => begun - number * 86_400_000;
  await copyJournal(page, { id: "younger", begun: days(29) });
  await copyJournal(page, { id: "older", begun: days(31) });
  await copyJournal(page, { id: "elsewhere", begun: days(31), registry: "http://other.example" });
  await page.goto(viewOf(servers.sites.root, world.address, "connection"));
  const panel = page.getByRole("region", { name: "Changed from this browser" });
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  await expect.poll(async () => (await journalsIn(page)).map(({ begun }) => begun).toSorted()).toEqual([days(29), begun]);
});

test("what is older than thirty days goes wherever the page is opened", async ({ page, guard, servers }) => {
  const world = await open({ page, guard, servers });
  await runAndClose(await plan(page, "2.1.105"));
  const [{ begun }] = await journalsIn(page);
  const older = begun - 31 * 86_400_000;
  await copyJournal(page, { id: "older", begun: older });
  await page.evaluate((older) => localStorage.setItem("porthole.journals", String(older)), older);
  await page.goto("about:blank");
  await page.goto(viewOf(servers.sites.root, world.address, `r/${LAB}`));
  await expect.poll(async () => (await journalsIn(page)).map(({ begun }) => begun)).toEqual([begun]);
  await expect.poll(() => page.evaluate(() => localStorage.getItem("porthole.journals"))).toBe(String(begun));
});

test("journals are forgotten one by one, and all", async ({ page, guard, servers }) => {
  await open({ page, guard, servers });
  await runAndClose(await plan(page, "2.1.105"));
  for (const id of ["second", "third"]) await copyJournal(page, { id });
  await copyJournal(page, { id: "elsewhere", registry: "http://other.example" });
  const panel = await toConnection(page);
  await expect(panel.getByRole("listitem")).toHaveCount(3);
  const first = panel.getByRole("listitem").first();
  await first.getByRole("button", { name: "Forget", exact: true }).click();
  expect(await journalsIn(page)).toHaveLength(4);
  await first.getByRole("button", { name: "Really forget" }).click();
  await expect(panel.getByRole("status")).toHaveText("Forgotten: it cannot be undone any more.");
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  expect(await journalsIn(page)).toHaveLength(3);
  await panel.getByRole("button", { name: "Forget all" }).click();
  await panel.getByRole("button", { name: "Really forget all" }).click();
  await expect(panel).toContainText("Nothing yet.");
  expect((await journalsIn(page)).map(({ registry }) => registry)).toEqual(["http://other.example"]);
});

test("a run whose journal was forgotten changes nothing more", async ({ page, context, guard, servers }) => {
  const world = await open({ page, guard, servers });
  const only = await plan(page, "2.1.105");
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const asked = page.waitForRequest(/\/tags\/list/);
  await page.route(/\/tags\/list/, async (route) => {
    await held;
    await route.continue();
  });
  await only.confirm();
  await only.begin.click();
  await asked;

  const other = await context.newPage();
  await other.goto(viewOf(servers.sites.root, world.address, "connection"));
  const panel = other.getByRole("region", { name: "Changed from this browser" });
  await panel.getByRole("button", { name: "Forget", exact: true }).click();
  await panel.getByRole("button", { name: "Really forget", exact: true }).click();
  await expect(panel.getByRole("status")).toHaveText("Forgotten: it cannot be undone any more.");
  const before = (await world.requests()).length;
  goOn();
  await expect(dialogOf(page)).toContainText("This browser does not keep the journal any more");
  const after = (await world.requests()).slice(before);
  expect(after.filter(({ method }) => method === "DELETE" || method === "PUT")).toEqual([]);
});

/** Forgets the registry in use, as its user does who added it. */
async function forgetRegistry(page: Page): Promise<void> {
  await page.getByRole("region", { name: "Registries" }).getByRole("button", { name: /^Forget / }).click();
  await expect(page.getByRole("region", { name: "Registries" }).getByRole("button", { name: /^Forget / })).toHaveCount(0);
}

test("with a registry goes what was changed there", async ({ page, guard, servers }) => {
  await open({ page, guard, servers });
  await runAndClose(await plan(page, "2.1.105"));
  await copyJournal(page, { id: "elsewhere", registry: "http://other.example" });
  const panel = await toConnection(page);
  await expect(panel.getByRole("listitem")).toHaveCount(1);
  await forgetRegistry(page);
  await expect.poll(async () => (await journalsIn(page)).map(({ registry }) => registry)).toEqual(["http://other.example"]);
});

test("what is unfinished stays where its registry is forgotten", async ({ page, guard, servers }) => {
  const world = await open({ page, guard, servers });
  await runUntilDeletion(page, world, { tag: "2.1.105" });
  await page.goto("about:blank");
  await page.goto(viewOf(servers.sites.root, world.address, "connection"));
  await expect(page.locator(".unfinished")).toBeVisible();
  await forgetRegistry(page);
  await page.goto("about:blank");
  await page.goto(viewOf(servers.sites.root, world.address, "connection"));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.locator(".unfinished")).toContainText(`Deleting in ${LAB} was interrupted`);
});
