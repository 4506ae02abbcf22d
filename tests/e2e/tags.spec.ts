import { demoManifest } from "./demo.ts";
import { expect, test } from "./fixture.ts";
import { openWorld, viewOf } from "./registry.ts";
import { expectDetails, expectNames, namesIn, rowOf, tableOf } from "./tables.ts";
import { builtOf, IN_VERSION_ORDER, openTags, PLACES, titlesIn } from "./tags.ts";
import type { Locator } from "@playwright/test";

// The table of tags: what stands in it, in which order, and what is copied.

for (const place of PLACES) {
  const ui = { place, repository: "gallery/ui" };

  test(`${place}: tags stand in the order of their versions, and name their aliases`, async ({ page, guard, servers }) => {
    const tags = await openTags({ page, guard, servers }, ui);
    await expectNames(tags, IN_VERSION_ORDER);
    await expect(page.getByRole("main")).toContainText("23 tags on 17 digests");
    await expect(rowOf(tags, "2.1")).toContainText("= 2.1.106");
    await expect(rowOf(tags, "2.1.106")).toContainText("= 2.1");
    await expect(rowOf(tags, "latest").getByTitle("The same digest as 3.0.42, 3")).toBeVisible();
    await expect(rowOf(tags, "2.1.114").locator(".aliases")).toHaveCount(0);
  });

  test(`${place}: the strip says where tags point that move, and what is newer`, async ({ page, guard, servers }) => {
    const tags = await openTags({ page, guard, servers }, ui);
    await expectDetails(tags);
    const strip = page.getByRole("group", { name: "Moving tags" });
    await expect(strip.getByRole("link")).toHaveText([
      /^latest → 3\.0\.42 ✓ newest$/,
      /^3 → 3\.0\.42 ✓ newest$/,
      /^2 → 2\.2\.11 ✓ newest$/,
      /^2\.2 → 2\.2\.11 ✓ newest$/,
      /^2\.1 → 2\.1\.106 ! 2\.1\.114 is newer$/,
      // Whoever moves it decides when, so no mark stands there.
      /^stable → 3\.0\.40 3\.0\.42 is newer$/,
    ]);
    await strip.getByRole("link", { name: /^2\.1 / }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("gallery/ui:2.1");
  });

  for (const [what, filter, meant] of [
    ["a text that none has", "alpine", (_tag: string) => false],
    ["a text anywhere", "0.4", (tag: string) => tag.includes("0.4")],
    ["a glob", "2.?.*1*", (tag: string) => /^2\.[0-9]\..*1/.test(tag)],
    ["a range", ">=2.1 <3", (tag: string) => tag.startsWith("2")],
    ["a range of two alternatives", "~2.1 || =3.0.42", (tag: string) => /^2\.1|^3\.0\.42$/.test(tag)],
    ["a range that takes prereleases along", ">=3.0.0-rc.1 <3.0.20", (tag: string) => /^3\.0\.(0-rc\.1|12)$/.test(tag)],
  ] as const) {
    test(`${place}: filtered by ${what}, ${filter}`, async ({ page, guard, servers }) => {
      const tags = await openTags({ page, guard, servers }, ui);
      await expectNames(tags, IN_VERSION_ORDER);
      await page.getByRole("searchbox", { name: "Filter tags" }).fill(filter);
      const left = IN_VERSION_ORDER.filter(meant);
      await expectNames(tags, left);
      await expect(page.getByRole("main")).toContainText(`${left.length} of 23 tags`);
      if (left.length === 0) await expect(page.getByText("No tag fits.")).toBeVisible();
    });
  }

  test(`${place}: all tags are sorted by the builder's date, both ways`, async ({ page, guard, servers }) => {
    const tags = await openTags({ page, guard, servers }, ui);
    await expectDetails(tags);
    await expectSorted(tags, "Built", builtOf);
  });

  test(`${place}: all tags are sorted by size, both ways`, async ({ page, guard, servers }) => {
    const tags = await openTags({ page, guard, servers }, ui);
    await expectDetails(tags);
    await expectSorted(tags, "Size per platform", largestOf);
  });

  test(`${place}: the pull command of a tag is copied`, async ({ page, guard, servers, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const tags = await openTags({ page, guard, servers }, ui);
    const row = rowOf(tags, "2.1.114");
    await row.getByRole("button", { name: "Copy the pull command" }).click();
    await expect(row.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
    const host = place === "the demo" ? "registry.example" : new URL(servers.gallery).host;
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`docker pull ${host}/gallery/ui:2.1.114`);
  });
}

test("aliases lead to the tags that they name", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await expectDetails(tags);
  await expect(rowOf(tags, "latest").locator(".aliases").getByRole("link")).toHaveText(["= 3.0.42", "= 3"]);
  await rowOf(tags, "latest").getByRole("link", { name: "= 3.0.42" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("gallery/ui:3.0.42");
});

test("what has no date stands at the end both ways, and is counted", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "lab/oddities" });
  await expectDetails(tags);
  const newestFirst = ["every-field", "zstd", "changed-layer", "missing-platform"];
  const without = ["born-1970", "gone"];
  await tags.getByRole("button", { name: "Built" }).click();
  await expectNames(tags, [...newestFirst, ...without]);
  await expect(page.getByText("2 tags without a date stand at the end.")).toBeVisible();
  await tags.getByRole("button", { name: "Built" }).click();
  await expectNames(tags, [...newestFirst.toReversed(), ...without]);
  await expect(rowOf(tags, "born-1970")).toContainText("no date");
  await expect(rowOf(tags, "born-1970").getByTitle(/1970-01-01T00:00:00Z/)).toBeVisible();
});

test("a tag whose manifest is gone says so, and so does an index that lost a platform", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "lab/oddities" });
  await expect(rowOf(tags, "gone")).toContainText("✕ broken");
  await expect(rowOf(tags, "gone")).toContainText("its manifest is gone");
  await expect(rowOf(tags, "missing-platform")).toContainText("! 1 missing");
  await expect(rowOf(tags, "missing-platform").getByTitle("The registry does not have: linux/arm64/v8")).toBeVisible();
  await expect(rowOf(tags, "zstd")).not.toContainText(/broken|missing/);
});

test("a tag of which a part is not what was promised is a mismatch, and says of which", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "wrong-digest", view: "r/damaged/image" });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  for (const [tag, reason] of [
    ["child", "The manifest of linux/amd64 is not what the index promises."],
    ["config", "The config is not what its manifest promises."],
    ["header", "The bytes are not those of the registry's Docker-Content-Digest header."],
    ["size", "The config is not what its manifest promises."],
  ]) {
    const mark = rowOf(tags, tag).locator(".integrity-cell .mark");
    await expect(mark, tag).toHaveText(`✕ mismatch: ${reason}`);
    await expect(mark, tag).toHaveAttribute("title", reason);
  }
  await expect(rowOf(tags, "good").locator(".integrity-cell .mark")).toHaveText("✓ consistent");
});

test("platforms of different sizes are a range of bytes", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  const index = await demoManifest(servers, "gallery/ui", "2.2.9");
  const images = index.manifests.filter(({ platform }) => platform?.os !== "unknown");
  const sizes = await Promise.all(images.map(async ({ digest }) => {
    const { config, layers } = await demoManifest(servers, "gallery/ui", digest);
    return [config, ...layers].reduce((sum, { size }) => sum + size, 0);
  }));
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)].map((size) => size.toLocaleString("en"));
  await expect(rowOf(tags, "2.2.9").getByTitle(`${least} to ${most} bytes, by platform`)).toHaveText(/^25\.4 – 25\.6 kB$/);
});

test("a size of which a part cannot be read is the least that it can be", async ({ page, guard, servers }) => {
  // Among them are tags whose manifest is gone.
  guard.mayFail(`${servers.fake}/hostile~`);
  const world = await openWorld(page, guard, { servers, name: "hostile", view: "r/hostile/images", query: { q: "size-*" } });
  const tags = tableOf(page, "Tags");
  const size = (tag: string) => rowOf(tags, tag).locator(".size-cell");
  await expect(size("size-negative")).toHaveText(/^≥ at least [\d.]+ k?B$/);
  await expect(size("size-negative").getByTitle(/^At least [\d,]+ bytes: parts of it have no size that can be read$/)).toBeVisible();
  await expect(size("size-above-2-to-53")).toHaveText(/^[\d.]+ PB$/);
  await page.goto(viewOf(servers.sites.root, world.address, "r/hostile/images/-/tags/size-negative"));
  await expect(page.getByRole("heading", { level: 2 }).first()).toHaveText(/^≥ at least [\d.]+ k?B compressed 2 layers and the config · 1 part without a size$/);
});

test("a repository that is opened again after a while asks its tags anew, and nothing else", async ({ page, guard, servers }) => {
  await page.clock.install();
  guard.mayFail(/\/manifests\//);
  const world = await openWorld(page, guard, { servers, name: "plain", view: "r/gallery/ui" });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  const asked = async (part: RegExp) => (await world.requests()).filter(({ path }) => part.test(path)).length;
  const manifests = await asked(/\/manifests\/[\d.]+$/);
  expect(manifests).toBeGreaterThan(0);
  const away = async () => {
    await tags.getByRole("link", { name: "1.0", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(":1.0");
  };
  await away();
  const opened = await asked(/\/manifests\/[\d.]+$/);
  await page.goBack();
  await expectDetails(tags);
  expect(await asked(/\/manifests\/[\d.]+$/), "it was only just read").toBe(opened);
  await away();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
  const before = await asked(/\/manifests\/[\d.]+$/);
  const blobs = await asked(/\/blobs\//);
  await page.clock.fastForward(61_000);
  await page.goBack();
  await expect.poll(() => asked(/\/manifests\/[\d.]+$/)).toBeGreaterThan(before);
  await expectDetails(tags);
  expect(await asked(/\/blobs\//)).toBe(blobs);
});

/** Sorts by a column twice: first what comes first goes down, then the other way. */
async function expectSorted(tags: Locator, column: string, valuesOf: (tags: Locator) => Promise<number[]>): Promise<void> {
  const head = tags.getByRole("columnheader", { name: column });
  for (const [direction, sign] of [["descending", -1], ["ascending", 1]] as const) {
    await head.getByRole("button").click();
    await expect(head).toHaveAttribute("aria-sort", direction);
    const values = await valuesOf(tags);
    expect(new Set(values).size, "values to tell the order by").toBeGreaterThan(3);
    expect(values).toEqual(values.toSorted((left, right) => sign * (left - right)));
    expect((await namesIn(tags)).toSorted()).toEqual(IN_VERSION_ORDER.toSorted());
  }
}

async function largestOf(tags: Locator): Promise<number[]> {
  const titles = await titlesIn(tags, "size-cell");
  return titles.map((title) => Number(/([\d,]+) bytes/.exec(title)![1].replaceAll(",", "")));
}
