import { expect, test } from "./fixture.ts";
import { manifestsOf, openRegistry } from "./registry.ts";
import { expectDetails, expectNames, namesIn, rowOf, tableOf } from "./tables.ts";
import { builtOf, IN_VERSION_ORDER, openTags } from "./tags.ts";
import type { Locator } from "@playwright/test";

// The table of tags at every width, and while somebody points at it.

for (const width of [1280, 900]) {
  test(`at ${width} pixels no row jumps under the pointer while details come in`, async ({ page, guard, servers }) => {
    const manifests = manifestsOf(servers.gallery);
    guard.mayFail(manifests);
    await page.setViewportSize({ width, height: 720 });
    await page.clock.install();
    let point = () => {};
    const isPointedAt = new Promise<void>((resolve) => {
      point = resolve;
    });
    await page.route(manifests, async (route) => {
      await isPointedAt;
      await route.continue();
    });
    await openRegistry(page, guard, {
      site: servers.sites.root,
      registry: servers.gallery,
      view: "r/gallery/ui",
      query: { sort: "built" },
    });
    const tags = tableOf(page, "Tags");
    await expectNames(tags, IN_VERSION_ORDER);
    const row = rowOf(tags, "latest");
    await row.hover();
    const place = await row.boundingBox();
    point();
    await expectDetails(tags);
    // Longer than any order waits.
    await page.clock.fastForward("10:00");
    expect(await namesIn(tags)).toEqual(IN_VERSION_ORDER);
    expect(await row.boundingBox()).toEqual(place);
    await page.mouse.move(0, 0);
    await expect.poll(async () => (await namesIn(tags)).indexOf("latest")).toBe(1);
    const built = await builtOf(tags);
    expect(built).toEqual(built.toSorted((left, right) => right - left));
  });
}

test("a tag that is broken has the room of its table at every width, and nothing to pull", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "lab/oddities" });
  await expectDetails(tags);
  const row = rowOf(tags, "gone");
  for (const width of [1360, 1200, 900, 800, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const right = async (part: Locator) => Math.round((await part.boundingBox())!.x + (await part.boundingBox())!.width);
    await expect.poll(async () => right(row.locator(".pull-cell")), `${width}`).toBe(await right(tags));
    expect(await right(rowOf(tags, "zstd").locator(".pull-cell")), `${width}`).toBe(await right(tags));
    const names = tags.locator("td .row-link");
    expect(await names.evaluateAll((links) => links.filter((link) => link.scrollWidth > link.clientWidth).map((link) => link.textContent)), `${width}`).toEqual([]);
    if (width === 390) {
      const reason = row.locator(".broken-cell");
      expect(await reason.evaluate((cell) => cell.scrollHeight - cell.clientHeight)).toBe(0);
      await expect(rowOf(tags, "missing-platform").getByText("! 1 missing")).toBeInViewport();
      await expect(rowOf(tags, "zstd").getByRole("button", { name: "Copy the pull command" })).toBeVisible();
    }
  }
  await row.getByRole("link").focus();
  await page.keyboard.press("c");
  await expect(row.getByRole("status")).toHaveText("Nothing to pull");
});

for (const width of [1360, 900, 390]) {
  test(`at ${width} pixels how many more aliases and platforms there are is seen whole`, async ({ page, guard, servers }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const repository of ["gallery/api", "gallery/ui", "lab/oddities"]) {
      const tags = await openTags({ page, guard, servers }, { place: "the demo", repository });
      await expect(page.getByRole("heading", { level: 1 })).toContainText(repository.split("/")[1]);
      await expectDetails(tags);
      const cut = await tags.locator(".alias, .platform, .platforms .mark, .platforms .second").evaluateAll((chips) =>
        chips
          .filter((chip) => {
            const { right, width: wide } = chip.getBoundingClientRect();
            return wide > 0 && right > chip.closest("td")!.getBoundingClientRect().right;
          })
          .map((chip) => chip.textContent),
      );
      expect(cut, repository).toEqual([]);
    }
    await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
    const more = rowOf(tableOf(page, "Tags"), "latest").locator(".more:visible");
    await expect(more).toHaveText(width === 390 ? ["+1"] : []);
  });
}

for (const width of [1360, 900, 390]) {
  test(`at ${width} pixels every tag has room for its name, and the page is no wider`, async ({ page, guard, servers }) => {
    await page.setViewportSize({ width, height: 900 });
    const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
    await expectDetails(tags);
    const hidden = await tags.locator("td.tag-cell a.row-link b").evaluateAll((names) =>
      names
        .filter((name) => {
          const { left, right } = name.getBoundingClientRect();
          const cell = name.closest("td")!.getBoundingClientRect();
          return right - left < 5 || left < cell.left || right > cell.right + 1;
        })
        .map((name) => name.textContent),
    );
    expect(hidden).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}
