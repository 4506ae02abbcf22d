import type { Locator, Page } from "@playwright/test";
import { PlanDialog, ResultDialog, select, startWritable, turnOn, WAYS } from "./deleting.ts";
import { expect, test } from "./servers/fixture.ts";
import { ATTESTED, LAB, SHARED, SHARED_PLATFORM } from "./lab.ts";
import { type Fault, fail, mend } from "./lab-faults.ts";
import { Outsider } from "./outsider.ts";
import { openWorld, viewOf, World } from "./registry.ts";
import type { Guard } from "./guard.ts";
import type { Servers } from "./servers/index.ts";
import { tableOf } from "./tables.ts";
import { openTogether, signIn } from "./together.ts";

// What a registry refuses: each reason is told apart from the others, with its cure, and nothing is half done.

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
}

/** Opens the tags of a world's lab, with deleting turned on. */
async function openLab({ page, guard, servers }: Scene, name: string): Promise<{ world: World; tags: Locator; outsider: Outsider }> {
  const world = await openWorld(page, guard, { servers, name, view: `r/${LAB}` });
  // What may be done is found out by asking for it.
  guard.mayFail(world.address);
  await turnOn(page);
  return { world, tags: tableOf(page, "Tags"), outsider: new Outsider(world) };
}

async function planOf(page: Page, tags: Locator, names: string[], way: keyof typeof WAYS = "tags"): Promise<PlanDialog> {
  await select(page, tags, names);
  const plan = await PlanDialog.open(page);
  await plan.way(way).check();
  return plan;
}

/** A plan that cannot be carried out, and what is said about that. */
interface Refused {
  world: string;
  selected: string[];
  way?: keyof typeof WAYS;
  title: RegExp;
  told: RegExp[];
}

const ONE_OF_SEVERAL = /cannot remove one of several tags$/;

const REFUSED: Refused[] = [
  { world: "writable-off", selected: [ATTESTED], title: /is configured not to delete$/, told: [/does not delete unless its configuration says so/, /REGISTRY_STORAGE_DELETE_ENABLED=true/] },
  { world: "writable-off", selected: ["2"], title: ONE_OF_SEVERAL, told: [/is configured not to delete/, /REGISTRY_STORAGE_DELETE_ENABLED=true/] },
  { world: "writable-only-tags", selected: [ATTESTED], title: /is configured not to delete$/, told: [/REGISTRY_STORAGE_DELETE_ENABLED=true/] },
  { world: "writable-in-maintenance", selected: [ATTESTED], title: /only reads$/, told: [/under maintenance/, /Try again after the maintenance/] },
  { world: "writable-denied", selected: [ATTESTED], title: /does not let you delete$/, told: [/DENIED requested access to the resource is denied/, /Sign in as somebody who may/] },
  { world: "writable-push-denied", selected: ["2"], title: ONE_OF_SEVERAL, told: [/does not let you push/, /ask the registry's administrator for the right to push/] },
  { world: "writable-without-preflight", selected: [ATTESTED], title: /does not let pages of \S+ delete$/, told: [/Access-Control-Allow-Methods lacks DELETE/, /Open Connection and choose “also delete”/] },
  { world: "writable-without-content-type", selected: ["2"], title: ONE_OF_SEVERAL, told: [/does not let pages of \S+ push/, /Access-Control-Allow-Headers lacks Content-Type/, /Open Connection/] },
  { world: "writable-fault", selected: [ATTESTED], title: /^Whether \S+ lets you delete is not known$/, told: [/UNKNOWN unknown error/, /look at the registry's log/] },
];

for (const { world: name, selected, way, title, told } of REFUSED) {
  test(`${name} refuses to remove ${selected}, which is told before`, async ({ page, guard, servers }) => {
    const { world, tags, outsider } = await openLab({ page, guard, servers }, name);
    const before = await outsider.holds();
    const plan = await planOf(page, tags, selected, way);
    await expect(plan.obstacle.locator("b")).toHaveText(title);
    for (const words of told) await expect(plan.obstacle).toContainText(words);
    if ((await plan.typed.count()) > 0) await plan.typed.fill("1");
    await expect(plan.begin).toBeDisabled();
    expect(await outsider.holds()).toEqual(before);
    const changes = (await world.requests()).filter(({ method }) => ["PUT", "DELETE"].includes(method));
    expect(changes.filter(({ status }) => status !== null && status < 300)).toEqual([]);
  });
}

test("what a registry without pushes does is done, and that it cannot be undone is said before", async ({ page, guard, servers }) => {
  const { tags, outsider } = await openLab({ page, guard, servers }, "writable-push-denied");
  const plan = await planOf(page, tags, [ATTESTED]);
  await expect(plan.obstacle).toHaveCount(0);
  await expect(plan.undoNote).toContainText(/There is no undo, since nothing can be pushed from here: .* does not let you push\./);
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 image deleted, 4 manifests deleted");
  expect(await outsider.tags()).not.toHaveProperty([ATTESTED]);
});

test("a registry that removes tags alone is asked to, and nothing is pushed", async ({ page, guard, servers }) => {
  const { world, tags, outsider } = await openLab({ page, guard, servers }, "writable-only-tags");
  const { 2: _removed, ...kept } = await outsider.tags();
  const plan = await planOf(page, tags, ["2"]);
  await expect(plan.obstacle).toHaveCount(0);
  const asked = (await world.requests()).length;
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 tag removed");
  expect(await outsider.tags()).toEqual(kept);
  const changes = (await world.requests()).slice(asked).filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
  expect(changes.map(({ method, path, status }) => `${method} ${path.split("/").pop()} ${status}`)).toEqual(["DELETE 2 202"]);
});

test("a registry that deletes no manifest lets go of all tags of an image, which stays", async ({ page, guard, servers }) => {
  const { tags, outsider } = await openLab({ page, guard, servers }, "writable-only-tags");
  const digest = (await outsider.tags())[ATTESTED];
  const plan = await planOf(page, tags, [ATTESTED]);
  await expect(plan.begin).toBeDisabled();
  await plan.way("tagsOnly").check();
  await expect(plan.obstacle).toHaveCount(0);
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 tag removed");
  expect(await outsider.tags()).not.toHaveProperty([ATTESTED]);
  expect(await outsider.there([digest])).toEqual([digest]);
});

for (const status of [405, 409, 412]) {
  test(`an image that an index lists is refused by ${status}, and all else is done`, async ({ page, guard, servers }) => {
    const { tags, outsider } = await openLab({ page, guard, servers }, `writable-referenced-${status}`);
    const before = await outsider.tags();
    const plan = await planOf(page, tags, [SHARED_PLATFORM, ATTESTED], "images");
    await expect(plan.row("Breaks")).toContainText(SHARED);
    await plan.confirm();
    await plan.begin.click();
    const result = await ResultDialog.ended(page);
    await expect(result.title).toHaveText("Not all was done: 1 image deleted, 4 manifests deleted");
    const lines = await result.lines();
    expect(lines).toContainEqual(expect.objectContaining({ name: SHARED_PLATFORM, word: "failed" }));
    expect(lines.find(({ name }) => name === SHARED_PLATFORM)!.words).toMatch(/refused to delete it: \S+ manifest is referenced by an index$/);
    const { [ATTESTED]: _removed, ...kept } = before;
    expect(await outsider.tags()).toEqual(kept);
  });
}

test("a page that is read-only shows the plan, turns deleting on where it is asked to, and deletes then", async ({ page, guard, servers }) => {
  const world = await openWorld(page, guard, { servers, name: "writable", view: `r/${LAB}` });
  guard.mayFail(world.address);
  const tags = tableOf(page, "Tags");
  const plan = await planOf(page, tags, ["2"]);
  await expect(plan.obstacle.locator("b")).toHaveText("This page only reads");
  await expect(plan.begin).toBeDisabled();
  const sent = (await world.requests()).map(({ method }) => method);
  expect(sent.filter((method) => !["GET", "HEAD", "OPTIONS"].includes(method))).toEqual([]);
  await plan.obstacle.getByRole("button", { name: "Turn deleting on" }).click();
  await expect(plan.begin).toBeEnabled();
  await expect(plan.obstacle).toHaveCount(0);
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 tag removed");
});

test("a page that is read-only for good has no button that deletes", async ({ page, context, guard, servers }) => {
  const world = new World(servers, "writable");
  guard.mayAsk(servers.sites.root, world.address);
  await startWritable(context, [world], true);
  await page.goto(viewOf(servers.sites.root, world.address, `r/${LAB}`));
  const tags = tableOf(page, "Tags");
  await select(page, tags, ["2"]);
  await expect(page.getByText("1 selected")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Delete/ })).toHaveCount(0);
});

/** Deletes two tags and an image of a lab, and something goes wrong in the middle of it. */
async function deleteWith(scene: Scene, ...faults: Fault[]): Promise<{ world: World; outsider: Outsider; before: Record<string, string>; result: ResultDialog }> {
  const { world, tags, outsider } = await openLab(scene, "writable");
  const before = await outsider.tags();
  const plan = await planOf(scene.page, tags, ["2", "2.1", ATTESTED]);
  await plan.confirm();
  for (const fault of faults) await fail(world, { lasting: true, ...fault });
  await plan.begin.click();
  return { world, outsider, before, result: await ResultDialog.ended(scene.page) };
}

/** What ends a run after its first tag; what is told of the others. */
const IN_THE_MIDDLE: { what: string; fault: Fault; note?: RegExp; told: Record<string, Record<string, unknown>> }[] = [
  {
    what: "a session that ends in the middle ends the run, and what was not tried is as it was",
    fault: { how: "error", status: 401, at: 3, methods: ["PUT", "DELETE"] },
    note: /asks who you are\./,
    told: { "2.1": { word: "failed" }, [ATTESTED]: { word: "not tried" } },
  },
  {
    what: "a registry that fails from the middle on is told, and tried again when it is well",
    fault: { how: "error", at: 2, methods: ["DELETE"] },
    told: Object.fromEntries(["2.1", ATTESTED].map((name) => [name, { word: "failed", words: expect.stringMatching(/failed with status 500/) }])),
  },
];

for (const { what, fault, note, told } of IN_THE_MIDDLE) {
  test(what, async ({ page, guard, servers }) => {
    const { world, outsider, before, result } = await deleteWith({ page, guard, servers }, fault);
    await expect(result.title).toHaveText("Not all was done: 1 tag removed");
    if (note) await expect(result.note).toContainText(note);
    const lines = await result.lines();
    for (const [tag, line] of Object.entries(told)) expect(lines.find(({ name }) => name === tag)).toMatchObject(line);
    const { 2: _removed, ...kept } = before;
    expect(await outsider.tags()).toEqual(kept);
    await mend(world);
    const again = await result.again();
    await expect(again.title).toHaveText("Done: 1 image deleted, 2 tags removed, 4 manifests deleted");
  });
}

test("a token that ends in the middle is renewed, and nobody notices", async ({ page, guard, start }) => {
  const service = await start.tokenService();
  guard.mayAsk(service.origin);
  const { site, users } = await openTogether({ page, guard, start }, service.access.brief, "r/gallery/ui");
  void users;
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  const tags = tableOf(page, "Tags");
  await expect(tags).toBeVisible();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await signIn(page, service.users[0]);
  await page.getByRole("button", { name: "Agree and sign in", exact: true }).click();
  await expect(page.getByRole("banner")).toContainText(service.users[0].name);
  await page.goto(`${site}#/r/gallery/ui`);
  await turnOn(page);
  const plan = await planOf(page, tags, ["2.1.106"], "images");
  // The deletion is held back until the token that it carries has ended.
  let held = 0;
  await page.route(/\/manifests\/sha256:/, async (route) => {
    const request = route.request();
    const { authorization } = await request.allHeaders();
    if (request.method() === "DELETE" && held++ === 0) {
      const ended = () => fetch(`${site}v2/gallery/ui/tags/list`, { headers: { authorization } }).then(({ status }) => status);
      await expect.poll(ended).toBe(401);
    }
    await route.continue();
  });
  const result = await plan.run();
  expect(held).toBeGreaterThan(0);
  await expect(result.title).toHaveText(/^Done: 1 image deleted/);
});

test("a registry that wants to be asked less is left alone as long as it says, and no longer than that is waited", async ({ page, guard, servers }) => {
  await page.clock.install();
  const { world, tags } = await openLab({ page, guard, servers }, "writable");
  const plan = await planOf(page, tags, ["2", ATTESTED]);
  await plan.confirm();
  await fail(world, { how: "error", status: 429, wait: 50, at: 2, methods: ["PUT", "DELETE"] });
  await plan.begin.click();
  await expect(page.getByRole("dialog").getByRole("status").first()).toHaveText("The registry wants to be asked less: waiting 50 seconds.");
  await page.clock.fastForward(49_000);
  await expect(page.getByRole("dialog").getByRole("button", { name: "Stop" })).toBeVisible();
  await fail(world, { how: "error", status: 429, wait: 3_600, at: 3, methods: ["PUT", "DELETE"] });
  await page.clock.fastForward(2_000);
  const result = await ResultDialog.ended(page);
  await expect(result.title).toHaveText("Not all was done: 1 image deleted, 1 tag removed");
  await expect(result.note).toContainText(/limits how much may be asked/);
  const again = await result.again();
  await expect(again.title).toHaveText("Done: 1 image deleted, 1 tag removed, 4 manifests deleted");
});

test("a network that goes after the tombstone was put is told with the tag that is half removed", async ({ page, guard, servers }) => {
  // Everything after the first push; the list of tags and each tag were read before.
  const faults: Fault[] = [{ how: "reset", at: 1, methods: ["DELETE"] }, { how: "reset", at: 2, methods: ["PUT"] }];
  const { world, outsider, before, result } = await deleteWith({ page, guard, servers }, ...faults);
  await expect(result.title).toHaveText("Not all was done: 1 tag half removed");
  expect((await result.lines())[0]).toMatchObject({ name: "2", word: "half done" });
  expect(await outsider.tags()).toMatchObject(Object.fromEntries(Object.entries(before).filter(([tag]) => tag !== "2")));
  await mend(world);
  await result.undo();
  expect(await outsider.tags()).toEqual(before);
});
