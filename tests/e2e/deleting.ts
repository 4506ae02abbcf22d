import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixture.ts";

// How deleting is done on the page. Only this file knows what its buttons are called.

/** What is to become of what was selected. */
export const WAYS = {
  tags: "Remove only these tags",
  images: "Delete the images",
  tagsOnly: "Remove the tags, keep the manifests",
} as const;

/** What a plan tells, in the order of its rows. */
export type Row = "Removed" | "Goes along" | "Kept" | "Breaks" | "Space";

/** Turns deleting on, for this page and until it is loaded again. */
export async function turnOn(page: Page): Promise<void> {
  const turn = page.getByRole("banner").getByRole("button", { name: /^(Read-only|Deleting on)$/ });
  await turn.click();
  await expect(turn).toHaveText("Deleting on");
}

/** The box that selects a tag in the table of tags. */
export function boxOf(tags: Locator, tag: string): Locator {
  return tags.getByRole("checkbox", { name: `Select ${tag}`, exact: true });
}

/** Selects these tags, and no others. */
export async function select(page: Page, tags: Locator, names: string[]): Promise<void> {
  const clear = barOf(page).getByRole("button", { name: "Clear", exact: true });
  if (await clear.isVisible()) await clear.click();
  for (const name of names) await boxOf(tags, name).check();
}

/** Selects every tag that is listed. */
export async function selectAll(tags: Locator): Promise<void> {
  await tags.getByRole("checkbox", { name: /^Select all / }).check();
}

function barOf(page: Page): Locator {
  return page.getByRole("group", { name: "Selected tags" });
}

/** The dialog that shows what a deletion will do. */
export class PlanDialog {
  private constructor(private readonly dialog: Locator) {}

  /** Asks what deleting the selected tags would do, and waits for the plan. */
  static async open(page: Page): Promise<PlanDialog> {
    await barOf(page).getByRole("button", { name: "Delete…", exact: true }).click();
    const plan = new PlanDialog(page.getByRole("dialog").filter({ has: page.getByRole("heading", { name: /^Delete from / }) }));
    await expect(plan.row("Removed")).toBeVisible();
    return plan;
  }

  get title(): Locator {
    return this.dialog.getByRole("heading", { name: /^Delete from / });
  }

  /** The card of a way. */
  way(way: keyof typeof WAYS): Locator {
    return this.dialog.getByRole("radio", { name: new RegExp(`^${WAYS[way]}`) });
  }

  /** A row of the plan, which is missing where there is nothing to tell. */
  row(name: Row): Locator {
    const term = this.dialog.page().getByRole("term").filter({ hasText: new RegExp(`^${name}$`) });
    return this.dialog.locator("dl > div").filter({ has: term });
  }

  /** The field that wants a number typed, which is there where more than one image goes. */
  get typed(): Locator {
    return this.dialog.getByRole("textbox", { name: /^Type \d+ to confirm$/ });
  }

  /** The button that begins: it says what will be done. */
  get begin(): Locator {
    return this.dialog.getByRole("button", { name: /^(Delete|Remove) \d+ / });
  }

  /** Types what is asked for, if anything is. */
  async confirm(): Promise<void> {
    if ((await this.typed.count()) > 0) {
      const [, number] = /Type (\d+) to confirm/.exec(await this.typed.ariaSnapshot())!;
      await this.typed.fill(number);
    }
    await expect(this.begin).toBeEnabled();
  }

  /** Confirms, begins, and waits for the end. */
  async run(): Promise<ResultDialog> {
    await this.confirm();
    await this.begin.click();
    return ResultDialog.shown(this.dialog.page());
  }
}

/** The dialog that shows what was done. */
export class ResultDialog {
  private constructor(private readonly dialog: Locator) {}

  /** Waits until it is shown. */
  static async shown(page: Page): Promise<ResultDialog> {
    const result = new ResultDialog(page.getByRole("dialog").filter({ has: page.getByRole("heading", { name: /^Done: / }) }));
    await expect(result.title).toBeVisible();
    return result;
  }

  get title(): Locator {
    return this.dialog.getByRole("heading", { name: /^Done: / });
  }

  /** Takes back what was done, and waits for the end. */
  async undo(): Promise<ResultDialog> {
    const page = this.dialog.page();
    await this.dialog.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^Put back / }).click();
    await expect(page.getByRole("heading", { name: /^Done: .*put back$/ })).toBeVisible();
    return ResultDialog.shown(page);
  }

  async close(): Promise<void> {
    await this.dialog.getByRole("button", { name: "Close", exact: true }).click();
    await expect(this.dialog).toBeHidden();
  }
}
