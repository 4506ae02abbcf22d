import { createHash } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { turnOn } from "./deleting.ts";
import { demoFile, openDemo } from "./demo.ts";
import { DELETABLE, LAB } from "./lab.ts";
import { manifestsOf, openRegistry, openWorld } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import { Skopeo } from "./skopeo.ts";
import { expectDetails, namesIn, tableOf } from "./tables.ts";

// Rules fill the selection: what they take is ticked, what they leave is told, and nothing is asked of the registry
// that reading its tags does not ask.

const VIEW = "r/gallery/ui";
/** The newest version of the demo, which has one track of them. */
const NEWEST = "3.0.42";

function formOf(page: Page): Locator {
  return page.getByRole("form", { name: "Clean up" });
}

function toldIn(page: Page): Locator {
  return formOf(page).getByRole("status");
}

/** The rows that are ticked. */
async function tickedIn(tags: Locator): Promise<string[]> {
  const ticked = tags.locator("tr:has(.select-cell input:checked) a.row-link b");
  return (await ticked.allTextContents()).toSorted();
}

async function selectBy(page: Page): Promise<void> {
  await formOf(page).getByRole("button", { name: "Select what it takes" }).click();
}

function cleanIn(page: Page): string | null {
  return new URLSearchParams(new URL(page.url()).hash.split("?")[1]).get("clean");
}

test("a rule fills the selection, stands in the address, and comes back with it", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: VIEW });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  const versions = (await namesIn(tags)).filter((tag) => /^\d+\.\d+\.\d+$/.test(tag)).toSorted();
  const old = versions.filter((tag) => tag !== NEWEST);
  expect(old).toHaveLength(versions.length - 1);
  await page.getByRole("button", { name: "Clean up…" }).click();
  await formOf(page).getByLabel("Keep the newest").fill("1");
  await selectBy(page);
  await expect(toldIn(page)).toContainText("It takes no tag.");
  await expect(toldIn(page).getByRole("listitem").filter({ hasText: "a release:" })).toContainText("2.1.106, 2.1.108");
  expect(await tickedIn(tags)).toEqual([]);

  await formOf(page).getByRole("checkbox", { name: "Take releases too" }).check();
  await selectBy(page);
  await expect(toldIn(page)).toContainText(`It takes ${old.length} tags, selected below.`);
  expect(await tickedIn(tags)).toEqual(old);
  expect(cleanIn(page)).toBe("keep:1;take:releases");

  await page.reload();
  await expect(toldIn(page)).toContainText(`It takes ${old.length} tags, selected below.`);
  await expect(formOf(page).getByLabel("Keep the newest")).toHaveValue("1");
  await expect(formOf(page).getByRole("checkbox", { name: "Take releases too" })).toBeChecked();
  expect(await tickedIn(tags)).toEqual(old);
});

test("another rule in the address takes the place of the one before", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: VIEW, query: { clean: "tags:2.1.1*;take:releases" } });
  const tags = tableOf(page, "Tags");
  await expect(toldIn(page)).toContainText("It takes 5 tags");
  await page.evaluate(() => (location.hash = location.hash.replace("2.1.1*", "2.2.*")));
  await expect(toldIn(page)).toContainText("It takes 4 tags");
  expect(await tickedIn(tags)).toEqual(["2.2.0", "2.2.11", "2.2.4", "2.2.9"]);
});

test("moving tags, and what is in use, are left and told", async ({ page, guard, servers }) => {
  const manifest = await demoFile(servers, "gallery/ui/manifests/2.2.9");
  const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
  await openDemo(page, guard, { servers, view: VIEW });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  await page.getByRole("button", { name: "Clean up…" }).click();
  await formOf(page).getByLabel("Tags", { exact: true }).fill("2.2*");
  await formOf(page).getByRole("checkbox", { name: "Take releases too" }).check();
  await formOf(page).getByLabel("In use, never taken").fill(`image: registry.example/gallery/ui:2.2.4\n${digest}\n\n???`);
  await selectBy(page);
  const told = toldIn(page).getByRole("listitem");
  await expect(told.filter({ hasText: "in use:" })).toContainText("2.2.4, 2.2.9");
  await expect(told.filter({ hasText: "moves from version to version:" })).toContainText("2.2");
  await expect(toldIn(page)).toContainText("1 line of what is in use named no image.");
  expect(await tickedIn(tags)).toEqual(["2.2.0", "2.2.11"]);
  // What somebody runs is nobody's business.
  expect(page.url()).not.toContain("2.2.4");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain("2.2.4");
});

test("only what was selected is shown, and all again", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: VIEW, query: { clean: "tags:2.2.*;take:releases" } });
  const tags = tableOf(page, "Tags");
  await expect(toldIn(page)).toContainText("It takes 4 tags");
  const before = await namesIn(tags);
  await page.getByRole("button", { name: "Show only these" }).click();
  await expect.poll(() => namesIn(tags)).toEqual(["2.2.11", "2.2.9", "2.2.4", "2.2.0"]);
  // What is unticked stays, to be ticked again.
  await tags.getByRole("checkbox", { name: "Select 2.2.9" }).uncheck();
  expect(await namesIn(tags)).toHaveLength(4);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(() => namesIn(tags)).toEqual(before);
  expect(await tickedIn(tags)).toEqual(["2.2.0", "2.2.11", "2.2.4"]);
});

for (const [clean, told] of [
  ["keep:x", "How many stay is a whole number from 1"],
  ["soon:1", "soon:1"],
  ["take:releases", "Say which tags go"],
]) {
  test(`no rule is told: ${clean}`, async ({ page, guard, servers }) => {
    await openDemo(page, guard, { servers, view: VIEW, query: { clean } });
    await expect(toldIn(page)).toContainText(told);
    expect(await tickedIn(tableOf(page, "Tags"))).toEqual([]);
    await formOf(page).getByRole("button", { name: "Close" }).click();
    await expect(formOf(page)).toBeHidden();
    expect(cleanIn(page)).toBeNull();
  });
}

test("of 20,000 tags it reads none that does not matter, and says what reading costs where it does", async ({ page, guard, servers }) => {
  const query = { clean: "tags:4.29.*;take:releases" };
  const world = await openWorld(page, guard, { servers, name: "many", view: "r/many/tags", query });
  await expect(toldIn(page)).toContainText("It takes 40 tags, selected below.");
  await page.evaluate(() => (location.hash = location.hash.replace("4.29.*", "4.29.*;older:30d")));
  await expect(toldIn(page)).toContainText("It takes no tag.");
  await expect(toldIn(page).getByRole("listitem").filter({ hasText: "not read yet:" })).toContainText("4.29.0");
  await expect(toldIn(page).getByRole("button", { name: "Read them all and select again" })).toBeVisible();
  const manifests = (await world.requests()).filter(({ path }) => path.includes("/manifests/"));
  expect(manifests.length).toBeLessThan(500);
});

test("where nothing may ever be deleted there is no cleaning up", async ({ page, guard, servers }) => {
  await page.route("**/config.json", (route) => route.fulfill({ json: { read_only: true } }));
  await openWorld(page, guard, { servers, name: "writable", view: `r/${LAB}`, query: { clean: "tags:2.*" } });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  await expect(page.getByRole("button", { name: "Clean up…" })).toHaveCount(0);
  await expect(formOf(page)).toHaveCount(0);
  expect(await tickedIn(tags)).toEqual([]);
});

test("a repository is emptied, and says so beforehand and afterwards", async ({ page, guard, servers, start }) => {
  const { origin } = await start.registry(DELETABLE, "lab");
  guard.mayFail(manifestsOf(origin));
  await openRegistry(page, guard, { site: servers.sites.root, registry: origin, view: `r/${LAB}` });
  await expectDetails(tableOf(page, "Tags"));
  await turnOn(page);
  await page.getByRole("button", { name: "Clean up…" }).click();
  await page.getByRole("button", { name: "Empty this repository…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("radio", { name: /^Delete the images/ })).toBeChecked();
  await expect(dialog).toContainText("No tag is left then.");
  const typed = dialog.getByRole("textbox", { name: /^Type \d+ to confirm$/ });
  const [, number] = /Type (\d+)/.exec((await typed.getAttribute("aria-label"))!)!;
  await typed.fill(number);
  await dialog.getByRole("button", { name: `Delete ${number} images` }).click();
  await expect(dialog.getByRole("heading", { name: /^Done: / })).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("heading", { name: "No tags" })).toBeVisible();
  expect(await new Skopeo(origin, LAB).tags()).toEqual([]);
});
