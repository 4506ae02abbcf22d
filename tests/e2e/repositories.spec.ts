import type { Page } from "@playwright/test";
import { mayMissOddities, openDemo } from "./demo.ts";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { manifestsOf, openRegistry, openWorld } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, expectNames, namesIn, rowOf, tableOf } from "./tables.ts";

// What the rows of repositories say before anybody opened one.

const IN_THE_DEMO = [
  "charts/gallery", "gallery/api", "gallery/logs", "gallery/ui", "golden/aspnet-core",
  "golden/dotnet-sdk", "lab/oddities", "tools/curl", "tools/web-ping",
];

for (const place of ["the demo", "a docker-registry"] as const) {
  test(`${place}: a row says what a repository is, how many tags, the newest, when built`, async ({ page, guard, servers }) => {
    await openRepositories(page, guard, servers, place);
    const repositories = tableOf(page, "Repositories");
    await expectDetails(repositories);
    const ui = rowOf(repositories, "gallery/ui");
    for (const [position, text] of [
      "gallery/ui",
      "The page on which the pictures hang",
      "23",
      "3.0.42 = latest",
      / ago$/,
    ].entries()) {
      await expect(ui.getByRole("cell").nth(position)).toHaveText(text);
    }
    await expect(ui.getByTitle("2026-08-19T08:07:29Z")).toBeVisible();
    await expect(rowOf(repositories, "charts/gallery").getByRole("cell").nth(1)).toHaveText("Helm chart: gallery");
    await expect(rowOf(repositories, "charts/gallery").getByRole("cell").nth(3)).toHaveText("1.0.1");
    await expect(rowOf(repositories, "golden/aspnet-core").getByRole("cell").nth(3)).toHaveText("9.0.7 = latest");
  });

  test(`${place}: moving tags that are behind stand in their repository's row, no others`, async ({ page, guard, servers }) => {
    await openRepositories(page, guard, servers, place);
    const repositories = tableOf(page, "Repositories");
    await expect(rowOf(repositories, "gallery/ui")).toContainText("2.1 is behind");
    await expect(rowOf(repositories, "tools/curl")).toContainText("latest is behind");
    await expectDetails(repositories);
    for (const healthy of ["gallery/logs", "golden/aspnet-core", "tools/web-ping", "charts/gallery"]) {
      await expect(rowOf(repositories, healthy).getByRole("cell").last()).toHaveText("");
    }
  });
}

test("the emptied repository is folded away with its number", async ({ page, guard, servers }) => {
  await openRepositories(page, guard, servers, "the demo");
  const repositories = tableOf(page, "Repositories");
  await expectNames(repositories, IN_THE_DEMO);
  await page.getByRole("button", { name: "1 emptied repository folded away" }).click();
  await expect(rowOf(repositories, "gallery/prototype")).toContainText("emptied: no tags");
  await expect(repositories.locator("td:first-child a")).toHaveCount(10);
  await page.getByRole("button", { name: "1 emptied repository shown, fold" }).click();
  await expectNames(repositories, IN_THE_DEMO);
});

test("in the side bar too the emptied repository is folded away with its number", async ({ page, guard, servers }) => {
  await openRepositories(page, guard, servers, "the demo");
  const bar = page.getByRole("navigation", { name: "Repositories" });
  const names = () => bar.getByRole("link").locator(".tree-name").allInnerTexts();
  const fold = bar.getByRole("button", { name: "1 emptied" });
  await expect(fold).toHaveAttribute("aria-expanded", "false");
  await expect(bar.getByRole("link")).toHaveCount(IN_THE_DEMO.length);
  expect(await names()).not.toContain("prototype");
  await fold.focus();
  await page.keyboard.press("Enter");
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  await expect(fold).toBeFocused();
  await expect.poll(names).toContain("prototype");
  await bar.getByRole("link", { name: "prototype" }).click();
  await expect(page.getByRole("heading", { name: "No tags" })).toBeVisible();
  // Nothing is left to fold: the one that is open stays.
  await expect(bar.getByRole("button", { name: /emptied/ })).toHaveCount(0);
  await expect(bar.getByRole("link", { name: "prototype" })).toHaveAttribute("aria-current", "page");
  await page.getByRole("searchbox", { name: "Filter repositories" }).fill("api");
  await expect.poll(names).toEqual(["api"]);
});

test("a repository without versions says which tag it is told by", async ({ page, guard, servers }) => {
  const newest = (name: string) => rowOf(tableOf(page, "Repositories"), name).locator(".newest-cell");
  await openWorld(page, guard, { servers, name: "wrong-digest" });
  await expect(newest("damaged/image")).toHaveText("tag good");
  await expect(newest("damaged/image").getByTitle(/^None of its tags is a plain version; .* was built last$/)).toBeVisible();
  await openWorld(page, guard, { servers, name: "many", query: { q: "group-00/image-00" } });
  await expect(newest("group-00/image-00")).toHaveText("tag latest");
  await expect(newest("group-00/image-00").getByTitle("It is the only tag, and no plain version")).toBeVisible();
  await openRepositories(page, guard, servers, "the demo");
  // The numbers of born-1970 are no version.
  await expect(newest("lab/oddities")).toHaveText("tag every-field");
  await page.getByRole("button", { name: "1 emptied repository folded away" }).click();
  await expect(newest("gallery/prototype")).toHaveText("–");
  await expect(newest("gallery/prototype").getByTitle("It has no tags")).toBeVisible();
});

test("what is broken in a repository stands in its row", async ({ page, guard, servers }) => {
  await openRepositories(page, guard, servers, "the demo");
  const oddities = rowOf(tableOf(page, "Repositories"), "lab/oddities");
  // As the tags' own rows say it.
  await expect(oddities.getByTitle("Listed, but the manifest is gone: gone", { exact: true })).toHaveText("✕ 1 broken");
  await expect(oddities.getByTitle("The registry does not have every platform of: missing-platform", { exact: true })).toHaveText("! 1 missing");
});

test("a repository whose manifests break off says so in its row, and why", async ({ page, guard, servers }) => {
  guard.mayFail(`${servers.fake}/truncated~`);
  await openWorld(page, guard, { servers, name: "truncated" });
  const row = rowOf(tableOf(page, "Repositories"), "gallery/api");
  await expect(row.locator(".what-cell")).toHaveText(/^could not be read: .* broke off before its end$/);
  await expect(row.locator(".attention-cell")).toHaveText(/^! \d+ could not be read$/);
});

test("a repository whose tags are too many requests says so in its row", async ({ page, guard, servers }) => {
  guard.mayFail(`${servers.fake}/rate-limited~`);
  const world = await openWorld(page, guard, { servers, name: "rate-limited" });
  const row = rowOf(tableOf(page, "Repositories"), "gallery/api");
  await expect(row).toContainText(/could not be read: .* limits how much may be asked/);
  const asked = async () => (await world.requests()).filter(({ path }) => path.includes("gallery/api/tags")).length;
  const before = await asked();
  await row.getByRole("button", { name: "Try again" }).click();
  await expect.poll(asked).toBe(before + 1);
});

test("every tag of which a part is not what was promised counts in its repository's row", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "wrong-digest" });
  const row = rowOf(tableOf(page, "Repositories"), "damaged/image");
  const mark = row.getByTitle("Bytes came that are not what was promised: child, config, header, size", { exact: true });
  await expect(mark).toHaveText("✕ 4 mismatches");
});

test("what was seen of a repository stays in its row", async ({ page, guard, servers }) => {
  await openRepositories(page, guard, servers, "the demo");
  await rowOf(tableOf(page, "Repositories"), "lab/oddities").getByRole("link").click();
  await expect(rowOf(tableOf(page, "Tags"), "gone")).toContainText("broken");
  await page.goBack();
  await expect(rowOf(tableOf(page, "Repositories"), "lab/oddities")).toContainText("1 broken");
});

test("repositories are filtered by any part of their names", async ({ page, guard, servers }) => {
  await openRepositories(page, guard, servers, "the demo");
  const repositories = tableOf(page, "Repositories");
  await expectNames(repositories, IN_THE_DEMO);
  const field = page.getByRole("searchbox", { name: "Filter repositories" });
  await field.fill("GALLERY/");
  await expectNames(repositories, ["gallery/api", "gallery/logs", "gallery/ui"]);
  await field.fill("nothing is called this");
  await expect(page.getByText("Nothing here has this in its name.")).toBeVisible();
});

test("the number and the emptied repositories that are folded away follow the filter", async ({ page, guard, servers }) => {
  await openRepositories(page, guard, servers, "the demo");
  const repositories = tableOf(page, "Repositories");
  await expectNames(repositories, IN_THE_DEMO);
  const field = page.getByRole("searchbox", { name: "Filter repositories" });
  const summary = page.getByRole("main").getByRole("status").first();
  const bar = page.getByRole("navigation", { name: "Repositories" });
  for (const [filter, said] of [
    ["ui", "1 of 10 repositories"],
    ["zzz", "0 of 10 repositories"],
    ["gallery/", "4 of 10 repositories · 1 emptied repository folded away: gallery/prototype"],
    ["proto", "1 of 10 repositories · 1 emptied repository folded away: gallery/prototype"],
  ]) {
    await field.fill(filter);
    await expect(summary, filter).toHaveText(said);
    await expect(bar.getByRole("button", { name: /emptied/ })).toHaveText(
      said.includes("prototype") ? ["▸ 1 emptied: gallery/prototype"] : [],
    );
  }
  await expect(page.getByRole("main")).toContainText("Only what is folded away fits");
  await expect(page.getByText("Nothing here has this in its name.")).toHaveCount(0);
  await page.getByRole("button", { name: "1 emptied repository folded away" }).click();
  await expectNames(repositories, ["gallery/prototype"]);
  await expect(summary).toHaveText("1 of 10 repositories · 1 emptied repository shown, fold");
});

test("a digest where a repository's name is asked for is told from a wrong name", async ({ page, guard, servers }) => {
  guard.mayFail(`${servers.fake}/catalog-missing~`);
  await openWorld(page, guard, { servers, name: "catalog-missing" });
  const field = page.getByRole("textbox", { name: "Open a repository or an image by its name" });
  await field.fill(`sha256:${"0123456789abcdef".repeat(4)}`);
  await field.press("Enter");
  await expect(field).toHaveAccessibleDescription(
    "This is a digest, and registries look for one in a repository. Open the repository, and paste it into the filter of its tags.",
  );
  await field.fill("No name");
  await field.press("Enter");
  await expect(field).toHaveAccessibleDescription(/^This is none: /);
});

test("of 1,500 repositories only those on screen are asked about", async ({ page, guard, servers }) => {
  guard.mayFail(manifestsOf(servers.real));
  await openRegistry(page, guard, { site: servers.sites.root, registry: servers.real });
  const repositories = tableOf(page, "Repositories");
  await expect(rowOf(repositories, "gallery/ui")).toContainText("3.9.9");
  await expectDetailsOnScreen(page);
  const asked = () => new Set(guard.requests().filter((address) => address.includes("/tags/list")));
  const first = asked().size;
  expect(first).toBeGreaterThan(5);
  expect(first).toBeLessThan(30);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+End");
  await expectDetailsOnScreen(page);
  await expect.poll(async () => (await namesIn(repositories)).at(-1)).toMatch(/^team-29/);
  await expect.poll(() => asked().size).toBeGreaterThan(first);
  expect(asked().size).toBeLessThan(first + 40);
});

async function openRepositories(page: Page, guard: Guard, servers: Servers, place: string): Promise<void> {
  if (place === "the demo") {
    await mayMissOddities(guard, servers);
    await openDemo(page, guard, { servers });
  } else {
    guard.mayFail(manifestsOf(servers.gallery));
    await openRegistry(page, guard, { site: servers.sites.root, registry: servers.gallery });
  }
  await expect(tableOf(page, "Repositories")).toBeVisible();
}

/** Waits until no shape of a value is seen, in a table of which more rows are in the page than on screen. */
async function expectDetailsOnScreen(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.locator(".skeleton").evaluateAll((shapes) =>
        shapes.some((shape) => {
          const { top, bottom } = shape.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        }),
      ),
    )
    .toBe(false);
}
