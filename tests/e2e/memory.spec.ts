import type { Page } from "@playwright/test";
import type { Guard } from "./guard.ts";
import { Asked, expectAllRead, kept, put, spoil, tagsOf, total } from "./memory.ts";
import config from "./playwright.config.ts";
import { manifestsOf, openRegistry, viewOf } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, rowOf, tableOf } from "./tables.ts";
import { openTogether, signIn } from "./together.ts";

// What was verified is kept in this browser, and read from there at later visits. The page is at
// plain http under a name, so that it is no secure context, in which browsers keep least.

const NAME = "porthole.test";
const launchOptions = config.use!.launchOptions!;
test.use({ launchOptions: { ...launchOptions, args: [...launchOptions.args!, `--host-resolver-rules=MAP ${NAME} 127.0.0.1`] } });

const REPOSITORY = "gallery/ui";
const VIEW = `r/${REPOSITORY}`;

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

/** The site under a name of its own. */
function siteOf(servers: Servers): string {
  const site = new URL(servers.sites.root);
  site.hostname = NAME;
  return site.href;
}

/** Opens a view of the real registry, and notes what is asked. */
async function open({ page, guard, servers }: Scene, view = VIEW): Promise<Asked> {
  guard.mayFail(manifestsOf(servers.gallery));
  const asked = new Asked(page, servers.gallery);
  await openRegistry(page, guard, { site: siteOf(servers), registry: servers.gallery, view });
  return asked;
}

/** Opens the tags, waits until all was read and kept, and tells what that is. */
async function openAndKeep(scene: Scene): Promise<{ asked: Asked; digests: string[]; tags: string[] }> {
  const asked = await open(scene);
  const tags = await tagsOf(scene.servers.gallery, REPOSITORY);
  await expectAllRead(scene.page, asked, tags);
  await expectDetails(tableOf(scene.page, "Tags"));
  const digests = asked.digests();
  await expect.poll(async () => (await kept(scene.page)).map(({ digest }) => digest).toSorted()).toEqual(digests);
  return { asked, digests, tags };
}

async function reload({ page, servers }: Scene, asked: Asked, tags: string[]): Promise<string[]> {
  await page.goto("about:blank");
  asked.forget();
  await page.goto(viewOf(siteOf(servers), servers.gallery, VIEW));
  await expectAllRead(page, asked, tags);
  await expectDetails(tableOf(page, "Tags"));
  return asked.digests();
}

async function toConnection(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("link", { name: "Connection" }).click();
}

const panelOf = (page: Page) => page.getByRole("region", { name: "Kept in this browser" });

test("tags that were seen before are asked for, and nothing that they name", async ({ page, guard, servers }) => {
  const scene = { page, guard, servers };
  const { asked, digests, tags } = await openAndKeep(scene);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  expect(tags.length).toBeGreaterThan(20);
  expect(digests.length).toBeGreaterThan(20);
  const row = rowOf(tableOf(page, "Tags"), "3.0.42");
  const before = await row.innerText();
  await expect(row.getByTitle(/remembered in this browser/)).toHaveCount(0);

  expect(await reload(scene, asked, tags)).toEqual([]);
  await expect(row.getByTitle(/partly remembered in this browser: read just now \(.*Z\), hashed again now/)).toHaveText("◌ consistent");
  expect((await row.innerText()).replace("◌", "✓")).toBe(before);
  const scopes = new Set((await kept(page)).map(({ scope }) => scope));
  expect([...scopes]).toEqual([servers.gallery]);
});

test("what was changed here is found out, thrown away and asked for", async ({ page, guard, servers }) => {
  const scene = { page, guard, servers };
  const { asked, tags } = await openAndKeep(scene);
  const before = await kept(page);
  const [one, other] = [before[0], before.at(-1)!];
  await spoil(page, one);
  await spoil(page, other);
  expect(await reload(scene, asked, tags)).toEqual([one.digest, other.digest].toSorted());
  await expect(page.locator(".mark-mismatch")).toHaveCount(0);
  await expect.poll(() => kept(page)).toEqual(before);
  expect(await reload(scene, asked, tags)).toEqual([]);
});

test("an image says what of it is remembered", async ({ page, guard, servers }) => {
  const view = "r/gallery/ui/-/tags/3.0.42";
  const asked = await open({ page, guard, servers }, view);
  const config = page.locator(".config-line");
  await expect(config).toContainText("✓ consistent");
  await expect(page.getByText(/remembered in this browser/)).toHaveCount(0);
  await expect.poll(async () => (await kept(page)).map(({ digest }) => digest).toSorted().join() === asked.digests().join()).toBe(true);
  await page.reload();
  await expect(config).toContainText("◌ remembered, just now");
  await expect(page.locator(".platform-line")).toContainText("◌ remembered, just now");
  await expect(page.getByText("The manifest of this platform and its config are remembered in this browser: read just now, hashed again now, and not asked of")).toBeVisible();
});

test("the health of an image that is remembered asks the registry", async ({ page, guard, servers }) => {
  const asked = await open({ page, guard, servers }, "r/tools/web-ping/-/tags/1.1");
  const config = page.locator(".config-line");
  await expect(config).toContainText("✓ consistent");
  const digests = asked.digests();
  expect(digests).toHaveLength(1);
  await expect.poll(async () => (await kept(page)).map(({ digest }) => digest)).toEqual(digests);
  await page.goto("about:blank");
  asked.forget();
  await page.goto(viewOf(siteOf(servers), servers.gallery, "r/tools/web-ping/-/tags/1.1"));
  await expect(config).toContainText("◌ remembered, just now");
  expect(asked.digests()).toEqual([]);
  await page.getByRole("tab", { name: /^Health/ }).click();
  await expect.poll(() => asked.digests()).toEqual(digests);
});

test("the oldest goes where it is too much, by our own count", async ({ page, guard, servers }) => {
  const scene = { page, guard, servers };
  const { asked, tags } = await openAndKeep(scene);
  const before = await kept(page);
  const old = { scope: "http://old.example", digest: `sha256:${"0".repeat(64)}`, size: 60_000_000 };
  const record = { size: old.size, read: 1, kind: "config", repository: "a/b" };
  await put(page, { key: [old.scope, old.digest], record, total: 67_108_865 });
  await spoil(page, before[0]);
  await reload(scene, asked, tags);
  // What was spoiled is kept anew.
  await expect.poll(async () => (await kept(page)).map(({ scope }) => scope)).not.toContain(old.scope);
  expect(await kept(page)).toEqual(before);
  expect(await total(page)).toBe(67_108_865 - old.size);
  // Looking at what is kept puts a wrong count right.
  await toConnection(page);
  await expect(panelOf(page)).toContainText("of at most 67.1 MB");
  const sum = before.reduce((sum, { size }) => sum + size, 0);
  expect(await total(page)).toBe(sum);
});

test("two tabs keep together, and one clears for both", async ({ page, context, guard, servers }) => {
  const scene = { page, guard, servers };
  const second = await context.newPage();
  await open(scene);
  const views = ["r/gallery/ui", "r/gallery/api", "r/tools/curl"];
  const goTo = (tab: Page, view: string) => tab.goto(viewOf(siteOf(servers), servers.gallery, view));
  await Promise.all([goTo(page, views[0]), goTo(second, views[1])]);
  for (const tab of [page, second]) await expectDetails(tableOf(tab, "Tags"));
  await Promise.all([goTo(page, views[1]), goTo(second, views[0])]);
  for (const tab of [page, second]) await expectDetails(tableOf(tab, "Tags"));
  await goTo(second, views[2]);
  await expectDetails(tableOf(second, "Tags"));
  await expect
    .poll(async () => {
      const all = await kept(page);
      return all.length > 20 && all.reduce((sum, { size }) => sum + size, 0) === (await total(page));
    })
    .toBe(true);

  await toConnection(second);
  const panel = panelOf(second);
  await expect(panel.getByRole("listitem")).toHaveText([/^http:\/\/127\.0\.0\.1:\d+\d+ manifests?, \d+ configs, [\d.]+ kBthe oldest read /]);
  await panel.getByRole("button", { name: "Clear" }).click();
  await expect(panel.getByRole("status")).toHaveText("Cleared: nothing is kept any more.");
  await expect(panel).toContainText("Nothing yet.");
  expect(await kept(page)).toEqual([]);
  await page.reload();
  await expectDetails(tableOf(page, "Tags"));
  await expect.poll(async () => (await kept(second)).length).toBeGreaterThan(5);
});

test("what somebody signed in saw is kept only if they ask for it, and until they sign out", async ({ page, guard, start }) => {
  const { site, users: [alice] } = await openTogether({ page, guard, start }, "htpasswd", VIEW);
  await signIn(page, alice);
  const asked = new Asked(page, new URL(site).origin);
  await expectDetails(tableOf(page, "Tags"));
  await toConnection(page);
  await expect(panelOf(page)).toContainText("Nothing yet.");
  expect(await kept(page)).toEqual([]);

  const box = page.getByRole("checkbox", { name: "Remember on this computer what is read here" });
  await expect(box).not.toBeChecked();
  await box.check();
  await page.getByRole("banner").getByRole("link", { name: "Repositories" }).click();
  await rowOf(tableOf(page, "Repositories"), "tools/curl").getByRole("link", { name: "tools/curl" }).click();
  await expectDetails(tableOf(page, "Tags"));
  await expect.poll(async () => (await kept(page)).length).toBeGreaterThan(2);
  const scopes = new Set((await kept(page)).map(({ scope }) => scope));
  expect([...scopes]).toEqual([`${new URL(site).origin} signed in`]);
  await toConnection(page);
  await expect(box).toBeChecked();
  await expect(panelOf(page).getByRole("listitem")).toContainText("(read signed in)");
  await box.uncheck();
  await expect.poll(() => kept(page)).toEqual([]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await box.check();
  await signIn(page, alice);
  await expect(page.getByText("Signed in as alice.")).toBeVisible();
  await page.getByRole("banner").getByRole("link", { name: "Repositories" }).click();
  await rowOf(tableOf(page, "Repositories"), "tools/curl").getByRole("link", { name: "tools/curl" }).click();
  await expectDetails(tableOf(page, "Tags"));
  await expect.poll(async () => (await kept(page)).length).toBeGreaterThan(2);
  await toConnection(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect.poll(() => kept(page)).toEqual([]);
  expect(asked.digests().length).toBeGreaterThan(2);
});

for (const { how, without } of [
  { how: "there is none", without: () => Object.defineProperty(globalThis, "indexedDB", { value: undefined }) },
  {
    how: "it refuses",
    without: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("not here", "SecurityError");
      };
    },
  },
  { how: "it never answers", without: () => void (IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest) },
] as const) {
  test(`without storage everything works: ${how}`, async ({ page, guard, servers }) => {
    await page.addInitScript(without);
    const scene = { page, guard, servers };
    const asked = await open(scene);
    const tags = await tagsOf(servers.gallery, REPOSITORY);
    await expectAllRead(page, asked, tags);
    await expectDetails(tableOf(page, "Tags"));
    const digests = asked.digests();
    expect(digests.length).toBeGreaterThan(20);
    expect(await reload(scene, asked, tags)).toEqual(digests);
    await toConnection(page);
    await expect(panelOf(page)).toContainText("This browser keeps nothing for this page");
  });
}
