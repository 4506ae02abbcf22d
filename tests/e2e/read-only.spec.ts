import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { viewOf, World } from "./registry.ts";

// A page that only reads sends nothing that changes a registry, whatever is asked of it; and
// whether it only reads is config.json's to say first.

const ZEROS = `sha256:${"0".repeat(64)}`;
const DELETES = [`/v2/charts/gallery/manifests/${ZEROS}`];

/** What config.json says of `read_only`, for the page and for the registry. */
interface ReadOnly {
  page?: boolean;
  registry?: boolean;
}

async function configure(page: Page, world: World, { page: ofPage, registry }: ReadOnly): Promise<void> {
  const settings = { read_only: ofPage, registries: [{ url: world.address, read_only: registry }] };
  await page.route("**/config.json", (route) => route.fulfill({ json: settings }));
}

const turn = (page: Page) => page.getByRole("banner").getByRole("button", { name: /^(Read-only|Deleting on)$/ });
const check = (page: Page) => page.locator("section.connection-check");

/** Checks for somebody who wants to delete, and waits for the end. */
async function checkForDeleting(page: Page): Promise<void> {
  await check(page).getByRole("button", { name: "also delete" }).click();
  await checked(page);
}

async function checked(page: Page): Promise<void> {
  await expect(check(page)).toHaveAttribute("aria-busy", "true");
  await expect(check(page)).toHaveAttribute("aria-busy", "false");
}

async function deleted(world: World): Promise<string[]> {
  const requests = await world.requests();
  return requests.filter(({ method }) => method === "DELETE").map(({ path }) => path.slice(path.indexOf("/v2/")));
}

for (const [name, readOnly] of Object.entries<ReadOnly>({
  "nothing is said": {},
  "the page is locked": { page: true },
  "the registry is locked on a page that is not": { page: false, registry: true },
})) {
  test(`where ${name}, a page that is walked through only reads`, async ({ page, guard, servers }) => {
    const world = new World(servers, "plain");
    guard.mayAsk(servers.sites.root, world.address);
    // It does not let pages send Content-Type.
    guard.mayFail(`${servers.fake}/plain~`);
    const methods = new Set<string>();
    page.on("request", (request) => methods.add(request.method()));
    await configure(page, world, readOnly);
    for (const view of ["", "r/gallery/ui", "r/gallery/ui/-/tags/1.0"]) {
      await page.goto(viewOf(servers.sites.root, world.address, view, { delete: "3.0.42", read_only: "false" }));
      await expect(page.getByRole("table").first()).toBeVisible();
      for (const key of ["j", "x", "Delete", "Backspace", "Shift+Delete", "Control+z", "Enter"]) await page.keyboard.press(key);
    }
    await page.goto(viewOf(servers.sites.root, world.address, "connection"));
    await checkForDeleting(page);
    await expect(check(page).getByRole("listitem").filter({ hasText: "read-only" })).toBeVisible();
    expect([...methods].sort()).toEqual(["GET"]);
    const asked = new Set((await world.requests()).map(({ method }) => method));
    asked.delete("OPTIONS");
    expect([...asked]).toEqual(["GET"]);
  });
}

test("deleting is turned on and off on the page, and starts anew with it", async ({ page, guard, servers }) => {
  const world = new World(servers, "plain");
  guard.mayAsk(servers.sites.root, world.address);
  guard.mayFail(`${servers.fake}/plain~`);
  await configure(page, world, {});
  await page.goto(viewOf(servers.sites.root, world.address, "connection"));
  await checkForDeleting(page);
  expect(await deleted(world)).toEqual([]);
  await turn(page).click();
  await expect(turn(page)).toHaveText("Deleting on");
  await expect.poll(() => deleted(world)).toEqual(DELETES);
  await expect(check(page)).toHaveAttribute("aria-busy", "false");
  await turn(page).click();
  await expect(turn(page)).toHaveText("Read-only");
  await checked(page);
  await check(page).getByRole("button", { name: "Check again" }).click();
  await checked(page);
  expect(await deleted(world)).toEqual(DELETES);
  await turn(page).click();
  await page.reload();
  await expect(turn(page)).toHaveText("Read-only");
});

test("the registry's own word wins over the page's, and a locked page has nothing to turn", async ({ page, guard, servers }) => {
  const world = new World(servers, "plain");
  guard.mayAsk(servers.sites.root, world.address);
  const open = async (readOnly: ReadOnly) => {
    await page.unrouteAll();
    await configure(page, world, readOnly);
    await page.goto("about:blank");
    await page.goto(viewOf(servers.sites.root, world.address));
    await expect(page.getByRole("table", { name: "Repositories" })).toBeVisible();
  };
  await open({ page: false });
  await expect(turn(page)).toHaveText("Deleting on");
  await open({ page: true, registry: false });
  await expect(turn(page)).toHaveText("Deleting on");
  for (const locked of [{ page: true }, { page: false, registry: true }]) {
    await open(locked);
    await expect(turn(page)).toBeHidden();
    await expect(page.getByRole("banner")).toContainText("Read-only");
  }
});

test("at the demo deleting can be tried, whatever the page may do: nothing of it is sent", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  await page.route("**/config.json", (route) => route.fulfill({ json: { read_only: true } }));
  await page.goto(`${servers.sites.root}#/connection?registry=demo`);
  await expect(turn(page)).toHaveText("Read-only");
  await turn(page).click();
  await expect(turn(page)).toHaveText("Deleting on");
});
