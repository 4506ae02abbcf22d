import type { Page } from "@playwright/test";
import { turnOn } from "./deleting.ts";
import { journalsIn } from "./journals.ts";
import { boxOf, dialogOf, firstTag, open, openSignedIn, plan, runAndClose, runUntilDeletion, toConnection } from "./keeping.ts";
import { fail, waiting } from "./lab-faults.ts";
import { LAB } from "./lab.ts";
import { viewOf } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";

// What is kept of a deletion, and who decides that.

/** Whether the page asks before it is left; it stays. */
async function asksBeforeLeaving(page: Page): Promise<boolean> {
  let type = "";
  const answer = page.waitForEvent("dialog").then(async (dialog) => {
    type = dialog.type();
    await dialog.dismiss();
  });
  const left = page.reload().then(
    () => false,
    () => true,
  );
  const asks = await Promise.race([answer.then(() => type === "beforeunload"), left]);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return asks;
}

test("a journal is kept, unless somebody does not want it", async ({ page, guard, servers }) => {
  await open({ page, guard, servers });
  await plan(page, "2");
  await expect(boxOf(page)).toBeChecked();
  await expect(dialogOf(page)).toContainText("Undo works for 30 days, until the registry collects garbage.");
  await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  await runAndClose(await plan(page, "2"));
  expect(await journalsIn(page)).toHaveLength(1);

  const second = await plan(page, "2.1.105");
  await boxOf(page).uncheck();
  await expect(dialogOf(page)).toContainText(
    "Without a journal what is interrupted cannot be finished later. Undo works only until you leave this page.",
  );
  await runAndClose(second);
  expect(await journalsIn(page)).toHaveLength(1);
});

test("without a journal the page asks before it is left, and takes back until then", async ({ page, guard, servers }) => {
  await open({ page, guard, servers });
  const only = await plan(page, "2.1.105");
  await boxOf(page).uncheck();
  await runAndClose(only);
  expect(await asksBeforeLeaving(page)).toBe(true);

  const panel = await toConnection(page);
  const entry = panel.getByRole("listitem");
  await expect(entry).toContainText("only in this page");
  await entry.getByRole("button", { name: "Look at it" }).click();
  await dialogOf(page).getByRole("button", { name: "Undo", exact: true }).click();
  await dialogOf(page).getByRole("button", { name: /^Put back / }).click();
  await expect(page.getByRole("heading", { name: /^Done: .*put back$/ })).toBeVisible();
  await dialogOf(page).getByRole("button", { name: "Close", exact: true }).click();
  expect(await journalsIn(page)).toEqual([]);
  expect(await asksBeforeLeaving(page)).toBe(false);
});

test("without a journal the page asks while it is under way, too", async ({ page, guard, servers }) => {
  const world = await open({ page, guard, servers });
  const only = await plan(page, "2.1.105");
  await boxOf(page).uncheck();
  await fail(world, { how: "hang", methods: ["DELETE"] });
  await only.confirm();
  await only.begin.click();
  await expect.poll(() => waiting(world)).toBe(0);
  await expect(dialogOf(page).getByRole("heading", { name: "Deleting…" })).toBeVisible();
  expect((await page.evaluate(() => localStorage.getItem("porthole.unfinished"))) ?? "").toBe("");
  expect(await asksBeforeLeaving(page)).toBe(true);
});

test("what is kept does not make the page ask before it is left", async ({ page, guard, servers }) => {
  await open({ page, guard, servers });
  await runAndClose(await plan(page, "2.1.105"));
  expect(await asksBeforeLeaving(page)).toBe(false);
});

test("where the browser keeps nothing that is said, and the page asks before it is left", async ({ page, guard, servers }) => {
  await page.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { value: undefined }));
  await open({ page, guard, servers });
  const only = await plan(page, "2.1.105");
  await expect(boxOf(page)).toHaveCount(0);
  await expect(dialogOf(page)).toContainText("This browser keeps nothing for this page");
  await runAndClose(only);
  expect(await asksBeforeLeaving(page)).toBe(true);
});

test("somebody signed in decides whether a journal is kept", async ({ page, guard, start }) => {
  await openSignedIn({ page, guard, start }, false);
  const first = await plan(page, await firstTag(page));
  await expect(boxOf(page)).not.toBeChecked();
  await expect(dialogOf(page)).toContainText("manifests read signed in are not kept unless you want it");
  await runAndClose(first);
  expect(await journalsIn(page)).toEqual([]);

  const second = await plan(page, await firstTag(page));
  await expect(boxOf(page)).not.toBeChecked();
  await boxOf(page).check();
  await expect(dialogOf(page)).toContainText("until you sign out");
  await runAndClose(second);
  expect(await journalsIn(page)).toHaveLength(1);
});

test("who wants to be remembered has a journal too", async ({ page, guard, start }) => {
  await openSignedIn({ page, guard, start }, true);
  await plan(page, await firstTag(page));
  await expect(boxOf(page)).toBeChecked();
});

async function undoInDialog(page: Page): Promise<void> {
  await dialogOf(page).getByRole("button", { name: "Undo", exact: true }).click();
  await dialogOf(page).getByRole("button", { name: /^Put back / }).click();
  await expect(page.getByRole("heading", { name: /^Done: .*put back$/ })).toBeVisible();
  await dialogOf(page).getByRole("button", { name: "Close", exact: true }).click();
}

test("what was taken back is undone, and nothing more is offered or asked", async ({ page, guard, servers }) => {
  const world = await open({ page, guard, servers });
  await runUntilDeletion(page, world, { tag: "2.1.105", done: true });
  await page.goto("about:blank");
  await page.goto(viewOf(servers.sites.root, world.address, `r/${LAB}`));
  const line = page.locator(".unfinished");
  await expect(line).toContainText(`Deleting in ${LAB} was interrupted just now.`);
  await turnOn(page);
  await line.getByRole("button", { name: "Look at it" }).click();
  await undoInDialog(page);
  await expect(line).toHaveCount(0);

  const panel = await toConnection(page);
  await expect(panel.getByRole("listitem")).toHaveCount(1);
  await expect(panel.getByRole("listitem")).toContainText(/\d steps, undone, just now/);
  await expect(panel.getByRole("button", { name: "Look at it" })).toHaveCount(0);
  await page.reload();
  await expect(panel.getByRole("listitem")).toContainText("undone");
  await expect(line).toHaveCount(0);
});

test("what goes on in another tab is not interrupted before that tab is gone", async ({ page, context, guard, servers }) => {
  const world = await open({ page, guard, servers });
  await runUntilDeletion(page, world, { tag: "2.1.105" });

  const other = await context.newPage();
  await other.goto(viewOf(servers.sites.root, world.address, "connection"));
  const panel = other.getByRole("region", { name: "Changed from this browser" });
  await expect(panel.getByRole("listitem")).toContainText(/under way, \d not done/);
  await expect(other.locator(".unfinished")).toHaveCount(0);
  await page.close();
  await other.reload();
  await expect(other.locator(".unfinished")).toContainText(`Deleting in ${LAB} was interrupted`);
  await expect(panel.getByRole("listitem")).toContainText(/interrupted, \d not done/);
});
