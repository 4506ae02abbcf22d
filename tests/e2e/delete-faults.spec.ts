import type { BrowserContext, Page } from "@playwright/test";
import { JournalDialog, type Line, PlanDialog, ResultDialog, select, turnOn } from "./deleting.ts";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { LAB } from "./lab.ts";
import { fail, waiting } from "./lab-faults.ts";
import { type Held, Outsider } from "./outsider.ts";
import { viewOf, World } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { expectDetails, tableOf } from "./tables.ts";

// A run of twelve steps to which something happens at a single request, at each of them in turn: what stays is
// untouched, what was and was not done is known at the next visit, and from there it is finished or taken back.

/** Three of four tags of an image go by a tombstone each, and nine manifests. */
const SELECTED = ["2", "2.1", "2.1.106", "2.1.105", "2.1.104", "2.1.103"];
const GOING = [...SELECTED, "sha256-"];
const STEPS = 12;
const DONE = "Done: 3 images deleted, 3 tags removed, 6 manifests deleted";

/** The requests of the run that somebody confirmed: it reads again where all tags lead; removes, each time looking
 * before; and reads afterwards where all tags lead. */
const REQUESTS = 87;
/** The first tombstone is put; it is deleted; the last manifest is deleted. */
const [PUT, AFTER_PUT, LAST_DELETE] = [14, 15, 55];

/** What happens to a request. A page that is killed is killed while the request is on its way. */
type Way = { how: "error" | "cut" | "hang" | "close" | "killed"; done?: boolean };

const WAYS: Way[] = [
  { how: "error" },
  { how: "cut" },
  { how: "hang", done: false },
  { how: "close", done: false },
  { how: "killed", done: false },
  { how: "killed", done: true },
  { how: "hang", done: true },
  { how: "close", done: true },
];

/** What happens at which request, and what is done then. */
interface Case {
  at: number;
  way: Way;
  /** Only these are counted. */
  methods?: string[];
  /** What is done after it: at the next visit, or where the page lives on in that. */
  then: "finish" | "undo";
  /** Whether the page is left although it lives on. */
  isLeft?: boolean;
}

/** Each request goes wrong, one way after the other. */
const EVERYWHERE: Case[] = Array.from({ length: REQUESTS }, (_, place): Case => ({
  at: place + 1,
  way: WAYS[place % WAYS.length],
  then: Math.floor(place / WAYS.length) % 2 === 0 ? "finish" : "undo",
}));

/** Where a fault does most, every way is tried: while a tag leads to its tombstone. */
const ANYHOW: Case[] = WAYS.map((way, place) => ({ at: AFTER_PUT, way, then: place % 2 === 0 ? "undo" : "finish", isLeft: true }));

/** Nothing but the journal is written yet; a permission is asked for, and the request itself waits. */
const BETWEEN: Case[] = [
  { at: 1, way: { how: "killed", done: false }, then: "finish" },
  { at: 1, way: { how: "killed", done: false }, methods: ["OPTIONS"], then: "finish" },
  { at: 2, way: { how: "killed", done: false }, methods: ["OPTIONS"], then: "undo" },
  { at: 1, way: { how: "error" }, methods: ["OPTIONS"], then: "undo", isLeft: true },
];

const CASES = [...EVERYWHERE, ...ANYHOW, ...BETWEEN];
/** So many are one test, in a page that lives as long as nothing kills it. */
const AT_ONCE = 9;

/** Loading the page takes longer than what is done on it, so it goes on from case to case. */
interface Scene {
  context: BrowserContext;
  guard: Guard;
  servers: Servers;
  page?: Page;
}

/** A repository that is deleted from, and what it held before. */
class Ground {
  private constructor(
    readonly world: World,
    readonly outsider: Outsider,
    readonly before: Held,
  ) {}

  static async laid(world: World): Promise<Ground> {
    const outsider = new Outsider(world);
    for (const tag of ["kept-1", "kept-2"]) await outsider.pushNew(tag, "latest");
    return new Ground(world, outsider, await outsider.holds());
  }

  /** The tags that are to stay. */
  get kept(): Record<string, string> {
    const tags = Object.entries(this.before.tags);
    return Object.fromEntries(tags.filter(([tag]) => !GOING.some((going) => (going.endsWith("-") ? tag.startsWith(going) : tag === going))));
  }

  /** Whatever happened, the tags that are to stay lead where they led. */
  async expectKept(): Promise<void> {
    expect(await this.outsider.tags()).toMatchObject(this.kept);
  }

  /** All is done, and nothing else. */
  async expectDone(): Promise<void> {
    const held = await this.outsider.holds();
    expect(held.tags).toEqual(this.kept);
    expect(await this.outsider.there(this.before.manifests)).toEqual(held.manifests);
  }

  /** All is as before. */
  async expectBack(): Promise<void> {
    expect(await this.outsider.holds()).toEqual(this.before);
  }

  /** The tag of a line, which leaves digits of a signature's out. */
  private tagOf(name: string): string | undefined {
    const [start, end] = name.split("…");
    const tags = Object.keys(this.before.tags);
    return end === undefined ? undefined : tags.find((tag) => tag.startsWith(start) && tag.endsWith(end));
  }

  /** What is told of each tag and manifest is so. */
  async expectTrue(lines: Line[]): Promise<void> {
    const tags = await this.outsider.tags();
    const there = await this.outsider.there(this.before.manifests);
    for (const { name: told, word } of lines) {
      const name = this.tagOf(told) ?? told;
      const digest = /^manifest (.*)$/.exec(name)?.[1];
      const now = digest ? there.find((it) => it.startsWith(`sha256:${digest}`)) : tags[name];
      const before = digest ? this.before.manifests.find((it) => it.startsWith(`sha256:${digest}`)) : this.before.tags[name];
      expect(before, name).toBeDefined();
      if (["removed", "deleted", "was gone"].includes(word)) expect(now, `${name} is ${word}`).toBeUndefined();
      else if (!["under way", "unknown", "half done"].includes(word)) expect(now, `${name} is ${word}`).toBe(before);
      else if (now !== undefined && now !== before) {
        const tombstone = JSON.parse((await this.outsider.body(now))!.text) as { annotations: Record<string, string> };
        expect(tombstone.annotations).toMatchObject({ "porthole.removed.tag": name, "porthole.removed.digest": before });
      }
    }
  }
}

/** Opens a view of the registry, which may be changed from there. */
async function visit(scene: Scene, { world }: Ground, view: string, isFirst: boolean): Promise<Page> {
  const isLoaded = scene.page !== undefined;
  const page = (scene.page ??= await scene.context.newPage());
  await page.goto(viewOf(scene.servers.sites.root, world.address, view));
  if (isFirst) await page.getByRole("button", { name: "Connect", exact: true }).click();
  if (isFirst || !isLoaded) await turnOn(page);
  return page;
}

async function leave(scene: Scene): Promise<void> {
  await scene.page?.close();
  scene.page = undefined;
}

/** Selects, looks at the plan and types what is asked for. */
async function confirmed(page: Page): Promise<PlanDialog> {
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  await select(page, tags, SELECTED);
  const plan = await PlanDialog.open(page);
  await plan.confirm();
  return plan;
}

/** Waits until it is `wanted`; what is asked is near, so it is asked often. */
async function becomes(ask: () => Promise<number>, wanted: number): Promise<void> {
  await expect.poll(ask, { intervals: [30] }).toBe(wanted);
}

/** Waits until nothing but the one request waits for an answer. */
async function hanging(world: World, answered: number): Promise<void> {
  const open = async () => (await world.requests()).slice(answered).filter(({ status }) => status === null).length;
  await becomes(open, 1);
}

/** Runs until it ends or the page is killed. */
async function run(scene: Scene, ground: Ground, { at, way: { how, done }, methods, isLeft }: Case): Promise<void> {
  const { world } = ground;
  const page = await visit(scene, ground, `r/${LAB}`, true);
  const plan = await confirmed(page);
  const answered = (await world.requests()).length;
  await fail(world, { at, how: how === "killed" ? "hang" : how, done, methods });
  await plan.begin.click();
  await becomes(() => waiting(world), 0);
  if (how === "killed") return leave(scene);
  if (how === "hang") {
    await hanging(world, answered);
    await scene.context.clock.fastForward(31_000);
  }
  const result = await ResultDialog.ended(page);
  const lines = (await result.lines()).filter(({ name, word }) => !["unchanged", "noticed"].includes(word) && !/^\d+ manifests?$/.test(name));
  await ground.expectTrue(lines);
  await (isLeft ? leave(scene) : result.close());
}

/** Looks at what is kept of the run, in the page that it was done in or at the next visit. */
async function look(scene: Scene, ground: Ground): Promise<JournalDialog> {
  if (scene.page === undefined) await scene.context.clock.fastForward(61_000);
  const page = await visit(scene, ground, "connection", false);
  const row = JournalDialog.rows(page).first();
  await expect(row).toContainText(`Deleting in ${LAB}: `);
  await expect(row).toContainText(`${STEPS} steps, `);
  const wasInterrupted = (await row.innerText()).includes("interrupted");
  const journal = await JournalDialog.open(wasInterrupted ? JournalDialog.line(page) : row);
  const lines = await journal.lines();
  expect(lines).toHaveLength(STEPS);
  await ground.expectTrue(lines);
  return journal;
}

async function survive(scene: Scene, ground: Ground, it: Case): Promise<void> {
  await run(scene, ground, it);
  await ground.expectKept();
  const journal = await look(scene, ground);
  const may = await journal.offers();
  expect(may.finish).toBe(/ is not done$/.test(await journal.title.innerText()));
  if (it.then === "finish" && may.finish) {
    const result = await journal.finish();
    await expect(result.title).toHaveText(DONE);
  } else if (it.then === "undo" && may.undo) {
    await journal.undo();
  }
  // What was not begun has nothing that could be taken back; what is done has nothing left to do.
  await (it.then === "finish" ? ground.expectDone() : ground.expectBack());
}

async function begin({ context, guard, servers }: Scene, names: string[]): Promise<World[]> {
  const worlds = names.map((name) => new World(servers, name));
  guard.mayAsk(servers.sites.root, ...worlds.map(({ address }) => address));
  guard.mayFail(...worlds.map(({ address }) => address));
  await context.clock.install();
  return worlds;
}

test(`a run of ${STEPS} steps asks ${REQUESTS} requests`, async ({ context, guard, servers }) => {
  const scene = { context, guard, servers };
  const ground = await Ground.laid((await begin(scene, ["writable"]))[0]);
  const page = await visit(scene, ground, `r/${LAB}`, true);
  const plan = await confirmed(page);
  const before = (await ground.world.requests()).length;
  await plan.begin.click();
  const result = await ResultDialog.ended(page);
  await expect(result.title).toHaveText(DONE);
  const asked = (await ground.world.requests()).slice(before).filter(({ method }) => method !== "OPTIONS");
  const end = asked.findLastIndex(({ path }) => path.endsWith("/tags/list"));
  const lines = asked.map(({ method, path }) => `${method} ${path.slice(path.indexOf("/v2/"))}`);
  // Afterwards the page reads the list of tags for its table.
  expect(end).toBe(REQUESTS);
  expect(lines[PUT - 1]).toMatch(/^PUT .*\/manifests\/2$/);
  expect(lines[AFTER_PUT - 1]).toMatch(/^DELETE /);
  expect(lines.findLastIndex((line) => line.startsWith("DELETE"))).toBe(LAST_DELETE - 1);
  await ground.expectDone();
});

for (let first = 0; first < CASES.length; first += AT_ONCE) {
  const cases = CASES.slice(first, first + AT_ONCE);
  const told = cases.map(({ at, way: { how, done }, methods, then }) => `${how}${done ? " done" : ""} at ${methods ?? ""}${at} ${then}`);
  test(`nothing is lost: ${told.join(", ")}`, async ({ context, guard, servers }) => {
    test.setTimeout(30_000 * cases.length);
    const scene: Scene = { context, guard, servers };
    const worlds = await begin(scene, cases.map((_, place) => `writable~${place}`));
    for (const [place, it] of cases.entries()) {
      await test.step(told[place], async () => survive(scene, await Ground.laid(worlds[place]), it));
    }
    await leave(scene);
  });
}
