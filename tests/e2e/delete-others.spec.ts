import type { Page, Route } from "@playwright/test";
import { PlanDialog, ResultDialog, select, turnOn, type WAYS } from "./deleting.ts";
import { expect, test } from "./fixture.ts";
import { Guard } from "./guard.ts";
import { ATTESTED, LAB, SIGNED, signatureTag } from "./lab.ts";
import { Outsider } from "./outsider.ts";
import { openRegistry, World } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, tableOf } from "./tables.ts";

// Somebody else changes the same repository, on another page or by another program: before, while and after this page
// deletes. What they changed is left alone and told, and nothing that neither meant to remove is lost.

interface Scene {
  guard: Guard;
  servers: Servers;
}

/** A world of which one image is kept for sure. */
async function laid(servers: Servers): Promise<{ world: World; outsider: Outsider }> {
  const world = new World(servers, "writable");
  const outsider = new Outsider(world);
  await outsider.pushNew("kept", "latest");
  return { world, outsider };
}

/** Opens the tags, selects some and looks at what deleting them would do. */
async function planned(page: Page, { guard, servers }: Scene, world: World, names: string[], way: keyof typeof WAYS = "tags"): Promise<PlanDialog> {
  guard.mayFail(world.address);
  await openRegistry(page, guard, { site: servers.sites.root, registry: world.address, view: `r/${LAB}` });
  await turnOn(page);
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  await select(page, tags, names);
  const plan = await PlanDialog.open(page);
  await plan.way(way).check();
  await plan.confirm();
  return plan;
}

async function ran(page: Page, plan: PlanDialog): Promise<ResultDialog> {
  await plan.begin.click();
  return ResultDialog.ended(page);
}

/** What a result tells of a tag. */
async function lineOf(result: ResultDialog, name: string): Promise<string> {
  const lines = await result.lines();
  const line = lines.find((line) => line.name === name);
  return line === undefined ? "" : `${line.word} ${line.words}`;
}

/** Lets somebody do something while a request of the run is on its way: after the page looked, before the registry does it. */
async function meanwhile(page: Page, method: string, number: number, change: () => Promise<unknown>): Promise<void> {
  let seen = 0;
  await page.route(/\/manifests\//, async (route: Route) => {
    if (route.request().method() === method && ++seen === number) await change();
    await route.continue();
  });
}

function without(tags: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => !names.includes(tag)));
}

const ONE = ["2", "2.1", ATTESTED];
const OTHER = ["2.1", "2.1.106", ATTESTED, SIGNED];

for (const [place, areApart] of [["of one browser", false], ["of two browsers", true]] as const) {
  test(`two pages ${place} remove overlapping tags at once, and lose no other`, async ({ page, context, browser, guard, servers }) => {
    const { world, outsider } = await laid(servers);
    const before = await outsider.tags();
    const elsewhere = areApart ? await browser.newContext() : context;
    const guards = areApart ? [guard, await Guard.watching(elsewhere)] : [guard, guard];
    const other = await elsewhere.newPage();
    const plan = await planned(page, { guard, servers }, world, ONE);
    const second = areApart
      ? await planned(other, { guard: guards[1], servers }, world, OTHER)
      : await plannedAgain(other, { guard, servers }, world, OTHER);
    const results = await Promise.all([ran(page, plan), ran(other, second)]);
    const tags = await outsider.tags();
    expect(tags).toMatchObject(without(before, [...ONE, ...OTHER, signatureTag(before[SIGNED])]));
    const told = (await Promise.all(results.map((result) => result.lines()))).flat();
    // A page cannot tell a tag that another removed from one that its own run took along: it puts back, and says so.
    for (const [tag, digest] of Object.entries(without(tags, Object.keys(without(before, [...ONE, ...OTHER]))))) {
      expect(digest).toBe(before[tag]);
      const words = told.map(({ name, word, words }) => `${name} ${word} ${words}`);
      expect(words).toContainEqual(expect.stringMatching(new RegExp(`(^${tag} (left out|failed)|noticed ${tag} had vanished and was put back)`)));
    }
    if (areApart) {
      expect(await guards[1].conclude([other])).toEqual([]);
      await elsewhere.close();
    }
  });
}

/** The same, where the browser knows the registry already. */
async function plannedAgain(page: Page, { servers }: Scene, world: World, names: string[]): Promise<PlanDialog> {
  await page.goto(`${servers.sites.root}#/r/${LAB}?registry=${encodeURIComponent(world.address)}`);
  await turnOn(page);
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  await select(page, tags, names);
  const plan = await PlanDialog.open(page);
  await plan.confirm();
  return plan;
}

test("what another page removed since the plan was gone before, and the rest is done", async ({ page, context, guard, servers }) => {
  const { world, outsider } = await laid(servers);
  const before = await outsider.tags();
  const plan = await planned(page, { guard, servers }, world, ONE);
  const other = await context.newPage();
  const second = await plannedAgain(other, { guard, servers }, world, OTHER);
  await expect((await ran(other, second)).title).toHaveText(/^Done: /);
  const result = await ran(page, plan);
  await expect(result.title).toHaveText(/^Done: /);
  expect(await lineOf(result, "2")).toMatch(/^removed/);
  expect(await lineOf(result, "2.1")).toMatch(/^was gone/);
  expect(await lineOf(result, ATTESTED)).toMatch(/^was gone/);
  expect(await outsider.tags()).toEqual(without(before, [...ONE, ...OTHER, signatureTag(before[SIGNED])]));
});

test("a tag that is moved between plan and run is left where it leads now", async ({ page, guard, servers }) => {
  const { world, outsider } = await laid(servers);
  const before = await outsider.tags();
  const plan = await planned(page, { guard, servers }, world, ONE);
  const [two, image] = [await outsider.pushNew("2", "latest"), await outsider.pushNew(ATTESTED, "latest")];
  const result = await ran(page, plan);
  await expect(result.title).toHaveText("Not all was done: 1 tag removed");
  expect(await lineOf(result, "2")).toBe(`left out Somebody moved 2: it leads to ${two.slice(7, 19)} now`);
  expect(await lineOf(result, ATTESTED)).toBe(`left out Somebody moved ${ATTESTED}: it leads to ${image.slice(7, 19)} now`);
  expect(await outsider.tags()).toEqual({ ...without(before, ["2.1"]), "2": two, [ATTESTED]: image });
  expect(await outsider.there([before[ATTESTED]])).toEqual([before[ATTESTED]]);
});

test("an image that somebody tags anew between plan and run stays", async ({ page, guard, servers }) => {
  const { world, outsider } = await laid(servers);
  const before = await outsider.tags();
  const plan = await planned(page, { guard, servers }, world, [ATTESTED, SIGNED], "images");
  await outsider.move("keep-this", ATTESTED);
  const index = await outsider.pushIndex("keep-that", SIGNED);
  const result = await ran(page, plan);
  await expect(result.title).toHaveText("Not all was done: nothing was changed");
  expect(await lineOf(result, ATTESTED)).toBe("left out keep-this leads to it now");
  expect(await lineOf(result, SIGNED)).toBe(`left out The index ${index.slice(7, 19)} lists it now`);
  expect(await outsider.tags()).toEqual({ ...before, "keep-this": before[ATTESTED], "keep-that": index });
});

test("tags that are moved and made while it runs are left alone", async ({ page, guard, servers }) => {
  const { world, outsider } = await laid(servers);
  const before = await outsider.tags();
  const plan = await planned(page, { guard, servers }, world, [...ONE, SIGNED]);
  let moved = "";
  await meanwhile(page, "PUT", 1, async () => {
    moved = await outsider.pushNew("2.1", "latest");
    await outsider.move("keep-this", ATTESTED);
    await outsider.pushIndex("keep-that", SIGNED);
  });
  const result = await ran(page, plan);
  await expect(result.title).toHaveText("Not all was done: 1 tag removed");
  expect(await lineOf(result, "2")).toMatch(/^removed/);
  expect(await lineOf(result, "2.1")).toMatch(/^left out Somebody moved 2\.1/);
  expect(await lineOf(result, ATTESTED)).toBe("left out keep-this leads to it now");
  expect(await lineOf(result, SIGNED)).toMatch(/^left out The index \w+ lists it now/);
  expect(await outsider.tags()).toMatchObject({ ...without(before, ["2"]), "2.1": moved, "keep-this": before[ATTESTED] });
});

test("a tag that is moved to an image while that is deleted is put back, and told", async ({ page, guard, servers }) => {
  const { world, outsider } = await laid(servers);
  const before = await outsider.tags();
  const plan = await planned(page, { guard, servers }, world, [ATTESTED]);
  // No registry has a deletion with a condition: this is the window that stays open.
  await meanwhile(page, "DELETE", 1, () => outsider.move("kept", ATTESTED));
  const result = await ran(page, plan);
  await expect(result.title).toHaveText(/^Done: 1 image deleted/);
  expect((await result.lines()).map(({ words }) => words)).toContain(`kept had vanished and was put back to ${before.kept.slice(7, 19)}`);
  expect(await outsider.tags()).toEqual(without(before, [ATTESTED]));
});

test("tags that vanish are told: those that were to go, and those that were to stay", async ({ page, guard, servers }) => {
  const { world, outsider } = await laid(servers);
  const before = await outsider.tags();
  const plan = await planned(page, { guard, servers }, world, [ATTESTED, "2"]);
  await outsider.remove(before[ATTESTED]);
  await meanwhile(page, "PUT", 1, () => outsider.remove(before.kept));
  const result = await ran(page, plan);
  // What it listed may be needed by whoever removed it.
  await expect(result.title).toHaveText("Not all was done: 1 tag removed, 1 was gone already");
  expect((await result.lines()).filter(({ words }) => words === "Somebody removed its tags, and may need it otherwise")).toHaveLength(4);
  expect(await lineOf(result, ATTESTED)).toMatch(/^was gone/);
  expect((await result.lines()).map(({ words }) => words)).toContain("kept vanished: its manifest was deleted by somebody else");
  expect(await outsider.tags()).toEqual(without(before, [ATTESTED, "2", "kept"]));
});
