import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { openWorld } from "./registry.ts";

// What a registry can do wrong: each is said in its place, with causes and a
// next step, and the rest of the page goes on working.

interface Fault {
  world: string;
  /** The view that it is met in; the repositories where none is named. */
  view?: string;
  title: RegExp;
  /** What one of the causes says; nothing where the check below says it. */
  cause?: RegExp;
  /** Whether the user is asked for something first. */
  asks?: true;
}

const IMAGE = "r/gallery/ui/-/tags/1.0";

const FAULTS: Fault[] = [
  { world: "without-cors", title: /^No answer from .* that this page may read$/ },
  { world: "server-fault", title: /failed with status 500/, cause: /unknown error/ },
  { world: "bad-gateway", title: /failed with status 502/, cause: /fault/ },
  { world: "unauthorised", title: /asks who you are/, cause: /name and a password/, asks: true },
  { world: "bearer", title: /has its tokens from https:\/\/tokens.example$/, cause: /Nothing was sent there/, asks: true },
  { world: "denied", title: /does not show the list of repositories to you/, cause: /access to the resource is denied/ },
  { world: "denied", view: "r/gallery/api", title: /does not show the list of tags to you/, cause: /permission/ },
  { world: "html", title: /is not a registry/, cause: /web page/ },
  { world: "not-a-registry", title: /is not a registry/, cause: /nothing at \/v2\// },
  { world: "redirects-to-login", title: /is not a registry/, cause: /login page/ },
  { world: "catalog-missing", title: /does not list its repositories/, cause: /status 404/ },
  { world: "large-catalog", title: /larger than Porthole reads/, cause: /longer than/ },
  { world: "rate-limited", view: "r/gallery/ui", title: /limits how much may be asked/, cause: /wait 7 seconds/ },
  { world: "plain", view: "r/gallery/ui/-/tags/gone", title: /^The manifest is not there$/, cause: /never pushed/ },
  { world: "truncated", view: IMAGE, title: /broke off before its end/, cause: /connection was lost/ },
  { world: "large", view: "r/large/image/-/tags/forty", title: /larger than Porthole reads/, cause: /longer than/ },
  { world: "hostile", view: "r/hostile/tags-not-json", title: /in a form that cannot be read/, cause: /proxy/ },
];

for (const { world: name, view, title, cause, asks } of FAULTS) {
  test(`${name}, ${view ?? "repositories"}: ${title.source}`, async ({ page, guard, servers }) => {
    guard.mayFail(`${servers.fake}/${name}~`, `${servers.fake}/login`);
    await openWorld(page, guard, { servers, name, view });
    const alert = page.getByRole("alert").filter({ has: page.getByRole("heading", { level: 2, name: title }) });
    await expect(alert).toBeVisible();
    const said = cause === undefined ? page.locator("section.connection-check .cause") : alert.getByRole("listitem").filter({ hasText: cause });
    await expect(said.first()).toBeVisible();
    await expect(alert.getByRole("button", { name: "Try again" })).toHaveCount(asks ? 0 : 1);
    await expectTheRestWorks(page);
  });
}

test("a registry that is silent is given up in time, and can be tried again", async ({ page, guard, servers }) => {
  await page.clock.install();
  const world = await openWorld(page, guard, { servers, name: "silent" });
  await expect(page.locator("[aria-busy=true]").first()).toBeVisible();
  await expect.poll(async () => (await world.requests()).length).toBeGreaterThan(0);
  await page.clock.fastForward("10:00");
  const alert = page.getByRole("alert");
  await expect(alert.getByRole("heading", { level: 2 })).toContainText("did not answer in time");
  const asked = (await world.requests()).length;
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect.poll(async () => (await world.requests()).length).toBeGreaterThan(asked);
});

test("a registry that begins to answer and stops is given up in time", async ({ page, guard, servers }) => {
  await page.clock.install();
  const world = await openWorld(page, guard, { servers, name: "stalled" });
  await expect.poll(async () => (await world.requests()).length).toBeGreaterThan(0);
  await expect(page.locator("[aria-busy=true]").first()).toBeVisible();
  await expect(async () => {
    await page.clock.fastForward("10:00");
    await expect(page.getByRole("alert").getByRole("heading")).toContainText("did not answer in time", { timeout: 500 });
  }).toPass();
});

test("waiting does not keep anyone: another view opens at once", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "silent" });
  await expect(page.locator("[aria-busy=true]").first()).toBeVisible();
  await expectTheRestWorks(page);
});

test("after an error the next view works", async ({ page, guard, servers }) => {
  guard.mayFail(`${servers.fake}/denied~`);
  await openWorld(page, guard, { servers, name: "denied", view: "r/gallery/api" });
  await expect(page.getByRole("alert")).toBeVisible();
  await page.evaluate(() => (location.hash = location.hash.replace("gallery/api", "gallery/ui")));
  await expect(page.getByRole("table", { name: "Tags" }).getByRole("link", { name: "1.0", exact: true })).toBeVisible();
  await expect(page.getByRole("alert")).toBeHidden();
});

test("a registry that is down is told like one that forbids reading", async ({ page, guard, servers }) => {
  const nobody = "http://127.0.0.1:1";
  guard.mayAsk(servers.sites.root, nobody);
  guard.mayFail(nobody);
  await page.goto(`${servers.sites.root}#/?registry=${encodeURIComponent(nobody)}`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("alert").getByRole("heading")).toContainText("No answer from 127.0.0.1:1");
});

async function expectTheRestWorks(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Connection", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Connection" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Registry address" })).toBeEditable();
}
