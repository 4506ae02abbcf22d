import type { BrowserContext, Page } from "@playwright/test";
import { JournalDialog, PlanDialog, ResultDialog, select, turnOn } from "./deleting.ts";
import type { Guard } from "./guard.ts";
import { open, plan, runAndClose, toConnection } from "./keeping.ts";
import { fail, mend, waiting } from "./lab-faults.ts";
import { LAB } from "./lab.ts";
import { viewOf, type World } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, tableOf } from "./tables.ts";

// What goes on after a deletion: on the page below, in another tab, and once it was taken back.

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

/** The changes that were sent since some were. */
async function written(world: World, since: number): Promise<string[]> {
  const requests = (await world.requests()).slice(since);
  return requests.map(({ method }) => method).filter((method) => method === "DELETE" || method === "PUT");
}

/** A deletion of which one step failed, and its result. */
async function notWhole(scene: Scene): Promise<{ world: World; result: ResultDialog }> {
  const world = await open(scene);
  const tags = tableOf(scene.page, "Tags");
  await select(scene.page, tags, ["2.1.105", "2.1.104"]);
  const two = await PlanDialog.open(scene.page);
  await two.confirm();
  await fail(world, { how: "error", at: 3, methods: ["DELETE"] });
  await two.begin.click();
  const result = await ResultDialog.ended(scene.page);
  await expect(result.title).toHaveText(/^Not all was done: /);
  return { world, result };
}

/** The journals of a registry, in a tab of their own. */
async function otherTab(context: BrowserContext, servers: Servers, world: World): Promise<Page> {
  const other = await context.newPage();
  await other.goto(viewOf(servers.sites.root, world.address, "connection"));
  await expect(JournalDialog.rows(other)).toHaveCount(1);
  return other;
}

async function takeBack(other: Page): Promise<void> {
  await turnOn(other);
  const journal = await JournalDialog.open(JournalDialog.rows(other).first());
  await journal.undo();
}

test("what was taken back in another tab is not tried again", async ({ page, context, guard, servers }) => {
  const { world, result } = await notWhole({ page, guard, servers });
  const other = await otherTab(context, servers, world);
  await takeBack(other);
  const before = (await world.requests()).length;
  await result.dialog.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: `Deleting in ${LAB} was undone` })).toBeVisible();
  await expect(result.dialog.getByRole("button", { name: /^(Try again|Finish)/ })).toHaveCount(0);
  expect(await written(world, before)).toEqual([]);
});

test("what was taken back in another tab is not finished", async ({ page, context, guard, servers }) => {
  const { world, result } = await notWhole({ page, guard, servers });
  await result.close();
  await toConnection(page);
  const journal = await JournalDialog.open(JournalDialog.rows(page).first());
  const other = await otherTab(context, servers, world);
  await takeBack(other);
  const before = (await world.requests()).length;
  await journal.dialog.getByRole("button", { name: /^Finish / }).click();
  await expect(page.getByRole("heading", { name: `Deleting in ${LAB} was undone` })).toBeVisible();
  expect(await written(world, before)).toEqual([]);
});

test("what is tried again is under way elsewhere", async ({ page, context, guard, servers }) => {
  const { world, result } = await notWhole({ page, guard, servers });
  await mend(world);
  await page.evaluate(() => localStorage.removeItem("porthole.unfinished"));
  await fail(world, { how: "hang", methods: ["DELETE"] });
  await result.dialog.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => waiting(world)).toBe(0);
  expect(await page.evaluate(() => localStorage.getItem("porthole.unfinished"))).toBe(world.address);
  const other = await otherTab(context, servers, world);
  await expect(JournalDialog.rows(other).first()).toContainText(/under way, \d not done/);
  await page.close();
  await other.reload();
  await expect(JournalDialog.rows(other).first()).toContainText(/interrupted, \d not done/);
});

test("who deletes an image from its page goes on at the repository, where it can be taken back", async ({ page, guard, servers }) => {
  await open({ page, guard, servers });
  await expect(page.locator(".recent")).toHaveCount(0);
  await page.getByRole("link", { name: "2.1.105", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2.1.105");
  await page.getByRole("button", { name: "Delete…", exact: true }).click();
  const image = await PlanDialog.shown(page);
  await runAndClose(image);
  await expect(page).toHaveURL(new RegExp(`#/r/${LAB}\\?registry=`));
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  const recent = page.locator(".recent");
  await expect(recent).toContainText("Deleted just now: 2.1.105");
  await recent.getByRole("button", { name: "Undo…" }).click();
  const journal = await JournalDialog.shown(page);
  await journal.undo();
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click();
  await expect(tags.getByRole("link", { name: "2.1.105", exact: true })).toBeVisible();
  await expect(recent).toHaveCount(0);
});

test("a plan goes with the page that it was made on", async ({ page, guard, servers }) => {
  await open({ page, guard, servers });
  await plan(page, "2.1.105");
  await page.evaluate(() => (location.hash = location.hash.replace(/^#\/r\/[^?]*/, "#/connection")));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connection");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
