import type { Locator, Page } from "@playwright/test";
import { JournalDialog, PlanDialog, ResultDialog, select, turnOn } from "./deleting.ts";
import { pictureOf } from "./drivers/picture.ts";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { ATTESTED, LAB, SHARED_PLATFORM, SIGNED } from "./lab.ts";
import { fail, waiting } from "./lab-faults.ts";
import { Outsider } from "./outsider.ts";
import { openWorld, viewOf, type World } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, tableOf } from "./tables.ts";

// The dialog by keyboard alone; and each of its stages as a picture, in light and dark, wide and on a phone, where
// nothing may be wider than the window. Each test ends in its stage, which the guard then measures.

const WIDTHS = [
  { width: 1360, height: 900 },
  { width: 390, height: 844 },
];

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

async function openLab({ page, guard, servers }: Scene, name = "writable"): Promise<World> {
  const world = await openWorld(page, guard, { servers, name, view: `r/${LAB}` });
  guard.mayFail(world.address);
  await turnOn(page);
  await expectDetails(tableOf(page, "Tags"));
  return world;
}

const SOME = ["2", ATTESTED, SIGNED, SHARED_PLATFORM];

async function plan(scene: Scene, names = SOME): Promise<PlanDialog> {
  await openLab(scene);
  await select(scene.page, tableOf(scene.page, "Tags"), names);
  return PlanDialog.open(scene.page);
}

async function result(scene: Scene): Promise<ResultDialog> {
  const shown = await plan(scene);
  return shown.run();
}

/** Each stage by its name, with the way into it. */
const STAGES: Record<string, (scene: Scene) => Promise<unknown>> = {
  "delete-reading": async (scene) => {
    const world = await openLab(scene);
    await select(scene.page, tableOf(scene.page, "Tags"), SOME);
    await fail(world, { how: "hang", path: "/manifests/2.1" });
    await scene.page.getByRole("button", { name: "Delete…", exact: true }).click();
    await expect(scene.page.getByRole("dialog").getByRole("status")).toContainText(/Reading where each tag leads: \d of 9/);
  },
  "delete-plan": async (scene) => plan(scene, ["2", SIGNED]),
  "delete-plan-broken": async (scene) => (await plan(scene)).way("images").check(),
  "delete-plan-commands": async (scene) => {
    await plan(scene, ["2"]);
    await scene.page.getByRole("button", { name: "As commands" }).click();
    await expect(scene.page.getByText("The same as a shell script")).toBeVisible();
  },
  "delete-plan-refused": async (scene) => {
    await openLab(scene, "writable-without-content-type");
    await select(scene.page, tableOf(scene.page, "Tags"), ["2"]);
    await PlanDialog.open(scene.page);
  },
  "delete-confirm": async (scene) => (await plan(scene)).confirm(),
  "delete-run": async (scene) => {
    const world = await openLab(scene);
    await select(scene.page, tableOf(scene.page, "Tags"), SOME);
    const shown = await PlanDialog.open(scene.page);
    await shown.confirm();
    await fail(world, { how: "hang", at: 4, methods: ["PUT", "DELETE"] });
    await shown.begin.click();
    await expect.poll(() => waiting(world)).toBe(0);
    await expect(scene.page.getByRole("button", { name: "Stop", exact: true })).toBeVisible();
    await expect(scene.page.getByRole("dialog")).toContainText("half done");
    // Nothing went wrong so far.
    await expect(scene.page.getByRole("dialog").getByText("✕")).toHaveCount(0);
  },
  "delete-result": result,
  "delete-result-lines": async (scene) => {
    await result(scene);
    await scene.page.getByText("The lines for it").click();
  },
  "delete-result-failed": async (scene) => {
    const world = await openLab(scene);
    await select(scene.page, tableOf(scene.page, "Tags"), SOME);
    const shown = await PlanDialog.open(scene.page);
    await shown.confirm();
    await new Outsider(world).pushNew("2", "latest");
    await fail(world, { how: "error", at: 3, methods: ["DELETE"], lasting: true });
    await shown.begin.click();
    await ResultDialog.ended(scene.page);
  },
  "delete-undo": async (scene) => {
    const done = await result(scene);
    await done.dialog.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(scene.page.getByRole("button", { name: /^Put back / })).toBeVisible();
  },
  "delete-undone": async (scene) => {
    const undone = await (await result(scene)).undo();
    // The tags that were put are no others.
    expect((await undone.lines()).map(({ word }) => word)).not.toContain("unchanged");
  },
  "delete-interrupted": async (scene) => interrupted(scene),
  "delete-journal": async (scene) => {
    const line = await interrupted(scene);
    await JournalDialog.open(line);
  },
};

/** A page that opens after a run was interrupted. */
async function interrupted(scene: Scene): Promise<Locator> {
  const { page, servers } = scene;
  await page.clock.install();
  const world = await openLab(scene);
  await select(page, tableOf(page, "Tags"), SOME);
  const shown = await PlanDialog.open(page);
  await shown.confirm();
  await fail(world, { how: "hang", at: 3, methods: ["PUT", "DELETE"] });
  await shown.begin.click();
  await expect.poll(() => waiting(world)).toBe(0);
  await page.goto("about:blank");
  await page.clock.fastForward(61_000);
  await page.goto(viewOf(servers.sites.root, world.address, `r/${LAB}`));
  await turnOn(page);
  await expectDetails(tableOf(page, "Tags"));
  await expect(JournalDialog.line(page)).toBeVisible();
  return JournalDialog.line(page);
}

for (const [name, enter] of Object.entries(STAGES)) {
  test(`pictures of ${name}`, async ({ page, guard, servers }) => {
    await page.setViewportSize(WIDTHS[0]);
    await enter({ page, guard, servers });
    for (const viewport of WIDTHS) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: pictureOf(`${name}-${colorScheme}-${viewport.width}`) });
      }
      for (const part of ["html", "dialog[open]"]) {
        const widths = await page.locator(part).evaluateAll((nodes) => nodes.map((node) => [node.scrollWidth, node.clientWidth]));
        for (const [all, seen] of widths) expect(all, `${part} at ${viewport.width}`).toBeLessThanOrEqual(seen);
      }
    }
  });
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the keyboard does not get there");
}

test("by keyboard alone: open, choose, type, run, undo, close", async ({ page, guard, servers }) => {
  const world = await openLab({ page, guard, servers });
  const before = await new Outsider(world).holds();
  const tags = tableOf(page, "Tags");
  for (const name of [ATTESTED, SIGNED]) {
    await tabTo(page, tags.getByRole("checkbox", { name: `Select ${name}`, exact: true }));
    await page.keyboard.press("Space");
  }
  const open = page.getByRole("button", { name: "Delete…", exact: true });
  await backTo(page, open);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  const shown = await PlanDialog.shown(page);
  await tabTo(page, shown.way("tags"));
  await page.keyboard.press("ArrowDown");
  await expect(shown.way("images")).toBeChecked();
  await expect(shown.way("images")).toBeFocused();
  await tabTo(page, shown.typed);
  await page.keyboard.type("3");
  await expect(shown.begin).toBeDisabled();
  await page.keyboard.press("Backspace");
  await page.keyboard.type("2");
  await tabTo(page, shown.begin);
  await page.keyboard.press("Enter");
  const done = await ResultDialog.shown(page);
  await tabTo(page, dialog.getByRole("button", { name: "Undo", exact: true }));
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("heading")).toHaveText(`Undo in ${LAB}?`);
  await tabTo(page, dialog.getByRole("button", { name: /^Put back / }));
  await page.keyboard.press("Enter");
  await expect(done.title).toHaveText(/^Done: .*put back$/);
  expect(await new Outsider(world).holds()).toEqual(before);
  await tabTo(page, dialog.getByRole("button", { name: "Close", exact: true }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
});

async function backTo(page: Page, control: Locator): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Shift+Tab");
  }
  throw new Error("the keyboard does not get there");
}

for (const key of ["Escape", "Enter"]) {
  test(`the focus comes back where a plan is left by ${key}`, async ({ page, guard, servers }) => {
    await openLab({ page, guard, servers });
    await select(page, tableOf(page, "Tags"), ["2"]);
    const open = page.getByRole("button", { name: "Delete…", exact: true });
    await open.focus();
    await page.keyboard.press("Enter");
    await PlanDialog.shown(page);
    const dialog = page.getByRole("dialog");
    if (key === "Enter") await tabTo(page, dialog.getByRole("button", { name: "Cancel" }));
    await page.keyboard.press(key);
    await expect(dialog).toBeHidden();
    await expect(open).toBeFocused();
  });
}

test("after a run the focus is in the page, where the next Tab goes on from", async ({ page, guard, servers }) => {
  await openLab({ page, guard, servers });
  await select(page, tableOf(page, "Tags"), ["2"]);
  const shown = await PlanDialog.open(page);
  const done = await shown.run();
  await tabTo(page, done.dialog.getByRole("button", { name: "Close", exact: true }));
  await page.keyboard.press("Enter");
  await expect(done.dialog).toBeHidden();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
});

test("a run is stopped by keyboard, and cannot be left by Escape before", async ({ page, guard, servers }) => {
  const world = await openLab({ page, guard, servers });
  await select(page, tableOf(page, "Tags"), ["2", ATTESTED]);
  const shown = await PlanDialog.open(page);
  await shown.confirm();
  await fail(world, { how: "error", status: 429, wait: 30, at: 2, methods: ["PUT", "DELETE"] });
  await shown.begin.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("status").first()).toContainText("waiting 30 seconds");
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await tabTo(page, dialog.getByRole("button", { name: "Stop", exact: true }));
  await page.keyboard.press("Enter");
  const stopped = await ResultDialog.ended(page);
  await expect(stopped.title).toHaveText(/^(Stopped|Not all was done): /);
  await expect(stopped.note).toContainText("What was not tried is as it was.");
});
