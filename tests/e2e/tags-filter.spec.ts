import { demoManifest, mayMissOddities } from "./demo.ts";
import { expect, test } from "./fixture.ts";
import { expectDetails, expectNames, namesIn, rowOf, tableOf } from "./tables.ts";
import { IN_VERSION_ORDER, openTags, type Where } from "./tags.ts";
import type { Locator } from "@playwright/test";

// Choosing among tags: by text, range, digest, platform and kind, and what is folded.

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
