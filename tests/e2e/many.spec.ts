import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { openWorld, type World } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectNames, namesIn, tableOf } from "./tables.ts";

// 20,000 tags, by keyboard alone: the registry is asked for their names, and for
// the details of those that were looked at.

const TAGS = 20_000;

test("20,000 tags are listed, filtered, turned around and scrolled through, and few are asked about", async ({ page, guard, servers }) => {
  test.setTimeout(120_000);
  const world = await openWorld(page, guard, { servers, name: "many", view: "r/many/tags" });
  const tags = tableOf(page, "Tags");
  const looked = new Looked(tags);

  await expect.poll(async () => (await namesIn(tags))[0]).toBe("9.49.39");
  await expect(tags).toHaveAttribute("aria-rowcount", String(TAGS + 1));
  expect((await namesIn(tags)).length).toBeLessThan(200);
  await looked.around();

  await tabTo(page, page.getByRole("searchbox", { name: "Filter tags" }));
  await page.keyboard.insertText("4.29.*");
  await expectNames(tags, Array.from({ length: 40 }, (_, number) => `4.29.${39 - number}`));
  await expect(page.getByRole("main")).toContainText("40 of 20,000 tags");
  await looked.around();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await expect(tags).toHaveAttribute("aria-rowcount", String(TAGS + 1));

  await tabTo(page, tags.getByRole("button", { name: "Tag", exact: true }));
  await page.keyboard.press("Enter");
  await expect(tags.getByRole("columnheader", { name: "Tag" })).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(async () => (await namesIn(tags))[0]).toBe("0.0.0");
  await looked.around();

  await page.keyboard.press("Control+End");
  await expect.poll(async () => (await namesIn(tags)).at(-1)).toBe("9.49.39");
  await expect(tags.getByRole("row").filter({ hasText: "9.49.39" })).toHaveAttribute("aria-rowindex", String(TAGS + 1));
  await looked.around();

  await looked.expectNothingElseAsked(world);
});

test("a sort of 20,000 tags by date says what it needs, and asks nothing by itself", async ({ page, guard, servers }) => {
  const { world, looked } = await openSortedByBuilt(page, guard, servers);
  const before = await manifestsAsked(world);
  const main = page.getByRole("main");
  await expect(main).toContainText(/This order or filter knows only the tags that were read: \d+ of 20,000\./);
  await expect(main).toContainText(/Sorted as far as read: \d+ of 20,000\./);
  await expect(page.getByRole("button", { name: /^Read all, about [\d,]+ requests$/ })).toBeVisible();
  await looked.around();
  expect(await manifestsAsked(world)).toEqual(before);
});

test("told to, by keyboard, it reads them all, and stops when it is told to", async ({ page, guard, servers }) => {
  const { world } = await openSortedByBuilt(page, guard, servers);
  const before = (await manifestsAsked(world)).length;
  await tabTo(page, page.getByRole("button", { name: /^Read all, about [\d,]+ requests$/ }), "Shift+Tab");
  await page.keyboard.press("Enter");
  const main = page.getByRole("main");
  await expect(main).toContainText(/Reading details: [\d,]+ of 20,000, rows on screen first/);
  await expect.poll(async () => (await manifestsAsked(world)).length).toBeGreaterThan(before + 100);
  await tabTo(page, page.getByRole("button", { name: "Stop", exact: true }));
  await page.keyboard.press("Enter");
  await expect(main).toContainText(/Stopped: the details of [\d,]+ of 20,000 tags are read\./);
});

async function openSortedByBuilt(page: Page, guard: Guard, servers: Servers) {
  const world = await openWorld(page, guard, { servers, name: "many", view: "r/many/tags" });
  const tags = tableOf(page, "Tags");
  const looked = new Looked(tags);
  await expect.poll(async () => (await namesIn(tags))[0]).toBe("9.49.39");
  await looked.around();
  await tabTo(page, tags.getByRole("button", { name: "Built" }));
  await page.keyboard.press("Enter");
  await expect(tags.getByRole("columnheader", { name: "Built" })).toHaveAttribute("aria-sort", "descending");
  return { world, looked };
}

/** Which tags were on screen. */
class Looked {
  private readonly names = new Set<string>();
  private stops = 0;
  private rows = 0;

  constructor(private readonly tags: Locator) {}

  /** Waits until all rows on screen are read, and remembers those in the page. */
  async around(): Promise<void> {
    const unread = () => this.onScreen().then((rows) => rows.filter((text) => text.includes("not read")));
    await expect.poll(unread).toEqual([]);
    this.rows = Math.max(this.rows, (await this.onScreen()).length);
    for (const name of await namesIn(this.tags)) this.names.add(name);
    this.stops += 1;
  }

  /** The registry was asked for the names once, and for tags that were near, no more than fit on the screen. */
  async expectNothingElseAsked(world: World): Promise<void> {
    const lists = (await pathsAsked(world)).filter((path) => path.includes("/tags/list"));
    expect(lists).toHaveLength(1);
    const asked = await manifestsAsked(world);
    // A scroll by key is animated: on a busy machine, rows that it passes stand still long enough.
    expect(asked.filter((tag) => !this.names.has(tag)).length).toBeLessThanOrEqual(this.rows);
    expect(asked.length).toBeLessThanOrEqual(this.stops * (this.rows + 2));
    // Beside them there is one config for each, the names of repositories, and the question whether it is a registry.
    const parts = (await pathsAsked(world)).filter((path) => /\/blobs\//.test(path));
    expect(new Set(parts).size).toBeLessThanOrEqual(asked.length);
    const others = (await pathsAsked(world)).filter((path) => !/\/(_catalog|tags\/list|manifests\/[\d.]+|blobs\/sha256:[0-9a-f]+)(\?|$)/.test(path));
    expect(others.filter((path) => !path.endsWith("/v2/"))).toEqual([]);
  }

  private async onScreen(): Promise<string[]> {
    return this.tags.locator("tbody tr:not(.space)").evaluateAll((rows) =>
      rows
        .filter((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > 0 && top < innerHeight;
        })
        .map((row) => (row as HTMLElement).innerText),
    );
  }
}

async function pathsAsked(world: World): Promise<string[]> {
  const requests = await world.requests();
  return requests.filter(({ method }) => method === "GET").map(({ path }) => path);
}

/** The tags whose manifests were asked for, in order, each once. */
async function manifestsAsked(world: World): Promise<string[]> {
  const tags = (await pathsAsked(world)).map((path) => /\/manifests\/(.+)$/.exec(path)?.[1]);
  return [...new Set(tags.filter((tag) => tag !== undefined))].toSorted();
}

/** Goes to a control as the keyboard does. */
async function tabTo(page: Page, control: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error("the keyboard does not get there");
}

test("Back leads to where a long list was, a link to its start", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "many", view: "r/many/tags" });
  const tags = tableOf(page, "Tags");
  await expect.poll(async () => (await namesIn(tags))[0]).toBe("9.49.39");
  await page.evaluate(() => scrollTo(0, 400_000));
  await expect.poll(async () => (await namesIn(tags))[0]).not.toBe("9.49.39");
  const name = await tags.locator("td a.row-link").nth(30).innerText();
  // By its name: rows above those that are seen come with the next frames.
  await tags.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  await page.goBack();
  await expect(tags.getByRole("link", { name, exact: true })).toBeInViewport();
  await page.getByRole("link", { name: "Repositories", exact: true }).click();
  await expect(tableOf(page, "Repositories")).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(0);
});
