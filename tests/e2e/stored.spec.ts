import { copyFile, rename, rm } from "node:fs/promises";
import type { Page, Request } from "@playwright/test";
import type { Manifest } from "./demo.ts";
import { openRegistry } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expect, type Start, test } from "./servers/fixture.ts";
import type { Configuration, RealRegistry } from "./servers/real-registry.ts";
import type { Guard } from "./guard.ts";

// Asking a real docker-registry whether it has every blob, while its disk is spoiled.

const REPOSITORY = "gallery/ui";
const TAG = "2.1";

/** It looks at its disk whenever it is asked. */
const WITHOUT_MEMORY: Configuration = {
  headers: {
    "Access-Control-Allow-Origin": ["*"],
    "Access-Control-Allow-Methods": ["HEAD, GET, OPTIONS"],
    "Access-Control-Allow-Headers": ["Accept"],
    "Access-Control-Expose-Headers": ["Docker-Content-Digest"],
  },
  environment: { REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR: "none" },
};

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
  start: Start;
}

interface Opened {
  registry: RealRegistry;
  /** The images of the index; that of linux/amd64 is shown. */
  images: { [platform: string]: Manifest };
}

/** A registry, and the health of one of its images on the page. */
async function openHealth({ page, guard, servers, start }: Scene, configuration = WITHOUT_MEMORY): Promise<Opened> {
  const registry = await start.registry(configuration, "small");
  const images: Opened["images"] = {};
  const index = await manifestOf(registry, TAG);
  for (const { digest, platform } of index.manifests) {
    if (platform && platform.os !== "unknown") {
      images[`${platform.os}/${platform.architecture}`] = await manifestOf(registry, digest);
    }
  }
  // An OCI manifest is no answer to who asks for Docker's; and blobs go missing here.
  guard.mayFail(new RegExp(`^${registry.origin}/v2/`));
  await openRegistry(page, guard, {
    site: servers.sites.root,
    registry: registry.origin,
    view: `r/${REPOSITORY}/-/tags/${TAG}`,
    query: { tab: "health" },
  });
  await expect(blobs(page).getByRole("button")).toBeVisible();
  return { registry, images };
}

async function manifestOf({ origin }: RealRegistry, reference: string): Promise<Manifest> {
  const accept = ["oci.image.index.v1", "oci.image.manifest.v1", "docker.distribution.manifest.list.v2", "docker.distribution.manifest.v2"];
  const headers = { accept: accept.map((type) => `application/vnd.${type}+json`).join(",") };
  const response = await fetch(`${origin}/v2/${REPOSITORY}/manifests/${reference}`, { headers });
  return (await response.json()) as Manifest;
}

/** The panel for the image that is shown. */
const blobs = (page: Page) => page.locator("section").filter({ has: page.getByRole("heading", { name: "The blobs of this image" }) });

/** The panel for all images of the index. */
const ofAll = (page: Page) => page.locator("section").filter({ has: page.getByRole("heading", { name: "The blobs of the images of the index" }) });

function digestsOf({ config, layers }: Manifest): string[] {
  return [...new Set([config, ...layers].map(({ digest }) => digest))];
}

/** Where the registry keeps a blob. */
function fileOf({ storage }: RealRegistry, digest: string): string {
  const hex = digest.replace("sha256:", "");
  return `${storage}/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
}

/** The HEAD requests of the page while it does something. */
async function heads(page: Page, doing: () => Promise<void>): Promise<Request[]> {
  const asked: Request[] = [];
  const note = (request: Request) => {
    if (request.method() === "HEAD") asked.push(request);
  };
  page.on("request", note);
  await doing();
  page.off("request", note);
  return asked;
}

const digestIn = (request: Request) => new URL(request.url()).pathname.split("/").at(-1)!;

test("a blob that goes from the registry's disk is found, and again when it is back", async ({ page, guard, servers, start }) => {
  const { registry, images } = await openHealth({ page, guard, servers, start });
  const digests = digestsOf(images["linux/amd64"]);
  const panel = blobs(page);
  const all = `The registry says that it has all ${digests.length} blobs.`;
  const asked = await heads(page, async () => {
    const button = panel.getByRole("button", { name: "Ask for every blob" });
    await expect(button).toHaveAccessibleDescription(`${digests.length} requests`);
    await button.click();
    await expect(panel.getByRole("status")).toContainText(all);
  });
  await expect(panel.getByRole("status")).toContainText("only reading it shows that");
  await expect(panel.getByRole("listitem")).toHaveCount(0);
  expect(asked.map(digestIn).sort()).toEqual([...digests].sort());
  for (const request of asked) {
    const headers = await request.allHeaders();
    expect([headers["cache-control"], headers.accept]).toEqual(["no-cache", "*/*"]);
  }

  const { layers } = images["linux/amd64"];
  const gone = layers.at(-1)!.digest;
  const file = fileOf(registry, gone);
  await rename(file, `${file}.kept`);
  await panel.getByRole("button", { name: "Ask again" }).click();
  const short = gone.replace("sha256:", "").slice(0, 12);
  const words = `✕ fault The registry says that it does not have 1 of ${digests.length} blobs: layer ${layers.length} (${short}). Push the image again.`;
  await expect(panel.getByRole("listitem")).toContainText(words);
  await expect(panel.getByRole("status")).toContainText(`it has ${digests.length - 1} of ${digests.length} blobs.`);

  await copyFile(`${file}.kept`, file);
  await panel.getByRole("button", { name: "Ask again" }).click();
  await expect(panel.getByRole("listitem")).toHaveCount(0);
  await expect(panel.getByRole("status")).toContainText(all);
});

test("what is asked before the config is there stays when it comes", async ({ page, guard, servers, start }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/blobs\//, async (route) => {
    if (route.request().method() === "GET") await held;
    await route.continue();
  });
  const { images } = await openHealth({ page, guard, servers, start });
  const panel = blobs(page);
  await panel.getByRole("button", { name: "Ask for every blob" }).click();
  const words = `it has all ${digestsOf(images["linux/amd64"]).length} blobs.`;
  await expect(panel.getByRole("status")).toContainText(words);
  const config = page.waitForResponse((response) => /\/blobs\//.test(response.url()) && response.request().method() === "GET");
  release();
  await (await config).finished();
  await expect(page.getByRole("heading", { name: "The index that lists it" }).locator("..").getByText("Nothing is wrong")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Ask again" })).toBeVisible();
  await expect(panel.getByRole("status")).toContainText(words);
});

test("what the images of an index share is asked for once, and missed in all of them", async ({ page, guard, servers, start }) => {
  const { registry, images } = await openHealth({ page, guard, servers, start });
  const [amd64, arm64] = Object.values(images).map(digestsOf);
  const digests = [...new Set([...amd64, ...arm64])];
  const shared = amd64.find((digest) => arm64.includes(digest));
  const gone = shared ?? amd64[1];
  await rm(fileOf(registry, gone));
  const panel = ofAll(page);
  const price = panel.getByText(/^at most \d+ requests$/);
  const most = Number(/\d+/.exec(await price.innerText())![0]);
  const asked = await heads(page, async () => {
    await panel.getByRole("button", { name: "Ask for every blob" }).click();
    await expect(panel.getByRole("status")).toContainText(`it has ${digests.length - 1} of ${digests.length} blobs.`);
  });
  expect(asked.map(digestIn).sort()).toEqual(digests.sort());
  expect(asked.length + Object.keys(images).length).toBeLessThanOrEqual(most);
  const of = shared ? "linux/amd64 and linux/arm64" : "linux/amd64";
  await expect(panel.getByRole("listitem")).toContainText(`) of ${of}`);
});

test("who stops it by keyboard goes on with what was not asked for", async ({ page, guard, servers, start }) => {
  const { registry, images } = await openHealth({ page, guard, servers, start });
  const digests = digestsOf(images["linux/amd64"]);
  const panel = blobs(page);
  const held = `${registry.origin}/v2/${REPOSITORY}/blobs/${digests[1]}`;
  await page.route(held, () => {
    // It waits until the page gives it up.
  });
  const given = page.waitForEvent("requestfailed", (request) => request.url() === held);
  await panel.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(panel).toContainText(`${digests.length - 1} of ${digests.length} blobs`);
  await expect(panel.getByRole("progressbar", { name: "Blobs asked for" })).toBeVisible();
  await expect(panel.getByRole("button", { name: "Stop" })).toBeFocused();
  await page.keyboard.press("Enter");
  await given;
  await page.unroute(held);
  await expect(panel.getByRole("button", { name: "Go on" })).toBeFocused();
  await expect(panel).toContainText(`${digests.length - 1} of ${digests.length} blobs`);
  const asked = await heads(page, async () => {
    await page.keyboard.press("Enter");
    await expect(panel.getByRole("status")).toContainText("it has all");
  });
  expect(asked.map(digestIn)).toEqual([digests[1]]);
  await expect(panel.getByRole("button", { name: "Ask again" })).toBeFocused();
});

test("a registry that does not answer ends it, with its reason, and can be tried again", async ({ page, guard, servers, start }) => {
  const { registry } = await openHealth({ page, guard, servers, start });
  const panel = blobs(page);
  const everything = `${registry.origin}/**`;
  await page.route(everything, (route) => route.abort());
  await panel.getByRole("button").click();
  const status = panel.getByRole("status");
  await expect(status).toContainText("✕ It ended before all were asked for.");
  await expect(status).toContainText(new URL(registry.origin).host);
  await expect(panel.getByRole("listitem")).toHaveCount(0);
  await page.unroute(everything);
  await panel.getByRole("button", { name: "Try again" }).click();
  await expect(status).toContainText("The registry says that it has all");
});

test("a storage that the page may not read is no missing blob", async ({ page, guard, servers, start }) => {
  const storage = new URL(servers.sites.root).origin;
  guard.mayFail(`${storage}/docker/registry/v2/`);
  const { registry, images } = await openHealth({ page, guard, servers, start }, { ...WITHOUT_MEMORY, redirect: storage });
  const digests = digestsOf(images["linux/amd64"]);
  const gone = images["linux/amd64"].layers[0].digest;
  await rm(fileOf(registry, gone));
  const panel = blobs(page);
  await panel.getByRole("button").click();
  await expect(panel.getByRole("status")).toContainText(`it has 0 of ${digests.length} blobs.`);
  const [others, all] = [digests.length - 1, digests.length];
  await expect(panel.getByRole("listitem")).toContainText([
    `✕ fault The registry says that it does not have 1 of ${all} blobs: layer 1 (`,
    `! warning It cannot be told whether the registry has ${others} of ${all} blobs: `,
  ]);
});
