import type { Locator, Page } from "@playwright/test";
import { LAYERS } from "./blobs.ts";
import type { Guard } from "./guard.ts";
import { manifestsOf, openRegistry } from "./registry.ts";
import type { Configuration, RealRegistry, Seed } from "./servers/real-registry.ts";
import type { Servers } from "./servers/index.ts";

/** What a registry must say so that a page of another origin may read it. */
export const READABLE: Configuration = {
  headers: {
    "Access-Control-Allow-Origin": ["*"],
    "Access-Control-Allow-Headers": ["Accept"],
    "Access-Control-Expose-Headers": ["Docker-Content-Digest", "Link"],
  },
};

/** The seed as images are: one of its layers has 300 MB. */
export const LARGE: Seed = { name: "layers", large: 300_000_000 };

/** The seed with a large layer that is not large. */
export const SMALL: Seed = { name: "layers", large: 3_000_000 };

/** Opens an image of the seed `layers` in a registry. */
export async function openImage(
  { page, guard, servers }: { page: Page; guard: Guard; servers: Servers },
  registry: RealRegistry,
  { tag = "good", query }: { tag?: string; query?: Record<string, string> } = {},
): Promise<void> {
  // A registry of OCI manifests answers 404 where it is asked for Docker's.
  guard.mayFail(manifestsOf(registry.origin));
  await openRegistry(page, guard, {
    site: servers.sites.root,
    registry: registry.origin,
    view: `r/${LAYERS}/-/tags/${tag}`,
    query,
  });
}

/** Verifies what the page shows, and waits for the end. */
export async function verify(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Verify( again)?$/ }).click();
  await ended(page);
}

/** Waits for the end of what runs. */
export async function ended(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Verify again|Go on|Try again)$/ }).waitFor();
}

/** The sentence of truth. */
export function truthOf(page: Page): Locator {
  return page.locator(".truth");
}

/** What is known of the bytes of each layer, lowest first. */
export function integrityOf(page: Page): Locator {
  return page.getByRole("table", { name: "Layers" }).locator("td.layer-integrity");
}

/** Which layers have which mark. */
export async function marksOf(page: Page): Promise<string[]> {
  const texts = await integrityOf(page).allInnerTexts();
  return texts.map((text) => text.replace(/^\S+\s/, "").replace(/:.*/s, "").trim());
}
