import type { Locator, Page } from "@playwright/test";
import { PlanDialog, ResultDialog, select, turnOn } from "./deleting.ts";
import type { Guard } from "./guard.ts";
import { fail, waiting } from "./lab-faults.ts";
import { LAB } from "./lab.ts";
import { openWorld, type World } from "./registry.ts";
import { expect } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, tableOf } from "./tables.ts";
import { openTogether, signIn } from "./together.ts";

// Deletions of which something is kept, and where the page tells that.

export interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

export const tagsIn = (page: Page) => tableOf(page, "Tags");

/** Opens the lab's repository in a world that takes writes, ready to delete. */
export async function open({ page, guard, servers }: Scene): Promise<World> {
  const world = await openWorld(page, guard, { servers, name: "writable", view: `r/${LAB}` });
  guard.mayFail(new RegExp(`^${world.address}/v2/`));
  await expectDetails(tagsIn(page));
  await turnOn(page);
  return world;
}

export async function plan(page: Page, tag: string): Promise<PlanDialog> {
  await select(page, tagsIn(page), [tag]);
  return PlanDialog.open(page);
}

export const dialogOf = (page: Page): Locator => page.getByRole("dialog");

/** The box that says whether a journal is kept. */
export const boxOf = (page: Page): Locator =>
  dialogOf(page).getByRole("checkbox", {
    name: "Keep a journal in this browser, so that this can be finished after a fault and undone for 30 days",
  });

/** Runs the plan that is shown, and closes the result. */
export async function runAndClose(plan: PlanDialog): Promise<void> {
  const result: ResultDialog = await plan.run();
  await result.close();
}

export async function toConnection(page: Page): Promise<Locator> {
  await page.getByRole("banner").getByRole("link", { name: "Connection" }).click();
  const panel = page.getByRole("region", { name: "Changed from this browser" });
  await expect(panel).toBeVisible();
  return panel;
}

/** Opens a repository of a registry at which somebody signs in, and signs in. */
export async function openSignedIn(scene: Parameters<typeof openTogether>[0], remember: boolean): Promise<string> {
  const { page, guard } = scene;
  const { site, users: [alice] } = await openTogether(scene, "htpasswd", "r/tools/curl");
  guard.mayFail(new RegExp(`^${site}v2/`));
  if (remember) await page.getByRole("checkbox", { name: "Remember on this computer what is read here" }).check();
  await signIn(page, alice);
  await expectDetails(tagsIn(page));
  await turnOn(page);
  return site;
}

export async function firstTag(page: Page): Promise<string> {
  return tagsIn(page).locator("td a.row-link").first().innerText();
}

/** Runs the plan that is shown. With its first deletion the network goes: nobody knows what came of that. */
export async function runUnanswered(page: Page, plan: PlanDialog): Promise<void> {
  let isGone = false;
  await page.route(/\/v2\//, (route) => {
    isGone ||= route.request().method() === "DELETE";
    return isGone ? route.abort() : route.continue();
  });
  await plan.confirm();
  await plan.begin.click();
  const result = await ResultDialog.ended(page);
  await result.close();
  await page.unroute(/\/v2\//);
}

/** Begins what deletes a tag, and stops while its deletion has no answer. The registry does it all the same, if so said. */
export async function runUntilDeletion(page: Page, world: World, { tag, done }: { tag: string; done?: boolean }): Promise<void> {
  const only = await plan(page, tag);
  await fail(world, { how: "hang", done, methods: ["DELETE"] });
  await only.confirm();
  await only.begin.click();
  await expect.poll(() => waiting(world)).toBe(0);
}
