import type { Page } from "@playwright/test";
import type { Guard } from "./guard.ts";
import { viewOf } from "./registry.ts";
import type { Servers } from "./servers/index.ts";

/** Opens a view of the demo, from the site at the root of its origin. */
export async function openDemo(
  page: Page,
  guard: Guard,
  { servers, view, query }: { servers: Servers; view?: string; query?: Record<string, string> },
): Promise<void> {
  guard.mayAsk(servers.sites.root);
  await page.goto(viewOf(servers.sites.root, "demo", view, query));
}

/** A file of the demo as its host gives it. */
export async function demoFile(servers: Servers, path: string): Promise<Buffer> {
  const response = await fetch(`${servers.sites.root}demo/v2/${path}`);
  if (!response.ok) throw new Error(`${path} is answered with ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

interface Descriptor {
  digest: string;
  size: number;
  platform?: { os: string; architecture: string; variant?: string };
  annotations?: Record<string, string>;
}

/** What tests read of a manifest or an index. */
export interface Manifest {
  config: Descriptor;
  layers: Descriptor[];
  manifests: Descriptor[];
}

/** A manifest of the demo. */
export async function demoManifest(servers: Servers, repository: string, reference: string): Promise<Manifest> {
  const bytes = await demoFile(servers, `${repository}/manifests/${reference}`);
  return JSON.parse(bytes.toString("utf8")) as Manifest;
}

/** The digest of the platform that the demo's index `missing-platform` lists and nobody has. */
export async function missingPlatform(servers: Servers): Promise<string> {
  const { manifests } = await demoManifest(servers, "lab/oddities", "missing-platform");
  return manifests.find(({ platform }) => platform?.architecture === "arm64")!.digest;
}

/** Names what the demo lost on purpose: requests for it fail. */
export async function mayMissOddities(guard: Guard, servers: Servers, site = servers.sites.root): Promise<void> {
  const manifests = `${site}demo/v2/lab/oddities/manifests/`;
  guard.mayFail(`${manifests}gone`, `${manifests}${await missingPlatform(servers)}`);
}
