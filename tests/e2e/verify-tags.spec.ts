import type { BrowserContext, Locator, Page } from "@playwright/test";
import { accessibilityProblems } from "./accessibility.ts";
import { GOOD, LAYERS, layersOf, StoredBlob } from "./blobs.ts";
import type { Guard } from "./guard.ts";
import { manifestsOf, openRegistry } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import type { RealRegistry } from "./servers/real-registry.ts";
import { expectDetails, expectNames, rowOf, tableOf } from "./tables.ts";
import { IN_VERSION_ORDER, openTags } from "./tags.ts";
import { READABLE, SMALL } from "./verifying.ts";

// Verifying tags from their table: which are selected, what is read of them, and what came of it.

const UI = { place: "the demo", repository: "gallery/ui" } as const;
/** Tags of the seed `layers` of which everything is as it was promised. */
const SOUND = ["embedded", "empty-layer", "good", "index"];

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

/** Opens the tags of the seed `layers` in a registry. */
async function openLayers({ page, guard, servers }: Scene, registry: RealRegistry): Promise<Locator> {
  guard.mayFail(manifestsOf(registry.origin));
  await openRegistry(page, guard, { site: servers.sites.root, registry: registry.origin, view: `r/${LAYERS}` });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  return tags;
}

function boxOf(tags: Locator, tag: string): Locator {
  return tags.getByRole("checkbox", { name: `Select ${tag}`, exact: true });
}

function headOf(tags: Locator): Locator {
  return tags.getByRole("checkbox", { name: /^Select all / });
}

function barOf(page: Page): Locator {
  return page.getByRole("group", { name: "Selected tags" });
}

function button(page: Page, name: string | RegExp): Locator {
  return barOf(page).getByRole("button", { name, exact: true });
}

/** The mark of a tag: the word alone. */
function markOf(tags: Locator, tag: string): Locator {
  return rowOf(tags, tag).locator(".integrity-cell .mark");
}

async function select(tags: Locator, names: string[]): Promise<void> {
  for (const name of names) await boxOf(tags, name).check();
}

/** Which tags are selected, from top to bottom. */
async function selectedIn(tags: Locator): Promise<string[]> {
  const names = await tags.locator("tr:has(.select-cell input:checked) a.row-link").allInnerTexts();
  return names.toSorted();
}

/** The blobs that were asked for, each as often as it was. Configs are read with their manifests. */
function blobsAsked(context: BrowserContext): string[] {
  const asked: string[] = [];
  context.on("request", (request) => {
    const digest = /\/blobs\/(sha256:[0-9a-f]{64})$/.exec(request.url())?.[1];
    if (digest) asked.push(digest);
  });
  return asked;
}

async function ended(page: Page): Promise<void> {
  await expect(button(page, /^(Verify again|Go on|Verify \d+ more)$/)).toBeVisible();
  await expect(button(page, "Stop")).toHaveCount(0);
}

test("tags are selected by click, by range and by key; what the filter hides stays selected", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, UI);
  await expectNames(tags, IN_VERSION_ORDER);
  await expect(barOf(page)).toBeHidden();
  await boxOf(tags, "3").click();
  await expect(barOf(page)).toContainText("1 selected");
  await boxOf(tags, "3.0.40").click({ modifiers: ["Shift"] });
  expect(await selectedIn(tags)).toEqual(IN_VERSION_ORDER.slice(2, 6).toSorted());
  await boxOf(tags, "3.0.41").click({ modifiers: ["Shift"] });
  expect(await selectedIn(tags)).toEqual(["3", "3.0.42"]);

  await rowOf(tags, "2.2").getByRole("link", { name: "2.2", exact: true }).focus();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  expect(await selectedIn(tags)).toEqual(["2.2", "2.2.11", "3", "3.0.42"]);
  await page.keyboard.press("x");
  expect(await selectedIn(tags)).toEqual(["2.2", "3", "3.0.42"]);

  const filter = page.getByRole("searchbox", { name: "Filter tags" });
  await filter.fill("2.1.*");
  const left = IN_VERSION_ORDER.filter((tag) => tag.startsWith("2.1."));
  await expectNames(tags, left);
  await expect(barOf(page)).toContainText("3 selected");
  await expect(barOf(page)).toContainText("hidden by the filter");
  await headOf(tags).click();
  expect(await selectedIn(tags)).toEqual(left.toSorted());
  await expect(barOf(page)).toContainText(`${left.length + 3} selected`);
  await expect(barOf(page)).toContainText("3 of them hidden by the filter");
  await filter.fill("");
  await expectNames(tags, IN_VERSION_ORDER);
  await expect(headOf(tags)).toHaveJSProperty("indeterminate", true);
  await tags.getByRole("button", { name: "Built" }).click();
  await expect.poll(() => selectedIn(tags)).toEqual([...left, "2.2", "3", "3.0.42"].toSorted());
  await button(page, "Clear").click();
  expect(await selectedIn(tags)).toEqual([]);
  await expect(barOf(page)).toBeHidden();
  await expect(headOf(tags)).toBeFocused();
});

test("rows that are not in the page stay selected", async ({ page, guard, servers }) => {
  guard.mayFail(/\/manifests\//);
  await openRegistry(page, guard, { site: servers.sites.root, registry: `${servers.fake}/many`, view: "r/many/tags" });
  const tags = tableOf(page, "Tags");
  await boxOf(tags, "9.49.39").check();
  await page.evaluate(() => scrollTo(0, 400_000));
  await expect(boxOf(tags, "9.49.39")).toHaveCount(0);
  await expect(barOf(page)).toContainText("1 selected");
  await expect(barOf(page)).not.toContainText("hidden");
  await expect(button(page, "Verify")).toBeInViewport();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(boxOf(tags, "9.49.39")).toBeChecked();
  await headOf(tags).click();
  await expect(barOf(page)).toContainText("20,000 selected");
});

test("each tag has its own result, and each blob is read once", async ({ page, guard, servers, start, context }) => {
  const registry = await start.registry(READABLE, SMALL);
  const tags = await openLayers({ page, guard, servers }, registry);
  await headOf(tags).check();
  await boxOf(tags, "bomb").uncheck();
  await boxOf(tags, "bomb-above-limit").uncheck();
  const asked = blobsAsked(context);
  const status = page.getByRole("main").getByRole("status").filter({ hasText: /^(Verifying|Verified|Stopped)/ });
  await button(page, "Verify").click();
  await ended(page);
  for (const tag of SOUND) await expect(markOf(tags, tag)).toHaveText("✓ content");
  for (const tag of ["foreign", "xz"]) await expect(markOf(tags, tag)).toHaveText("! unverifiable");
  for (const tag of ["wrong-diff-id", "trailing-garbage", "truncated-gzip"]) {
    await expect(markOf(tags, tag)).toHaveText(/^✕ mismatch/);
    await expect(markOf(tags, tag)).toHaveAttribute("title", /^Layer 2, [0-9a-f]{12}: /);
  }
  await expect(markOf(tags, "bomb")).toHaveText("✓ consistent");
  await expect(status).toHaveText("Verified: 4 content, 3 mismatch, 2 unverifiable.");
  const often = asked.filter((digest, place) => asked.indexOf(digest) !== place);
  expect(often).toEqual([]);
  for (const { digest } of await layersOf(registry, "good")) expect(asked).toContain(digest);

  const results = page.getByRole("group", { name: "Show only" });
  await results.getByRole("button", { name: "3 mismatch" }).click();
  await expectNames(tags, ["trailing-garbage", "truncated-gzip", "wrong-diff-id"]);
  await expect(barOf(page)).toContainText("6 of them hidden by the filter");
  await results.getByRole("button", { name: "All 9" }).click();
  await expect(boxOf(tags, "good")).toBeVisible();
  await tags.getByRole("link", { name: "good: content" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(":good");
});

test("a byte that is changed on the registry's disk is found in its row and in no other", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  const tags = await openLayers({ page, guard, servers }, registry);
  await select(tags, SOUND);
  await button(page, "Verify").click();
  await ended(page);
  for (const tag of SOUND) await expect(markOf(tags, tag)).toHaveText("✓ content");

  const layer = (await layersOf(registry, "good"))[GOOD.zstd];
  const stored = new StoredBlob(registry, layer.digest);
  stored.flip();
  await button(page, "Verify again").click();
  await ended(page);
  await expect(markOf(tags, "good")).toHaveAttribute("title", /^Layer 2, [0-9a-f]{12}: changed\.$/);
  for (const tag of SOUND.filter((tag) => tag !== "good")) await expect(markOf(tags, tag)).toHaveText("✓ content");

  stored.restore();
  await page.getByText("Options").click();
  await page.getByLabel(/^Bytes only/).check();
  await button(page, "Verify").click();
  await ended(page);
  for (const tag of SOUND) await expect(markOf(tags, tag)).toHaveText("✓ all bytes");
});

test("what was read before Stop is not read again after Go on, nor for tags that are added", async ({ page, guard, servers, start, context }) => {
  const registry = await start.registry(READABLE, SMALL);
  const large = (await layersOf(registry, "good"))[GOOD.large].digest;
  const tags = await openLayers({ page, guard, servers }, registry);
  const asked = blobsAsked(context);
  let isHeld = true;
  await context.route(`**/blobs/${large}`, async (route) => {
    // One that nobody answers until it is given up.
    if (!isHeld) await route.continue();
  });
  await select(tags, ["good", "index"]);
  await button(page, "Verify").click();
  await expect(markOf(tags, "index")).toHaveText("✓ content");
  await expect.poll(() => asked).toContain(large);
  await expect(markOf(tags, "good")).toHaveText(/^○ \d+ %$/);
  await button(page, "Stop").click();
  await expect(button(page, "Go on")).toBeFocused();
  await expect(page.getByRole("region", { name: "Verification" })).toContainText(/^Stopped: .* were read\. Go on reads the rest\./);
  const before = [...asked];
  isHeld = false;
  await button(page, "Go on").click();
  await ended(page);
  await expect(markOf(tags, "good")).toHaveText("✓ content");
  expect(asked.slice(before.length)).toEqual([large]);

  await select(tags, ["embedded"]);
  const behind = asked.length;
  await button(page, "Verify 1 more").click();
  await ended(page);
  await expect(markOf(tags, "embedded")).toHaveText("✓ content");
  await expect(markOf(tags, "good")).toHaveText("✓ content");
  expect(asked.slice(behind).filter((digest) => asked.indexOf(digest) < behind)).toEqual([]);
});

test("tags are added while others are read, which goes on", async ({ page, guard, servers, start, context }) => {
  const registry = await start.registry(READABLE, SMALL);
  const large = (await layersOf(registry, "good"))[GOOD.large].digest;
  const tags = await openLayers({ page, guard, servers }, registry);
  const asked = blobsAsked(context);
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route(`**/blobs/${large}`, async (route) => {
    await isReleased;
    await route.continue();
  });
  await select(tags, ["good"]);
  await button(page, "Verify").click();
  await expect.poll(() => asked).toContain(large);
  await select(tags, ["index", "xz"]);
  await button(page, "Verify 2 more").click();
  await expect(button(page, "Stop")).toBeFocused();
  await expect(markOf(tags, "index")).toHaveText("○ waiting");
  release();
  await ended(page);
  await expect(markOf(tags, "good")).toHaveText("✓ content");
  await expect(markOf(tags, "index")).toHaveText("✓ content");
  await expect(markOf(tags, "xz")).toHaveText("! unverifiable");
  expect(asked.filter((digest) => digest === large)).toHaveLength(1);
});

test("a verification ends with its page", async ({ page, guard, servers, start, context }) => {
  const registry = await start.registry(READABLE, SMALL);
  const large = (await layersOf(registry, "good"))[GOOD.large].digest;
  const tags = await openLayers({ page, guard, servers }, registry);
  await context.route(`**/blobs/${large}`, () => {});
  const isAsked = context.waitForEvent("request", (request) => request.url().endsWith(large));
  await select(tags, ["good"]);
  await button(page, "Verify").click();
  await isAsked;
  expect(page.workers().length).toBeGreaterThan(0);
  await page.getByRole("link", { name: "Repositories", exact: true }).click();
  await expect.poll(() => page.workers().length).toBe(0);
});

test("the keyboard alone is enough", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  const tags = await openLayers({ page, guard, servers }, registry);
  await tags.getByRole("link", { name: "embedded", exact: true }).focus();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press("Shift+Tab");
    if (await button(page, "Verify").evaluate((node) => node === document.activeElement)) break;
  }
  await page.keyboard.press("Enter");
  await ended(page);
  await expect(button(page, "Verify again")).toBeFocused();
  await expect(markOf(tags, "embedded")).toHaveText("✓ content");
  await expect(markOf(tags, "empty-layer")).toHaveText("✓ content");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("x select the row");
});

test("on a phone's width boxes are large enough, and the bar is in reach", async ({ page, guard, servers, start }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const registry = await start.registry(READABLE, SMALL);
  const tags = await openLayers({ page, guard, servers }, registry);
  const cell = tags.locator("td.select-cell").first();
  const { width, height } = (await cell.boundingBox())!;
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
  await cell.click({ position: { x: 2, y: 2 } });
  await expect(cell.getByRole("checkbox")).toBeChecked();
  await button(page, /^Select all \d+$/).click();
  await expect(barOf(page)).toContainText("11 selected");
  await button(page, "Clear").click();
  await select(tags, ["index", "xz"]);
  await button(page, "Verify").click();
  await ended(page);
  await expect(markOf(tags, "xz")).toHaveText("! unverifiable");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await accessibilityProblems((script) => page.evaluate(script))).toEqual([]);
});
