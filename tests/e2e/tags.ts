import { mayMissOddities, openDemo } from "./demo.ts";
import { expect } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import type { Locator, Page } from "@playwright/test";
import { manifestsOf, openRegistry } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { tableOf } from "./tables.ts";

// The table of tags, of which every one has the same summer behind it: on the
// demo and on the registry that it was recorded from.

export const IN_VERSION_ORDER = [
  "latest", "stable",
  "3", "3.0.42", "3.0.41", "3.0.40", "3.0.38", "3.0.27", "3.0.12", "3.0.0-rc.1",
  "2", "2.2", "2.2.11", "2.2.9", "2.2.4", "2.2.0",
  "2.1", "2.1.114", "2.1.113", "2.1.111", "2.1.108", "2.1.106",
  "nightly-20260820",
];

export const PLACES = ["the demo", "a docker-registry"] as const;

export interface Where {
  place: (typeof PLACES)[number];
  repository: string;
  query?: Record<string, string>;
}

export interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

/** Opens the tags of a repository. */
export async function openTags({ page, guard, servers }: Scene, { place, repository, query }: Where): Promise<Locator> {
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

/** When each tag was built, in the order of the rows. */
export async function builtOf(tags: Locator): Promise<number[]> {
  const titles = await titlesIn(tags, "built-cell");
  return titles.map((title) => Date.parse(title));
}

/** The exact values behind what is shown in a column. */
export async function titlesIn(tags: Locator, cell: string): Promise<string[]> {
  return tags.locator(`td.${cell} [title]`).evaluateAll((spans) => spans.map((span) => span.getAttribute("title")!));
}
