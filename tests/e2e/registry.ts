import { test, type Page } from "@playwright/test";
import type { Guard } from "./guard.ts";
import type { Servers } from "./servers/index.ts";

/** A request as the fake registry logged it. */
export interface Logged {
  method: string;
  /** Its path with query, from the world on. */
  path: string;
  /** Its headers; names are in lower case. */
  headers: [string, string][];
  status: number | null;
}

/** A registry of the fake, with a log that is this test's own. */
export class World {
  /** Its address, as a user would type it. */
  readonly address: string;

  constructor(
    private readonly servers: Servers,
    name: string,
  ) {
    const { testId, repeatEachIndex } = test.info();
    this.address = `${servers.fake}/${name}~${testId.slice(-6)}${repeatEachIndex}`;
  }

  /** What it was asked so far. */
  async requests(): Promise<Logged[]> {
    const prefix = encodeURIComponent(new URL(this.address).pathname);
    const response = await fetch(`${this.servers.fake}/-/requests?prefix=${prefix}`);
    return (await response.json()) as Logged[];
  }
}

/** The manifests of a registry. Which media types it gives is found out by asking, and a registry
 * that keeps OCI manifests answers 404 when it is asked for Docker's. */
export function manifestsOf(registry: string): RegExp {
  return new RegExp(`^${registry}/v2/.*/manifests/`);
}

/** Where the page looks for a registry at its own origin; at the root site there is none. */
export function ownRegistry(servers: Servers): string {
  return `${servers.sites.root}v2/`;
}

/** The address of a view of a registry, on a site; `query` sets how the view is. */
export function viewOf(site: string, registry: string, view = "", query: Record<string, string> = {}): string {
  const pairs = Object.entries({ registry, ...query });
  return `${site}#/${view}?${pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}`;
}

/** Opens a view of a registry that the browser does not know yet, and agrees to it. */
export async function openRegistry(
  page: Page,
  guard: Guard,
  { site, registry, view, query }: { site: string; registry: string; view?: string; query?: Record<string, string> },
): Promise<void> {
  guard.mayAsk(site, registry);
  await page.goto(viewOf(site, registry, view, query));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** Opens a view of a world of the fake registry, from the site at the root of its origin. */
export async function openWorld(
  page: Page,
  guard: Guard,
  { servers, name, view, query }: { servers: Servers; name: string; view?: string; query?: Record<string, string> },
): Promise<World> {
  const world = new World(servers, name);
  await openRegistry(page, guard, { site: servers.sites.root, registry: world.address, view, query });
  return world;
}
