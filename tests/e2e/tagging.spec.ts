import type { Locator, Page } from "@playwright/test";
import { turnOn } from "./deleting.ts";
import { openDemo } from "./demo.ts";
import { DELETABLE, LAB } from "./lab.ts";
import { manifestsOf, openRegistry } from "./registry.ts";
import type { Guard } from "./guard.ts";
import { expect, test } from "./servers/fixture.ts";
import { Skopeo } from "./skopeo.ts";

// From the page of an image: a tag is added to it, one is moved to it, and it is deleted.

/** The dialog that names a tag for an image. */
class TagDialog {
  private constructor(readonly dialog: Locator) {}

  static async open(page: Page): Promise<TagDialog> {
    await page.getByRole("main").getByRole("button", { name: "Tag…" }).click();
    return new TagDialog(page.getByRole("dialog"));
  }

  async look(tag: string): Promise<void> {
    await this.dialog.getByRole("textbox", { name: "Tag", exact: true }).fill(tag);
    await this.dialog.getByRole("button", { name: "Look it up" }).click();
  }

  get told(): Locator {
    return this.dialog.getByRole("status");
  }

  /** The value of a row. */
  row(name: "leads now to" | "will lead to"): Locator {
    return this.dialog.locator(`dt:has-text("${name}") + dd`);
  }

  button(name: string): Locator {
    return this.dialog.getByRole("button", { name, exact: true });
  }

  async expectTitle(title: RegExp | string): Promise<void> {
    await expect(this.dialog.getByRole("heading").first()).toHaveText(title);
  }
}

/** Opens an image of the lab, at a registry of this test alone. */
async function openImage(page: Page, guard: Guard, { site, origin, tag }: { site: string; origin: string; tag: string }): Promise<Skopeo> {
  guard.mayFail(manifestsOf(origin));
  await openRegistry(page, guard, { site, registry: origin, view: `r/${LAB}/-/tags/${tag}` });
  return new Skopeo(origin, LAB);
}

test("a tag is added, and taken back", async ({ page, guard, servers, start }) => {
  const { origin } = await start.registry(DELETABLE, "lab");
  const witness = await openImage(page, guard, { site: servers.sites.root, origin, tag: "2.1.105" });
  const before = await witness.tags();
  const digest = await witness.digest("2.1.105");
  const form = await TagDialog.open(page);
  await form.look("blessed");
  await expect(form.row("leads now to")).toHaveText("nothing: the tag does not exist yet");
  await expect(form.row("will lead to")).toHaveText(digest);
  // This page only reads yet.
  await expect(form.told).toContainText("This page only reads");
  await expect(form.button("Add blessed")).toBeDisabled();
  await form.button("Turn deleting on").click();
  await expect(form.told).not.toContainText("This page only reads");
  expect(await witness.tags()).toEqual(before);
  await form.button("Add blessed").click();
  await form.expectTitle("Done: 1 tag put");
  expect(await witness.digest("blessed")).toBe(digest);
  await form.button("Undo").click();
  await form.dialog.getByRole("button", { name: /^(Put back|Take back|Remove)/ }).click();
  await form.expectTitle(/^Done: /);
  await expect.poll(() => witness.tags()).toEqual(before);
  expect(await witness.digest("2.1.105")).toBe(digest);
});

test("a tag is moved, where it led is shown, and it is moved back", async ({ page, guard, servers, start }) => {
  const { origin } = await start.registry(DELETABLE, "lab");
  const witness = await openImage(page, guard, { site: servers.sites.root, origin, tag: "2.1.105" });
  const [digest, old] = [await witness.digest("2.1.105"), await witness.digest("latest")];
  await turnOn(page);
  const form = await TagDialog.open(page);
  await form.look("latest");
  await expect(form.row("leads now to")).toHaveText(old);
  await expect(form.row("will lead to")).toHaveText(digest);
  await form.button("Move latest").click();
  await form.expectTitle("Done: 1 tag put");
  expect(await witness.digest("latest")).toBe(digest);
  await form.button("Undo").click();
  await form.dialog.getByRole("button", { name: /^(Put back|Take back|Move)/ }).click();
  await form.expectTitle(/^Done: /);
  expect(await witness.digest("latest")).toBe(old);
});

test("a tag that somebody else moves meanwhile stays where they put it", async ({ page, guard, servers, start }) => {
  const { origin } = await start.registry(DELETABLE, "lab");
  const witness = await openImage(page, guard, { site: servers.sites.root, origin, tag: "2.1.105" });
  await turnOn(page);
  const form = await TagDialog.open(page);
  await form.look("latest");
  await expect(form.button("Move latest")).toBeEnabled();
  await copyTag(page, origin, ["2.1.104", "latest"]);
  const theirs = await witness.digest("latest");
  await form.button("Move latest").click();
  await form.expectTitle(/^Not /);
  await expect(form.dialog).toContainText("latest");
  expect(await witness.digest("latest")).toBe(theirs);
});

/** Gives what one tag leads to another, as another client does. */
async function copyTag(page: Page, origin: string, [from, to]: [string, string]): Promise<void> {
  const types = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"];
  const address = (tag: string) => `${origin}/v2/${LAB}/manifests/${tag}`;
  const read = await page.request.get(address(from), { headers: { accept: types.join(", ") } });
  const put = await page.request.put(address(to), {
    headers: { "content-type": read.headers()["content-type"]! },
    data: await read.body(),
  });
  expect(put.status()).toBe(201);
}

test("what is no tag, and what leads there already, is told", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/3.0.41" });
  const form = await TagDialog.open(page);
  await form.look("not a tag");
  await expect(form.told).toContainText("tag");
  await expect(form.dialog.getByRole("button", { name: /^(Add|Move) / })).toHaveCount(0);
  await form.look("3.0.41");
  await expect(form.told).toHaveText("3.0.41 leads to this image already.");
  await form.look("latest");
  await expect(form.row("will lead to")).toBeVisible();
  await form.dialog.getByRole("textbox", { name: "Tag", exact: true }).fill("lates");
  await expect(form.dialog.getByRole("button", { name: /^(Add|Move) / })).toHaveCount(0);
});

test("an image is deleted from its page, by its digest, and its tags are named before", async ({ page, guard, servers, start }) => {
  const { origin } = await start.registry(DELETABLE, "lab");
  const witness = await openImage(page, guard, { site: servers.sites.root, origin, tag: "2.1.106" });
  const digest = await witness.digest("2.1.106");
  const before = await witness.tags();
  await page.goto(page.url().replace("tags/2.1.106", `digests/${digest}`));
  await turnOn(page);
  await page.getByRole("main").getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog");
  for (const tag of ["latest", "2", "2.1", "2.1.106"]) await expect(dialog.getByRole("definition").first()).toContainText(tag);
  expect(await witness.tags()).toEqual(before);
  await dialog.getByRole("button", { name: "Delete 1 image" }).click();
  await expect(dialog.getByRole("heading").first()).toHaveText(/^Done: 1 image deleted/);
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await witness.tags()).toEqual(before.filter((tag) => !["latest", "2", "2.1", "2.1.106"].includes(tag)));
  await expect(page).toHaveURL(/#\/r\/gallery\/ui(\?|$)/);
});
