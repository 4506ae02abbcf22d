import type { Locator, Page } from "@playwright/test";
import { PlanDialog, ResultDialog, select, selectAll, turnOn } from "./deleting.ts";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { ATTESTED, LAB, ODDITIES, SIGNED } from "./lab.ts";
import { Outsider } from "./outsider.ts";
import { openWorld, type World } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, namesIn, tableOf } from "./tables.ts";

// What is odd about a repository, about what is selected of it, and about what a registry says.

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

async function openTags({ page, guard, servers }: Scene, name: string, repository: string): Promise<{ tags: Locator; world: World; outsider: Outsider }> {
  const world = await openWorld(page, guard, { servers, name, view: `r/${repository}` });
  // Some of it is not there, and what may be done is found out by asking for it.
  guard.mayFail(world.address);
  await turnOn(page);
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  return { tags, world, outsider: new Outsider(world, repository) };
}

test("with nothing selected there is nothing to delete", async ({ page, guard, servers }) => {
  const { tags } = await openTags({ page, guard, servers }, "writable", LAB);
  const button = page.getByRole("button", { name: "Delete…", exact: true });
  await expect(button).toBeHidden();
  await select(page, tags, ["2"]);
  await expect(button).toBeVisible();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(button).toBeHidden();
});

test("an index that lost a platform goes, and leaves what others list", async ({ page, guard, servers }) => {
  const { tags, outsider } = await openTags({ page, guard, servers }, "writable", ODDITIES);
  const before = await outsider.tags();
  await select(page, tags, ["missing-child"]);
  const plan = await PlanDialog.open(page);
  await expect(plan.row("Kept")).toContainText("good");
  await expect(plan.row("Beyond undo")).toContainText(/\(missing-child\): it lists \w{12}, which the registry does not have, and most registries take no such index back/);
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 image deleted");
  const { "missing-child": _removed, ...kept } = before;
  expect(await outsider.tags()).toEqual(kept);
  // Distribution takes no index back whose platforms it does not have.
  await result.dialog.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Put back / }).click();
  const undone = await ResultDialog.ended(page);
  await expect(undone.title).toHaveText("Not all was done: nothing was changed");
  expect(await undone.lines()).toContainEqual(expect.objectContaining({ word: "failed", words: expect.stringMatching(/refused to take it: MANIFEST_BLOB_UNKNOWN/) }));
  expect(await outsider.tags()).toEqual(kept);
});

test("an image that two indexes list goes with its tag alone, or breaks both, which is said", async ({ page, guard, servers }) => {
  const { tags, outsider } = await openTags({ page, guard, servers }, "writable", ODDITIES);
  const before = await outsider.tags();
  await select(page, tags, ["good"]);
  const plan = await PlanDialog.open(page);
  await expect(plan.row("Breaks")).toHaveCount(0);
  await plan.way("images").check();
  for (const index of ["missing-child", "nested"]) await expect(plan.row("Breaks")).toContainText(index);
  await plan.way("tags").check();
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 tag removed");
  const { good, ...kept } = before;
  expect(await outsider.tags()).toEqual(kept);
  expect(await outsider.there([good])).toEqual([good]);
});

test("a tag on schema 1 goes, and that nothing brings it back is told", async ({ page, guard, servers }) => {
  const { tags, outsider } = await openTags({ page, guard, servers }, "writable", ODDITIES);
  const before = await outsider.tags();
  await select(page, tags, ["schema-1"]);
  const plan = await PlanDialog.open(page);
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 image deleted");
  const { "schema-1": _removed, ...kept } = before;
  expect(await outsider.tags()).toEqual(kept);
  await result.dialog.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("heading")).toHaveText("There is nothing to put back");
  await expect(page.getByRole("dialog")).toContainText(/Beyond undo\w+: its bytes are not kept/);
});

test("a tag that leads to nothing is told, and all else stays", async ({ page, guard, servers }) => {
  const { tags, outsider } = await openTags({ page, guard, servers }, "writable", ODDITIES);
  const before = await outsider.tags();
  await select(page, tags, ["gone"]);
  const plan = await PlanDialog.open(page);
  await expect(plan.row("Removed")).toContainText("gone");
  await plan.confirm();
  await plan.begin.click();
  const result = await ResultDialog.ended(page);
  expect((await result.lines()).map(({ name }) => name)).toContain("gone");
  const { gone: _gone, ...others } = before;
  expect(await outsider.tags()).toMatchObject(others);
});

test("whatever manifests say, a plan is made of them and nothing of it is carried out", async ({ page, guard, servers }) => {
  test.setTimeout(120_000);
  const { tags } = await openTags({ page, guard, servers }, "hostile", "hostile/images");
  await selectAll(tags);
  const plan = await PlanDialog.open(page);
  for (const way of ["images", "tagsOnly", "tags"] as const) {
    await plan.way(way).check();
    await expect(plan.row("Removed")).toContainText("good");
  }
  expect(await page.evaluate("window.executed")).toBeUndefined();
  const width = await page.getByRole("dialog").evaluate((dialog) => [dialog.scrollWidth, dialog.clientWidth]);
  expect(width[0]).toBeLessThanOrEqual(width[1]);
});

test("what a registry says of a refusal is shown as text", async ({ page, guard, servers }) => {
  const { tags, outsider } = await openTags({ page, guard, servers }, "writable", LAB);
  const before = await outsider.tags();
  await select(page, tags, [ATTESTED, SIGNED]);
  const plan = await PlanDialog.open(page);
  const message = `<img src=x onerror="window.executed=true">\u202egpj.exe ${"x".repeat(10_000)}`;
  await page.route(/\/manifests\/sha256:/, async (route) => {
    const errors = [{ code: "<b>DENIED</b>", message }];
    if (route.request().method() !== "DELETE") await route.continue();
    else await route.fulfill({ status: 403, json: { errors }, headers: { "access-control-allow-origin": "*" } });
  });
  await plan.confirm();
  await plan.begin.click();
  const result = await ResultDialog.ended(page);
  await expect(result.title).toHaveText("Not all was done: nothing was changed");
  expect(await page.evaluate("window.executed")).toBeUndefined();
  await expect(result.dialog.locator("img, dd b")).toHaveCount(0);
  const text = await result.dialog.innerText();
  expect(text).toContain("<img src=x");
  expect(text).not.toContain("\u202e");
  expect(text.length).toBeLessThan(3_000);
  expect(await outsider.tags()).toEqual(before);
});

test("of 20,000 tags every one is read, and the plan is theirs", async ({ page, guard, servers }) => {
  test.setTimeout(400_000);
  const world = await openWorld(page, guard, { servers, name: "many", view: "r/many/tags" });
  guard.mayFail(world.address);
  const tags = tableOf(page, "Tags");
  await expect.poll(async () => (await namesIn(tags))[0]).toBe("9.49.39");
  await select(page, tags, ["9.49.39", "9.49.38"]);
  await page.getByRole("button", { name: "Delete…", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(/Reading where each tag leads: [\d,]+ of 20,000/);
  await expect(dialog.getByRole("heading")).toHaveText("Delete from many/tags: 9.49.38 and 9.49.39", { timeout: 300_000 });
  await expect(dialog.locator("dl > div").filter({ hasText: /^Kept/ })).toContainText("19,998 tags");
  const heads = (await world.requests()).filter(({ method }) => method === "HEAD").map(({ path }) => path);
  expect(new Set(heads).size).toBe(20_000);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
});
