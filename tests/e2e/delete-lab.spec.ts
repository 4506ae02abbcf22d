import type { Locator } from "@playwright/test";
import { boxOf, PlanDialog, select, selectAll, turnOn } from "./deleting.ts";
import { openDemo } from "./demo.ts";
import { DELETABLE, LAB, LAB_TAGS } from "./lab.ts";
import { manifestsOf, openRegistry } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import { Skopeo } from "./skopeo.ts";
import { expectDetails, expectNames, namesIn, rowOf, tableOf } from "./tables.ts";

// The lab of every course on registries, by hand: aliases are seen, one of them goes alone, their image goes, all
// of it comes back, and everything goes. A client that is nobody's page says after each step what is there.

/** A repository, and what is tried with it. */
interface Lab {
  /** The table of its tags. */
  tags: Locator;
  /** All tags of one image: the one that goes alone, the one by which the image is meant then, and others. */
  aliases: { removed: string; image: string; others: string[] };
  /** Where each tag leads, by another way than the page where there is one. It fails where a tag cannot be pulled. */
  look(): Promise<Record<string, string>>;
}

/** Where each tag leads, as the page shows it. */
async function digestsIn(tags: Locator): Promise<Record<string, string>> {
  if ((await tags.count()) === 0) return {};
  await expectDetails(tags);
  const rows = await tags.locator("tr:has(a.row-link)").evaluateAll((rows) =>
    rows.map((row) => [row.querySelector("a.row-link")!.getAttribute("aria-label")!, row.querySelector<HTMLElement>(".digest-cell [title]")!.title]),
  );
  return Object.fromEntries(rows);
}

function without(tags: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !names.includes(name)));
}

async function seeAliases({ tags, aliases: { removed, image, others } }: Lab): Promise<void> {
  const aliases = rowOf(tags, image).locator(".aliases");
  for (const other of [removed, ...others]) {
    await expect(aliases).toHaveAttribute("title", new RegExp(` ${other.replaceAll(".", "\\.")}(,|$)`));
  }
}

/** One tag goes, and nothing else does. */
async function removeOneTag({ tags, aliases: { removed, image }, look }: Lab): Promise<void> {
  const [page, before, listed] = [tags.page(), await look(), await namesIn(tags)];
  await select(page, tags, [removed]);
  const plan = await PlanDialog.open(page);
  await expect(plan.title).toHaveText(`Delete from ${LAB}: ${removed}`);
  await expect(plan.way("tags")).toBeChecked();
  await expect(plan.row("Removed")).toContainText(removed);
  await expect(plan.row("Kept")).toContainText(image);
  await expect(plan.row("Breaks")).toHaveCount(0);
  await expect(plan.begin).toHaveText("Remove 1 tag");
  await expect.poll(look).toEqual(before);
  const result = await plan.run();
  await expect(result.title).toHaveText("Done: 1 tag removed");
  await result.close();
  await expectNames(tags, listed.filter((tag) => tag !== removed));
  await expect.poll(look).toEqual(without(before, [removed]));
}

/** An image goes with all its tags, and comes back. */
async function deleteImageAndUndo({ tags, aliases: { image, others }, look }: Lab): Promise<void> {
  const [page, before, listed] = [tags.page(), await look(), await namesIn(tags)];
  await select(page, tags, [image]);
  const plan = await PlanDialog.open(page);
  await expect(plan.title).toHaveText(`Delete from ${LAB}: ${image}`);
  await plan.way("images").check();
  for (const tag of [image, ...others]) await expect(plan.row("Removed")).toContainText(tag);
  await expect(plan.begin).toHaveText("Delete 1 image");
  await expect.poll(look).toEqual(before);
  let result = await plan.run();
  await expect(result.title).toHaveText(/^Done: 1 image deleted/);
  await expect.poll(look).not.toHaveProperty([image]);
  const left = await look();
  for (const tag of others) expect(left).not.toHaveProperty([tag]);
  expect(before).toMatchObject(left);

  result = await result.undo();
  await expect.poll(look).toEqual(before);
  await result.close();
  await expectNames(tags, listed);
}

/** Everything goes. */
async function deleteAll({ tags, aliases: { image }, look }: Lab): Promise<void> {
  await selectAll(tags);
  const plan = await PlanDialog.open(tags.page());
  await plan.way("images").check();
  await expect(plan.typed).toBeVisible();
  await expect(plan.begin).toBeDisabled();
  const result = await plan.run();
  await expect(result.title).toHaveText(/^Done: \d+ images deleted/);
  await result.close();
  await expect(boxOf(tags, image)).toHaveCount(0);
  await expect.poll(look).toEqual({});
}

async function walkThrough(lab: Lab): Promise<void> {
  await seeAliases(lab);
  await turnOn(lab.tags.page());
  await removeOneTag(lab);
  await deleteImageAndUndo(lab);
  await deleteAll(lab);
}

test("the lab, at a real registry", async ({ page, guard, servers, start }) => {
  // The witness pulls every image after every step.
  test.setTimeout(240_000);
  const { origin } = await start.registry(DELETABLE, "lab");
  // It is asked for types that it does not have, and for what is gone.
  guard.mayFail(manifestsOf(origin));
  await openRegistry(page, guard, { site: servers.sites.root, registry: origin, view: `r/${LAB}` });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  expect((await namesIn(tags)).toSorted()).toEqual(LAB_TAGS.toSorted());
  const witness = new Skopeo(origin, LAB);
  const aliases = { removed: "2", image: "2.1.106", others: ["latest", "2.1"] };
  await walkThrough({ tags, aliases, look: () => witness.pullAll() });
});

test("the lab, at the demo, which sends nothing", async ({ page, guard, servers, context }) => {
  test.setTimeout(120_000);
  const methods = new Set<string>();
  context.on("request", (request) => methods.add(request.method()));
  await openDemo(page, guard, { servers, view: `r/${LAB}` });
  const tags = tableOf(page, "Tags");
  await expectDetails(tags);
  const aliases = { removed: "3", image: "3.0.42", others: ["latest"] };
  await walkThrough({ tags, aliases, look: () => digestsIn(tags) });
  expect([...methods].filter((method) => !["GET", "HEAD"].includes(method))).toEqual([]);
});
