import type { Locator, Page } from "@playwright/test";
import { demoManifest, mayMissOddities, openDemo } from "./demo.ts";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { manifestsOf, openRegistry, openWorld, viewOf } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, expectNames, namesIn, rowOf, tableOf } from "./tables.ts";

// The table of tags, of which every one has the same summer behind it: on the
// demo and on the registry that it was recorded from.

const IN_VERSION_ORDER = [
  "latest", "stable",
  "3", "3.0.42", "3.0.41", "3.0.40", "3.0.38", "3.0.27", "3.0.12", "3.0.0-rc.1",
  "2", "2.2", "2.2.11", "2.2.9", "2.2.4", "2.2.0",
  "2.1", "2.1.114", "2.1.113", "2.1.111", "2.1.108", "2.1.106",
  "nightly-20260820",
];

const PLACES = ["the demo", "a docker-registry"] as const;

interface Where {
  place: (typeof PLACES)[number];
  repository: string;
  query?: Record<string, string>;
}

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

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

test("a range that is none is said at its field, and hides no tag", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await expectNames(tags, IN_VERSION_ORDER);
  const field = page.getByRole("searchbox", { name: "Filter tags" });
  for (const [filter, message] of [
    [">=", "A comparator needs a version, as in >=2.1 <3"],
    [">=2.1 <main", "main is no version, as in >=2.1 <3"],
  ]) {
    await field.fill(filter);
    await expect(field).toHaveAccessibleDescription(message);
    await expect(page.getByRole("alert")).toHaveText(message);
    await expectNames(tags, IN_VERSION_ORDER);
  }
  await field.fill(">=2.1 <3");
  await expect(field).toHaveAccessibleDescription("");
  await expect(tags.locator("a.row-link")).toHaveCount(12);
});

test("aliases lead to the tags that they name", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await expectDetails(tags);
  await expect(rowOf(tags, "latest").locator(".aliases").getByRole("link")).toHaveText(["= 3.0.42", "= 3"]);
  await rowOf(tags, "latest").getByRole("link", { name: "= 3.0.42" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("gallery/ui:3.0.42");
});

test("a filter and an order stand in the address", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await page.getByRole("searchbox", { name: "Filter tags" }).fill("~2.1");
  await tags.getByRole("button", { name: "Tag", exact: true }).click();
  const reversed = ["2.1.106", "2.1.108", "2.1.111", "2.1.113", "2.1.114", "2.1"];
  await expectNames(tags, reversed);
  await page.reload();
  await expectNames(tags, reversed);
  await expect(page.getByRole("searchbox", { name: "Filter tags" })).toHaveValue("~2.1");
});

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
    const names = tags.locator("td:first-child .row-link");
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

test("the key that filters goes to the filter of what the view shows", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Filter tags" })).toBeFocused();
  await page.getByRole("link", { name: "Repositories", exact: true }).click();
  await expect(tableOf(page, "Repositories")).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Filter repositories" })).toBeFocused();
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

test("signatures and attestations are folded with their number", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await expectNames(tags, IN_VERSION_ORDER);
  await page.getByRole("button", { name: "4 signature and attestation tags folded" }).click();
  await expect(tags.locator("a.row-link")).toHaveCount(27);
  await expectDetails(tags);
  const added = (await namesIn(tags)).filter((name) => name.startsWith("sha256-"));
  expect(added).toHaveLength(4);
  await expect(rowOf(tags, added.find((name) => name.endsWith(".sig"))!)).toContainText("Cosign signature");
  // The digest is cut before its ending, which tells them apart; that of referrers has none.
  const endings = added.filter((name) => name.includes("."));
  expect(endings.length).toBeGreaterThan(1);
  for (const name of endings) {
    const link = rowOf(tags, name).locator(".row-link");
    const ending = link.locator("b").last();
    expect(name.endsWith(await ending.innerText())).toBe(true);
    const right = (part: Locator) => part.evaluate((node) => node.getBoundingClientRect().right);
    expect(await right(ending)).toBeLessThanOrEqual(await right(link));
  }
  expect(page.url()).toContain("helpers=shown");
  await page.reload();
  await expect(tags.locator("a.row-link")).toHaveCount(27);
  await page.getByRole("button", { name: "4 signature and attestation tags shown, fold" }).click();
  await expectNames(tags, IN_VERSION_ORDER);
  expect(page.url()).not.toContain("helpers");
});

test("a digest in the filter leaves the tags that lead to it, and leads to itself", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await expectDetails(tags);
  const { manifests } = await demoManifest(servers, "gallery/ui", "2.1.106");
  const field = page.getByRole("searchbox", { name: "Filter tags" });
  await field.fill(` ${manifests[1].digest} `);
  await expectNames(tags, ["2.1", "2.1.106"]);
  await expect(page.getByRole("main")).toContainText("2 of 23 tags");
  const whole = await rowOf(tags, "2.1").locator(".digest-cell code").getAttribute("title");
  await field.fill(whole!);
  await expectNames(tags, ["2.1", "2.1.106"]);
  const short = manifests[1].digest.slice(0, "sha256:".length + 12);
  await expect(page.getByRole("link", { name: `Open ${short}…` })).toHaveCount(0);
  await field.fill(manifests[1].digest);
  await page.getByRole("link", { name: `Open ${short}…` }).click();
  await expect(page.locator(".digest-line code")).toHaveText(manifests[1].digest);
});

test("tags are chosen by platform", async ({ page, guard, servers }) => {
  const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
  await expectDetails(tags);
  await page.getByRole("combobox", { name: "Platform" }).selectOption("linux/arm/v7");
  await expectNames(tags, ["2", "2.2", "2.2.11", "2.2.9", "2.2.4", "2.2.0"]);
  await page.getByRole("combobox", { name: "Platform" }).selectOption("");
  await expectNames(tags, IN_VERSION_ORDER);
});

test("tags are chosen by kind", async ({ page, guard, servers }) => {
  const where: Where = { place: "the demo", repository: "charts/gallery", query: { kind: "Image" } };
  const tags = await openTags({ page, guard, servers }, where);
  await expect(page.getByText("No tag fits.")).toBeVisible();
  await expectNames(tags, []);
  const kind = page.getByRole("combobox", { name: "Kind" });
  await expect(kind).toHaveValue("Image");
  await kind.selectOption("Helm chart");
  await expectNames(tags, ["1.0.1", "1.0.0", "0.9.0"]);
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
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(/^≥ at least [\d.]+ k?B compressed 2 layers and the config · 1 part without a size$/);
});

for (const width of [1360, 900, 390]) {
  test(`at ${width} pixels every tag has room for its name, and the page is no wider`, async ({ page, guard, servers }) => {
    await page.setViewportSize({ width, height: 900 });
    const tags = await openTags({ page, guard, servers }, { place: "the demo", repository: "gallery/ui" });
    await expectDetails(tags);
    const hidden = await tags.locator("td:first-child a b").evaluateAll((names) =>
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

async function openTags({ page, guard, servers }: Scene, { place, repository, query }: Where): Promise<Locator> {
  const view = `r/${repository}`;
  if (place === "the demo") {
    if (repository === "lab/oddities") await mayMissOddities(guard, servers);
    await openDemo(page, guard, { servers, view, query });
  } else {
    guard.mayFail(manifestsOf(servers.gallery));
    await openRegistry(page, guard, { site: servers.sites.root, registry: servers.gallery, view, query });
  }
  const tags = tableOf(page, "Tags");
  await expect(tags).toBeVisible();
  return tags;
}

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

async function builtOf(tags: Locator): Promise<number[]> {
  const titles = await titlesIn(tags, "built-cell");
  return titles.map((title) => Date.parse(title));
}

async function largestOf(tags: Locator): Promise<number[]> {
  const titles = await titlesIn(tags, "size-cell");
  return titles.map((title) => Number(/([\d,]+) bytes/.exec(title)![1].replaceAll(",", "")));
}

async function titlesIn(tags: Locator, cell: string): Promise<string[]> {
  return tags.locator(`td.${cell} [title]`).evaluateAll((spans) => spans.map((span) => span.getAttribute("title")!));
}
