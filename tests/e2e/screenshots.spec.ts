import type { Page } from "@playwright/test";
import { demoManifest, mayMissOddities, openDemo } from "./demo.ts";
import { pictureOf } from "./drivers/picture.ts";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { manifestsOf, openRegistry, openWorld, ownRegistry, viewOf } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, tableOf } from "./tables.ts";

// A picture of every page in every state, in light and dark, wide and on a
// phone. None may be wider than its window.

const WIDTHS = [
  { width: 1360, height: 900 },
  { width: 390, height: 844 },
];
const BETWEEN = { width: 900, height: 900 };

/** The states that are looked at between wide and narrow too. */
const MAIN = new Set(["demo", "requests", "tags-of-a-summer", "image-layers"]);

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

/** Each state by its name, with the way into it. */
const STATES: Record<string, (scene: Scene) => Promise<void>> = {
  "connection": async ({ page, servers }) => {
    await page.goto(`${servers.sites.root}#/connection`);
    await expectHeading(page, "Connection");
  },
  "connection-invalid": async ({ page, servers }) => {
    await page.goto(`${servers.sites.root}#/connection`);
    await page.getByRole("textbox", { name: "Registry address" }).fill("not an address");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(page.getByRole("textbox", { name: "Registry address" })).toHaveAttribute("aria-invalid", "true");
  },
  "consent": async ({ page, servers }) => {
    await page.goto(viewOf(servers.sites.root, "https://registry.acme.example"));
    await expectHeading(page, "Connect to registry.acme.example?");
  },
  "repositories": async (scene) => openReal(scene, "Repositories"),
  "repositories-no-match": async (scene) => {
    await openReal(scene, "Repositories");
    await scene.page.getByRole("searchbox", { name: "Filter repositories" }).fill("nothing is called this");
    await expect(scene.page.getByRole("table", { name: "Repositories" }).getByRole("link")).toHaveCount(0);
  },
  "repositories-loading": async (scene) => openWaiting(scene, "silent"),
  "repositories-empty": async (scene) => {
    await openFake(scene, "empty");
    await expect(scene.page.getByRole("main")).toContainText(/no repositories/i);
  },
  "repositories-failed": async (scene) => openFailing(scene, "without-cors"),
  "repositories-hostile": async (scene) => {
    await openFake(scene, "hostile");
    await expect(scene.page.getByRole("table", { name: "Repositories" })).toBeVisible();
  },
  "tags": async (scene) => openReal(scene, "Tags", "r/gallery/ui"),
  "tags-loading": async (scene) => openWaiting(scene, "silent", "r/gallery/ui"),
  "tags-empty": async (scene) => {
    await openFake(scene, "emptied", "r/emptied/null");
    await expect(scene.page.getByRole("main")).toContainText(/no tags/i);
  },
  "tags-failed": async (scene) => openFailing(scene, "rate-limited", "r/gallery/ui"),
  "image": async (scene) => openReal(scene, "Layers", "r/gallery/ui/-/tags/2.4.4"),
  "image-loading": async (scene) => openWaiting(scene, "silent", "r/gallery/ui/-/tags/1.0"),
  "image-gone": async (scene) => openFailing(scene, "plain", "r/gallery/ui/-/tags/gone"),
  "image-mismatch": async (scene) => {
    await openFake(scene, "wrong-digest", "r/damaged/image/-/tags/header");
    await expect(scene.page.getByRole("main")).toContainText(/mismatch/i);
  },
  "demo": async (scene) => {
    await openInDemo(scene);
    await expectDetails(tableOf(scene.page, "Repositories"));
  },
  "demo-emptied-shown": async (scene) => {
    await openInDemo(scene);
    await scene.page.getByRole("button", { name: /^1 emptied repository/ }).click();
    await expectDetails(tableOf(scene.page, "Repositories"));
  },
  "tags-of-a-summer": async (scene) => openTags(scene, "gallery/ui"),
  "tags-with-signatures": async (scene) => {
    await openTags(scene, "gallery/ui");
    await scene.page.getByRole("button", { name: /tags folded$/ }).click();
    await scene.page.getByRole("link", { name: /\.sig$/ }).last().scrollIntoViewIfNeeded();
    await expectDetails(tableOf(scene.page, "Tags"));
  },
  "tags-in-a-range": async (scene) => openTags(scene, "gallery/ui", { q: ">=2.1 <3", sort: "built" }),
  "tags-filter-invalid": async (scene) => {
    await openTags(scene, "gallery/ui", { q: ">=2.1 <main" });
    await expect(scene.page.getByRole("alert")).toContainText("main is no version");
  },
  "tags-no-match": async (scene) => {
    await openInDemo(scene, "r/gallery/ui", { q: "nothing is called this" });
    await expect(scene.page.getByText("No tag fits.")).toBeVisible();
  },
  "tags-oddities": async (scene) => openTags(scene, "lab/oddities", { sort: "built" }),
  "tags-behind": async (scene) => openTags(scene, "tools/curl"),
  "tags-charts": async (scene) => openTags(scene, "charts/gallery"),
  "tags-of-20000": async (scene) => {
    await openFake(scene, "many", "r/many/tags");
    await scene.page.getByRole("button", { name: "Built" }).click();
    await expect(scene.page.getByRole("button", { name: /^Read all, about/ })).toBeVisible();
  },
  "image-layers": async (scene) => openImage(scene, "gallery/ui/-/tags/2.1", {}, "layers and the config"),
  "image-config": async (scene) => openImage(scene, "lab/oddities/-/tags/every-field", { tab: "config" }, "The config as served"),
  "image-manifest": async (scene) => openImage(scene, "gallery/ui/-/tags/2.1", { tab: "manifest" }, "The index as served"),
  "image-health": async (scene) => openImage(scene, "lab/oddities/-/tags/missing-platform", { tab: "health" }, "✕ fault"),
  "image-platform-missing": async (scene) =>
    openImage(scene, "lab/oddities/-/tags/missing-platform", { platform: "linux/arm64/v8" }, "The manifest is not there"),
  "image-by-digest": async (scene) => {
    const { manifests } = await demoManifest(scene.servers, "gallery/ui", "2.1");
    await openImage(scene, `gallery/ui/-/digests/${manifests[1].digest}`, {}, "layers and the config");
    await scene.page.getByRole("button", { name: "Look through all tags" }).click();
    await expect(scene.page.getByText("Of the 23 tags read so far")).toBeVisible();
  },
  "image-chart": async (scene) => openImage(scene, "charts/gallery/-/tags/1.0.1", {}, "Helm chart"),
  "layer": async (scene) => {
    const { layers } = await demoManifest(scene.servers, "lab/oddities", "zstd");
    await openImage(scene, "lab/oddities/-/tags/zstd", {}, "layers and the config");
    await scene.page.getByRole("link", { name: layers.at(-1)!.digest.slice(7, 19) }).click();
    await expect(scene.page.getByText("tar archive, zstd")).toBeVisible();
  },
  "requests": async ({ page, guard, servers }) => {
    const { sites, gallery } = servers;
    guard.mayFail(manifestsOf(gallery));
    await openRegistry(page, guard, { site: sites.root, registry: gallery, view: "r/gallery/ui", query: { debug: "" } });
    await expectDetails(tableOf(page, "Tags"));
    await expectRequests(page, "manifests");
  },
  "requests-of-an-image": async (scene) => {
    await openImage(scene, "lab/oddities/-/tags/missing-platform", { debug: "" }, "missing");
    await expectRequests(scene.page, "404 Not Found");
  },
  "requests-failed": async (scene) => {
    const { fake } = scene.servers;
    scene.guard.mayFail(`${fake}/without-cors~`);
    await openWorld(scene.page, scene.guard, { ...scene, name: "without-cors", view: "connection", query: { debug: "" } });
    await expectRequests(scene.page, "no answer");
  },
  "requests-cleared": async (scene) => {
    await openTags(scene, "gallery/ui", { debug: "" });
    await scene.page.getByRole("button", { name: "Clear" }).click();
    await expect(scene.page.getByText("Nothing was asked since the list was cleared.")).toBeVisible();
  },
  "unknown-address": async ({ page, servers }) => {
    await page.goto(`${servers.sites.root}#/no/such/view?registry=demo`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  },
  "config-mistake": async ({ page, servers }) => {
    await page.route("**/config.json", (route) => route.fulfill({ json: { titel: "Acme" } }));
    await page.goto(servers.sites.root);
    await expect(page.getByRole("alert")).toBeVisible();
  },
  "boot-waiting": async ({ page, guard, servers }) => {
    guard.mayFail(/boot\.js$/);
    await page.route(/boot\.js$/, (route) => route.fulfill({ status: 404 }));
    await page.goto(servers.sites.root);
    await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
    await expect(page.getByText("This takes longer than it should")).toBeVisible();
  },
  "boot-failed": async ({ page, guard, servers }) => {
    guard.mayFail(/_bg\.wasm$/);
    await page.route(/_bg\.wasm$/, (route) => route.fulfill({ status: 404 }));
    await page.goto(servers.sites.root);
    await expect(page.getByRole("button", { name: "Copy details" })).toBeVisible();
  },
};

for (const [name, enter] of Object.entries(STATES)) {
  test(`pictures of ${name}`, async ({ page, guard, servers }) => {
    guard.mayAsk(servers.sites.root);
    guard.mayFail(ownRegistry(servers));
    await enter({ page, guard, servers });
    await takePictures(page, name);
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("pictures of boot-without-javascript", async ({ page, guard, servers }) => {
    guard.waive("accessibility", "axe is a script, and none runs here");
    guard.mayAsk(servers.sites.root);
    await page.goto(servers.sites.root);
    await takePictures(page, "boot-without-javascript");
  });
});

async function takePictures(page: Page, name: string): Promise<void> {
  for (const viewport of MAIN.has(name) ? [...WIDTHS, BETWEEN] : WIDTHS) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: pictureOf(`${name}-${colorScheme}-${viewport.width}`) });
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${name} at ${viewport.width}`).toBeLessThanOrEqual(viewport.width);
  }
}

async function openReal({ page, guard, servers }: Scene, table: string, view?: string): Promise<void> {
  guard.mayFail(manifestsOf(servers.real));
  await openRegistry(page, guard, { site: servers.sites.root, registry: servers.real, view });
  await expect(page.getByRole("table", { name: table })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

async function openInDemo({ page, guard, servers }: Scene, view?: string, query?: Record<string, string>): Promise<void> {
  await mayMissOddities(guard, servers);
  await openDemo(page, guard, { servers, view, query });
}

async function openTags(scene: Scene, repository: string, query?: Record<string, string>): Promise<void> {
  await openInDemo(scene, `r/${repository}`, query);
  await expectDetails(tableOf(scene.page, "Tags"));
}

async function openImage(scene: Scene, image: string, query: Record<string, string>, text: string): Promise<void> {
  await openInDemo(scene, `r/${image}`, query);
  await expect(scene.page.getByRole("main")).toContainText(new RegExp(text));
  await expect(scene.page.locator("[aria-busy=true]")).toHaveCount(0);
}

async function openFake({ page, guard, servers }: Scene, name: string, view?: string): Promise<void> {
  guard.mayFail(`${servers.fake}/${name}~`);
  await openWorld(page, guard, { servers, name, view });
}

async function openWaiting(scene: Scene, name: string, view?: string): Promise<void> {
  await openFake(scene, name, view);
  await expect(scene.page.locator("[aria-busy=true]").first()).toBeVisible();
}

async function openFailing(scene: Scene, name: string, view?: string): Promise<void> {
  await openFake(scene, name, view);
  await expect(scene.page.getByRole("alert").getByRole("heading", { level: 2 })).toBeVisible();
}

async function expectRequests(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("complementary", { name: "Requests of this page" })).toContainText(words);
}

async function expectHeading(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
}
