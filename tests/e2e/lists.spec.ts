import { expect, test } from "./fixture.ts";
import { manifestsOf, openWorld } from "./registry.ts";

// Lists of repositories and tags, from none to more than fit.

test("no repositories: it says what to do next", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "empty" });
  await expect(page.getByRole("heading", { level: 1 })).toContainText("127.0.0.1");
  await expect(page.getByRole("main")).toContainText(/no repositories/i);
  await expect(page.getByRole("alert")).toBeHidden();
});

for (const repository of ["emptied/array", "emptied/null", "emptied/unknown"]) {
  test(`no tags, as ${repository} tells it`, async ({ page, guard, servers }) => {
    guard.mayFail(`${servers.fake}/emptied~`);
    await openWorld(page, guard, { servers, name: "emptied", view: `r/${repository}` });
    await expect(page.getByRole("main")).toContainText(/no tags/i);
    await expect(page.getByRole("alert")).toBeHidden();
  });
}

for (const name of ["paged", "without-expose"]) {
  test(`${name}: a catalog of many pages is read to its end`, async ({ page, guard, servers }) => {
    const world = await openWorld(page, guard, { servers, name });
    // The world has names, and no manifests.
    guard.mayFail(manifestsOf(world.address));
    const repositories = page.getByRole("table", { name: "Repositories" });
    await expect(repositories.getByRole("link", { name: "paged/00/00", exact: true })).toBeVisible();
    await page.getByRole("searchbox", { name: "Filter repositories" }).fill("paged/24/99");
    await expect(repositories.getByRole("link")).toHaveCount(1);
    await expect(repositories.getByRole("link", { name: "paged/24/99", exact: true })).toBeVisible();
  });
}

test("tags of many pages are read to their end", async ({ page, guard, servers }) => {
  const world = await openWorld(page, guard, { servers, name: "paged", view: "r/paged/00/00" });
  // The world has their names, and no manifests.
  guard.mayFail(`${world.address}/v2/paged/00/00/manifests/1.`);
  const tags = page.getByRole("table", { name: "Tags" });
  await expect(tags.getByRole("link")).toHaveCount(250);
});

for (const name of ["catalog-loops", "catalog-loops-empty"]) {
  test(`${name}: reading ends`, async ({ page, guard, servers }) => {
    const world = await openWorld(page, guard, { servers, name });
    // The world has nothing but names.
    guard.mayFail(`${world.address}/v2/loops-`);
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("127.0.0.1");
    const pages = (await world.requests()).filter(({ path }) => path.includes("/_catalog"));
    expect(pages.length).toBeLessThan(20);
  });
}

test("10,000 repositories are listed and filtered", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "many" });
  const repositories = page.getByRole("table", { name: "Repositories" });
  await expect(repositories.getByRole("link").first()).toBeVisible();
  // More than 500 rows are not all in the page.
  await expect.poll(() => repositories.getByRole("link").count()).toBeLessThanOrEqual(500);
  await page.getByRole("searchbox", { name: "Filter repositories" }).fill("many/tags");
  await repositories.getByRole("link", { name: "many/tags", exact: true }).click();
  const tags = page.getByRole("table", { name: "Tags" });
  await page.getByRole("searchbox", { name: "Filter tags" }).fill("9.49.39");
  await tags.getByRole("link", { name: "9.49.39", exact: true }).click();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
});

for (const name of ["short-accept", "static", "slow"]) {
  test(`${name}: an image is read all the same`, async ({ page, guard, servers }) => {
    // Where every preflight fails the page learns it by one that fails.
    guard.mayFail(`${servers.fake}/${name}~`);
    await openWorld(page, guard, { servers, name, view: "r/gallery/ui/-/tags/1.0" });
    await expect(page.getByRole("heading", { level: 1 })).toContainText("1.0");
    await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
    await expect(page.getByRole("alert")).toBeHidden();
  });
}

for (const kind of ["schema2", "list", "list-without-amd64", "oci", "index"]) {
  test(`distribution 2 keeps one of the kind ${kind}: it is shown as it is kept`, async ({ page, guard, servers }) => {
    guard.mayFail(`${servers.fake}/accept-like-distribution-2~`);
    await openWorld(page, guard, {
      servers,
      name: "accept-like-distribution-2",
      view: `r/stored/${kind}/-/tags/latest`,
    });
    await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText(/schema 1/i);
  });
}
