import type { Page } from "@playwright/test";
import { FAULTS } from "./blobs.ts";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";
import { manifestsOf, openWorld, type World } from "./registry.ts";
import type { Servers } from "./servers/index.ts";
import { ended, integrityOf, marksOf, truthOf, verify } from "./verifying.ts";

// What registries and what stands before them do to blobs on their way: the third layer of five has the fault, and
// the others are read all the same.

type Scene = { page: Page; guard: Guard; servers: Servers };

async function openFault({ page, guard, servers }: Scene, tag: string, world = "blobs"): Promise<World> {
  const opened = await openWorld(page, guard, { servers, name: world, view: `r/${FAULTS}/-/tags/${tag}` });
  guard.mayAsk(servers.fake.replace("127.0.0.1", "localhost"));
  guard.mayFail(manifestsOf(opened.address), `${opened.address}/v2/${FAULTS}/blobs/`, `${opened.address}/v2/_catalog`);
  await expect(integrityOf(page)).toHaveCount(5);
  return opened;
}

const MATCH = Array<string>(5).fill("content");

/** What is said of the third layer. */
const cardOf = (page: Page) => page.getByRole("heading", { name: /^Layer 3, / }).locator("..");

for (const { tag, mark, words } of [
  { tag: "ends-early", mark: "mismatch", words: /: cut.*The connection broke off there twice/s },
  { tag: "longer", mark: "mismatch", words: /: too long.*begins with all that was promised, and 18 bytes follow/s },
  { tag: "unpacked-on-the-way", mark: "mismatch", words: /: unpacked on the way.*nothing is lost/s },
  { tag: "elsewhere", mark: "not readable", words: /could not be read.*(storage|redirect)/s },
  { tag: "server-fault", mark: "not readable", words: /could not be read.*failed with status 500/s },
  { tag: "size-above-2-to-53", mark: "mismatch", words: /: wrong size.*9,007,199,254,740,993 bytes/s },
]) {
  test(`a layer with a fault is told from the others: ${tag}`, async ({ page, guard, servers }) => {
    await openFault({ page, guard, servers }, tag);
    await verify(page);
    expect(await marksOf(page)).toEqual(MATCH.with(2, mark));
    await expect(cardOf(page)).toContainText(words);
  });
}

for (const tag of ["good", "elsewhere-with-cors"]) {
  test(`a layer without a fault is verified: ${tag}`, async ({ page, guard, servers }) => {
    await openFault({ page, guard, servers }, tag);
    await verify(page);
    expect(await marksOf(page)).toEqual(MATCH);
  });
}

test("a body without end is not read on for ever", async ({ page, guard, servers }) => {
  await openFault({ page, guard, servers }, "endless");
  await verify(page);
  expect(await marksOf(page)).toEqual(MATCH.with(2, "mismatch"));
  await expect(cardOf(page)).toContainText(/: too long/);
});

test("a server that hangs in the middle is given up, and the others are read", async ({ page, guard, servers }) => {
  await page.clock.install();
  await openFault({ page, guard, servers }, "hangs");
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect.poll(() => marksOf(page)).toEqual(MATCH.with(2, expect.stringContaining(" of ") as unknown as string));
  await page.clock.fastForward(31_000);
  await ended(page);
  expect(await marksOf(page)).toEqual(MATCH.with(2, "not readable"));
  await expect(cardOf(page)).toContainText("30 seconds");
});

test("somebody who stops goes on later, and nothing is read twice", async ({ page, guard, servers }) => {
  const world = await openFault({ page, guard, servers }, "hangs");
  const blobs = async () => (await world.requests()).map(({ path }) => /\/blobs\/(.*)$/.exec(path)?.[1]).filter((digest) => digest !== undefined);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect.poll(() => marksOf(page)).toEqual(MATCH.with(2, expect.stringContaining(" of ") as unknown as string));
  const before = await blobs();
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(truthOf(page)).toContainText(/^Stopped\. 4 of 5 blobs were read to the end; of the rest nothing is known\./);
  expect(await marksOf(page)).toEqual(MATCH.with(2, "waiting"));
  await page.getByRole("button", { name: "Go on" }).click();
  await expect.poll(async () => (await blobs()).length).toBe(before.length + 1);
  await page.getByRole("button", { name: "Stop" }).click();
  const asked = (await blobs()).slice(before.length);
  expect(asked).toHaveLength(1);
  expect(before.filter((digest) => digest === asked[0])).toHaveLength(1);
});

test("who leaves the page ends what it asked for", async ({ page, guard, servers }) => {
  await openFault({ page, guard, servers }, "hangs");
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  await page.getByRole("link", { name: FAULTS, exact: true }).first().click();
  await expect(page.getByRole("table", { name: "Tags" })).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(0);
});

test("a token that ends in the middle is renewed before any byte of the next layer", async ({ page, guard, servers }) => {
  const world = await openFault({ page, guard, servers }, "good", "token-ends");
  await verify(page);
  expect(await marksOf(page)).toEqual(MATCH);
  const tokens = (await world.requests()).filter(({ path }) => path.includes("/token?"));
  // One for the list of repositories, one for what is in this one, and one in its place.
  expect(tokens.map(({ path }) => /scope=(\w+)/.exec(path)?.[1])).toEqual(["registry", "repository", "repository"]);
});
