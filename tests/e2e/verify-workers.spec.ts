import type { Page, Worker } from "@playwright/test";
import { FAULTS } from "./blobs.ts";
import { expect, test } from "./fixture.ts";
import { manifestsOf, openWorld } from "./registry.ts";
import { ended, integrityOf, marksOf, verify } from "./verifying.ts";

// Workers fail in many ways, and only one of them is told to a page by its browser. Each is told in words, the other
// layers are read, and the next verification gets new workers.

/** The worker that reads the layer that hangs, which is the only one that has something to do. */
async function busy(page: Page): Promise<Worker[]> {
  await expect.poll(() => marksOf(page)).toEqual(["content", "content", expect.stringContaining(" of "), "content", "content"]);
  return page.workers();
}

const ENDS: { how: string; end: string; words: RegExp; waits: boolean }[] = [
  { how: "throws", end: "setTimeout(() => { throw new Error('thrown on purpose') })", words: /thrown on purpose/, waits: false },
  { how: "rejects", end: "void Promise.reject(new Error('rejected on purpose'))", words: /rejected on purpose/, waits: false },
  { how: "is killed", end: "self.close()", words: /no sign of life/, waits: true },
  { how: "stops", end: "setTimeout(() => { for (;;); })", words: /no sign of life/, waits: true },
];

for (const { how, end, words, waits } of ENDS) {
  test(`a worker that ${how} is noticed, and the next verification works`, async ({ page, guard, servers }) => {
    guard.waive("uncaught", "it is thrown and rejected on purpose, in a worker");
    await page.clock.install();
    const world = await openWorld(page, guard, { servers, name: "blobs", view: `r/${FAULTS}/-/tags/hangs` });
    guard.mayFail(manifestsOf(world.address));
    await expect(integrityOf(page)).toHaveCount(5);
    await page.getByRole("button", { name: "Verify", exact: true }).click();
    for (const worker of await busy(page)) await worker.evaluate(end);
    if (waits) for (let step = 0; step < 4; step++) await page.clock.fastForward(5_001);
    await ended(page);
    const card = page.getByRole("heading", { name: /^Layer 3, .*could not be read/ }).locator("..");
    await expect(card).toContainText(words);
    expect(await marksOf(page)).toEqual(["content", "content", "not readable", "content", "content"]);

    await page.goto(page.url().replace("tags/hangs", "tags/good"));
    await expect(page.getByRole("heading", { level: 1 })).toContainText("good");
    await verify(page);
    expect(await marksOf(page)).toEqual(Array<string>(5).fill("content"));
  });
}

test("where no worker may start, that is said", async ({ page, guard, servers }) => {
  await page.route("**/boot.js?*", (route) => route.fulfill({ status: 404, body: "" }));
  const world = await openWorld(page, guard, { servers, name: "blobs", view: `r/${FAULTS}/-/tags/good` });
  guard.mayFail(manifestsOf(world.address), `${servers.sites.root}boot.js?`);
  await expect(integrityOf(page)).toHaveCount(5);
  await verify(page);
  expect(await marksOf(page)).toEqual(Array<string>(5).fill("not readable"));
  await expect(page.locator(".verdict").first()).toContainText("did not start");
});
