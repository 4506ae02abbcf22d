import type { Locator, Page } from "@playwright/test";
import { turnOn } from "./deleting.ts";
import type { Guard } from "./guard.ts";
import { ALIASES, ATTESTED, LAB } from "./lab.ts";
import { openWorld, viewOf, World } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, rowOf, tableOf } from "./tables.ts";

// A tag whose removal was interrupted leads to an empty index that says where it led. Whoever finds that, by whichever
// program it was put there, is told, and can repair it.

const INDEX = "application/vnd.oci.image.index.v1+json";
const ANY = `${INDEX}, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json`;

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

function manifest(world: World, reference: string): string {
  const { origin, pathname } = new URL(world.address);
  return `${origin}${pathname}/v2/${LAB}/manifests/${reference}`;
}

/** Where a tag leads; nothing where it does not exist. */
async function digestOf(world: World, tag: string): Promise<string | null> {
  const answer = await fetch(manifest(world, tag), { method: "HEAD", headers: { accept: ANY } });
  return answer.ok ? answer.headers.get("docker-content-digest") : null;
}

/** Makes a tag lead to what stands in for one, as a run does that breaks off then. */
async function interrupt(world: World, tag: string, of = tag): Promise<string> {
  const digest = await digestOf(world, of);
  const annotations = {
    "porthole.removed.tag": of,
    "porthole.removed.digest": digest,
    "porthole.removed.unique": "0".repeat(32),
  };
  const body = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [], annotations });
  const answer = await fetch(manifest(world, tag), { method: "PUT", headers: { "content-type": INDEX }, body });
  expect(answer.status).toBe(201);
  return digest!;
}

const short = (digest: string) => digest.slice("sha256:".length, "sha256:".length + 12);

/** Opens the lab's tags, where a removal was interrupted by then. */
async function open({ page, guard, servers }: Scene, prepare: (world: World) => Promise<void>): Promise<World> {
  const world = new World(servers, "writable");
  await prepare(world);
  await openWorld(page, guard, { servers, name: "writable", view: `r/${LAB}` });
  guard.mayFail(new RegExp(`^${world.address}/v2/`));
  await expectDetails(tableOf(page, "Tags"));
  await turnOn(page);
  return world;
}

async function repair(page: Page, place: Locator): Promise<Locator> {
  await place.getByRole("button", { name: "Repair…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "The removal of 2 was interrupted" })).toBeVisible();
  return dialog;
}

test("an interrupted removal is told, and the tag put back where it led", async ({ page, guard, servers }) => {
  let led = "";
  const world = await open({ page, guard, servers }, async (world) => void (led = await interrupt(world, "2")));
  const row = rowOf(tableOf(page, "Tags"), "2");
  await expect(row).toContainText(`! interrupted removal led to ${short(led)}`);
  const dialog = await repair(page, row);
  await expect(dialog).toContainText(`2 to ${short(led)}, which the registry still has; a push: webhooks fire`);
  await dialog.getByRole("button", { name: "Put 2 back" }).click();
  await expect(dialog.getByRole("heading", { name: "Done: 1 tag put" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await digestOf(world, "2")).toBe(led);
  await expect(row).not.toContainText("interrupted");
});

test("an interrupted removal is finished, and other tags stay", async ({ page, guard, servers }) => {
  let led = "";
  const world = await open({ page, guard, servers }, async (world) => void (led = await interrupt(world, "2")));
  await page.goto(viewOf(servers.sites.root, world.address, `r/${LAB}/-/tags/2`));
  const panel = page.locator(".panel", { hasText: "The removal of this tag was interrupted" });
  await expect(panel.getByRole("link", { name: short(led) })).toBeVisible();
  const dialog = await repair(page, panel);
  await dialog.getByRole("button", { name: "Finish the removal" }).click();
  await expect(dialog.getByRole("heading", { name: "Done: 1 tag removed" })).toBeVisible();
  await expect(dialog).toContainText("its removal is finished");
  expect(await digestOf(world, "2")).toBe(null);
  for (const tag of ALIASES.filter((tag) => tag !== "2")) expect(await digestOf(world, tag)).toBe(led);

  await dialog.getByRole("button", { name: "Undo" }).click();
  await expect(dialog).toContainText(`2 to ${short(led)}`);
  await dialog.getByRole("button", { name: "Put back 1 tag" }).click();
  await expect(dialog.getByRole("heading", { name: "Done: 1 tag put back" })).toBeVisible();
  expect(await digestOf(world, "2")).toBe(led);
  await dialog.getByRole("button", { name: "Close" }).click();
});

test("what the registry lost is not promised", async ({ page, guard, servers }) => {
  await open({ page, guard, servers }, async (world) => {
    const led = await interrupt(world, "2");
    const answer = await fetch(manifest(world, led), { method: "DELETE" });
    expect(answer.status).toBe(202);
  });
  const dialog = await repair(page, rowOf(tableOf(page, "Tags"), "2"));
  await expect(dialog).toContainText(/not possible: the registry does not have [0-9a-f]{12} any more/);
  await expect(dialog.getByRole("button", { name: "Put 2 back" })).toHaveCount(0);
  await expect(dialog.getByRole("button", { name: "Finish the removal" })).toBeEnabled();
});

test("what stands in for one tag is not believed of another", async ({ page, guard, servers }) => {
  await open({ page, guard, servers }, async (world) => void (await interrupt(world, ATTESTED, "2")));
  const row = rowOf(tableOf(page, "Tags"), ATTESTED);
  await expect(row).toContainText("Interrupted removal");
  await expect(row).not.toContainText("led to");
  await expect(row.getByRole("button", { name: "Repair…" })).toHaveCount(0);
});
