import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { openWorld, viewOf } from "./registry.ts";

// Whatever a registry holds: a message in the place where it happened,
// everything else works, nothing of it is executed.

test("names that are none are listed apart, and nothing of them runs", async ({ page, guard, servers }) => {
  const world = await openWorld(page, guard, { servers, name: "hostile" });
  const held = `${world.address}/v2/hostile`;
  // They are listed, and the world has nothing of them.
  guard.mayFail(`${held}/tags-gone/tags/list`, `${held}/${"a".repeat(247)}/tags/list`);
  guard.mayFail(`${held}/tags/manifests/${"a".repeat(128)}`, `${held}/tags-mixed/manifests/1.0`);
  const repositories = page.getByRole("table", { name: "Repositories" });
  await expect(repositories.getByRole("link", { name: "hostile/images", exact: true })).toBeVisible();
  await expect(repositories.getByRole("link", { name: "Upper/Case" })).toHaveCount(0);
  await expectNothingRan(page);
});

for (const repository of ["tags", "tags-mixed", "tags-null", "tags-missing", "tags-object", "tags-gone"]) {
  test(`hostile/${repository} is shown or explained`, async ({ page, guard, servers }) => {
    guard.mayFail(`${servers.fake}/hostile~`);
    await openWorld(page, guard, { servers, name: "hostile", view: `r/hostile/${repository}` });
    await expectSettled(page);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(repository);
    await expectNothingRan(page);
  });
}

// In parts, so that they run beside each other.
const PARTS = 4;

for (let part = 0; part < PARTS; part += 1) {
  test(`every hostile image is shown or explained, part ${part + 1} of ${PARTS}`, async ({ page, guard, servers }) => {
    test.setTimeout(120_000);
    guard.mayFail(`${servers.fake}/hostile~`);
    const world = await openWorld(page, guard, { servers, name: "hostile", view: "r/hostile/images" });
    const listed = await fetch(`${servers.fake}/hostile/v2/hostile/images/tags/list`);
    const { tags } = (await listed.json()) as { tags: string[] };
    for (const tag of tags.filter((_, place) => place % PARTS === part)) {
      await test.step(tag, async () => {
        await page.goto(viewOf(servers.sites.root, world.address, `r/hostile/images/-/tags/${tag}`));
        await expect(page.getByRole("heading", { level: 1 })).toContainText(tag);
        await expectSettled(page);
        await expectNothingRan(page);
      });
    }
  });
}

test("what does not fit is marked where it does not fit", async ({ page, guard, servers }) => {
  const world = await openWorld(page, guard, {
    servers,
    name: "wrong-digest",
    view: "r/damaged/image/-/tags/good",
  });
  const main = page.getByRole("main");
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
  await expect(main).not.toContainText(/mismatch/i);
  for (const tag of ["header", "child", "config", "size"]) {
    await test.step(tag, async () => {
      await page.goto(viewOf(servers.sites.root, world.address, `r/damaged/image/-/tags/${tag}`));
      await expect(page.getByRole("heading", { level: 1 })).toContainText(tag);
      await expect(main).toContainText(/mismatch/i);
    });
  }
});

/** Waits until the view waits for nothing. */
async function expectSettled(page: Page): Promise<void> {
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

async function expectNothingRan(page: Page): Promise<void> {
  expect(await page.evaluate("globalThis.executed")).toBeUndefined();
  await expect(page.locator("#app a[href^='javascript:' i], #app img[src='x'], #app script")).toHaveCount(0);
}
