import type { Locator, Page } from "@playwright/test";
import { PlanDialog, select, turnOn, type ResultDialog } from "./deleting.ts";
import type { Guard } from "./guard.ts";
import { changeJournals, copyJournal, journalsIn } from "./journals.ts";
import { fail, waiting } from "./lab-faults.ts";
import { LAB } from "./lab.ts";
import { openWorld, viewOf, type World } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, tableOf } from "./tables.ts";
import { openTogether, signIn } from "./together.ts";

// What is kept of a deletion, for how long, and who decides that.

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

const tagsIn = (page: Page) => tableOf(page, "Tags");

/** Opens the lab's repository in a world that takes writes, ready to delete. */
async function open({ page, guard, servers }: Scene): Promise<World> {
  const world = await openWorld(page, guard, { servers, name: "writable", view: `r/${LAB}` });
  guard.mayFail(new RegExp(`^${world.address}/v2/`));
  await expectDetails(tagsIn(page));
  await turnOn(page);
  return world;
}

async function plan(page: Page, tag: string): Promise<PlanDialog> {
  await select(page, tagsIn(page), [tag]);
  return PlanDialog.open(page);
}

const dialogOf = (page: Page): Locator => page.getByRole("dialog");

/** The box that says whether a journal is kept. */
const boxOf = (page: Page): Locator =>
  dialogOf(page).getByRole("checkbox", {
    name: "Keep a journal in this browser, so that this can be finished after a fault and undone for 30 days",
  });

/** Runs the plan that is shown, and closes the result. */
async function runAndClose(plan: PlanDialog): Promise<void> {
  const result: ResultDialog = await plan.run();
  await result.close();
}

async function toConnection(page: Page): Promise<Locator> {
  await page.getByRole("banner").getByRole("link", { name: "Connection" }).click();
  const panel = page.getByRole("region", { name: "Changed from this browser" });
  await expect(panel).toBeVisible();
  return panel;
}

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
  return Promise.race([answer.then(() => type === "beforeunload"), left]);
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

/** Opens a repository of a registry at which somebody signs in, and signs in. */
async function openSignedIn(scene: Parameters<typeof openTogether>[0], remember: boolean): Promise<string> {
  const { page, guard } = scene;
  const { site, users: [alice] } = await openTogether(scene, "htpasswd", "r/tools/curl");
  guard.mayFail(new RegExp(`^${site}v2/`));
  if (remember) await page.getByRole("checkbox", { name: "Remember on this computer what is read here" }).check();
  await signIn(page, alice);
  await expectDetails(tagsIn(page));
  await turnOn(page);
  return site;
}

async function firstTag(page: Page): Promise<string> {
  return tagsIn(page).locator("td a.row-link").first().innerText();
}

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

/** A journal of what somebody did who is signed in. */
async function keptSignedIn(scene: Parameters<typeof openTogether>[0]): Promise<Locator> {
  const { page } = scene;
  await openSignedIn(scene, false);
  const only = await plan(page, await firstTag(page));
  await boxOf(page).check();
  await runAndClose(only);
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
  await keptSignedIn({ page, guard, start });
  await changeJournals(page, { states: { ended: false } });
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
  const panel = await keptSignedIn({ page, guard, start });
  await changeJournals(page, { states: { ended: false } });
  await page.getByRole("banner").getByRole("link", { name: "Repositories" }).click();
  await toConnection(page);
  await expect(panel.getByRole("listitem")).toContainText("Deleting in tools/curl");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("an unfinished deletion is forgotten with it")).toBeVisible();
  await expect(page.getByText("Signed in as alice.")).toBeVisible();
  expect(await journalsIn(page)).toHaveLength(1);
  await page.getByRole("button", { name: "Sign out and forget it" }).click();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expect.poll(() => journalsIn(page)).toEqual([]);
});

async function undoInDialog(page: Page): Promise<void> {
  await dialogOf(page).getByRole("button", { name: "Undo", exact: true }).click();
  await dialogOf(page).getByRole("button", { name: /^Put back / }).click();
  await expect(page.getByRole("heading", { name: /^Done: .*put back$/ })).toBeVisible();
  await dialogOf(page).getByRole("button", { name: "Close", exact: true }).click();
}

test("what was taken back is undone, and nothing more is offered or asked", async ({ page, guard, servers }) => {
  const world = await open({ page, guard, servers });
  await runAndClose(await plan(page, "2.1.105"));
  await changeJournals(page, { states: { ended: false } });
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

test("what goes on in another tab is not interrupted before that tab is gone", async ({ page, context, guard, servers }) => {
  const world = await open({ page, guard, servers });
  const only = await plan(page, "2.1.105");
  await fail(world, { how: "hang", methods: ["DELETE"] });
  await only.confirm();
  await only.begin.click();
  await expect.poll(() => waiting(world)).toBe(0);

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
