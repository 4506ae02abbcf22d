import type { BrowserContext, Locator, Page } from "@playwright/test";
import { expect } from "./fixture.ts";
import type { World } from "./registry.ts";

// How deleting is done on the page. Only this file knows what its buttons are called.

/** What is to become of what was selected. */
export const WAYS = {
  tags: "Remove only these tags",
  images: "Delete the images",
  tagsOnly: "Remove the tags, keep the manifests",
} as const;

/** What a plan tells, in the order of its rows. */
export type Row = "Removed" | "Goes along" | "Kept" | "Breaks" | "Beyond undo" | "Space";

/** Turns deleting on, for this page and until it is loaded again. */
export async function turnOn(page: Page): Promise<void> {
  const turn = page.getByRole("banner").getByRole("button", { name: /^(Read-only|Deleting on)$/ });
  await turn.click();
  await expect(turn).toHaveText("Deleting on");
}

/** Opens every world as one that the page may change, without a word: config.json names it. */
export async function startWritable(context: BrowserContext, worlds: World[], readOnly = false): Promise<void> {
  const settings = { registries: worlds.map(({ address }) => ({ url: address, read_only: readOnly })) };
  await context.route("**/config.json", (route) => route.fulfill({ json: settings }));
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
    return PlanDialog.shown(page);
  }

  /** Waits for the plan, however it was asked for. */
  static async shown(page: Page): Promise<PlanDialog> {
    const plan = new PlanDialog(page.getByRole("dialog").filter({ has: page.getByRole("heading", { name: /^Delete from / }) }));
    await plan.row("Removed").waitFor();
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

  /** What stands in the way of the plan, where something does. */
  get obstacle(): Locator {
    return this.dialog.getByRole("alert");
  }

  /** What is said about taking it back. */
  get undoNote(): Locator {
    return this.dialog.getByText(/(There is no undo|Undo is kept|undo works)/);
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

/** What is told of a tag or a manifest: how far that is, and more words. */
export interface Line {
  name: string;
  word: string;
  words: string;
}

const LINE = /^[✓✕!○]?\s*(waiting|under way|half done|was gone|left out|failed|unknown|not tried|deleted|removed|put back|put|unchanged|compared|noticed)\b ?(.*)$/;

async function linesIn(dialog: Locator): Promise<Line[]> {
  const rows = await dialog.locator("dl.deletion-results > div, dl.deletion-results > details > div").evaluateAll((rows) =>
    rows.map((row) => [row.querySelector("dt")!.textContent, row.querySelector("dd")!.textContent!.trim()] as const),
  );
  return rows.map(([name, text]) => {
    const match = LINE.exec(text);
    if (match === null) throw new Error(`${name} is told in other words: ${text}`);
    return { name, word: match[1], words: match[2] };
  });
}

/** Takes back what a dialog tells, and waits for the end. */
async function undoIn(dialog: Locator): Promise<ResultDialog> {
  const page = dialog.page();
  await dialog.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Put back / }).click();
  await page.getByRole("heading", { name: /^Done: .*put back$/ }).waitFor();
  return ResultDialog.shown(page);
}

/** The dialog that shows what was done. */
export class ResultDialog {
  private constructor(readonly dialog: Locator) {}

  /** Waits until it is shown, and that all is done. */
  static async shown(page: Page): Promise<ResultDialog> {
    const result = await ResultDialog.ended(page);
    await expect(result.title).toHaveText(/^Done: /);
    return result;
  }

  /** Waits until it is shown, whatever came of it. */
  static async ended(page: Page): Promise<ResultDialog> {
    const result = new ResultDialog(page.getByRole("dialog"));
    await result.title.waitFor();
    return result;
  }

  get title(): Locator {
    return this.dialog.getByRole("heading", { name: /^(Done|Stopped|Not all was done): / });
  }

  /** What it tells of each tag and manifest, and of the others. */
  lines(): Promise<Line[]> {
    return linesIn(this.dialog);
  }

  /** What stands below the heading. */
  get note(): Locator {
    return this.dialog.getByRole("status").first();
  }

  /** Tries again what was not done, and waits for the end. */
  async again(): Promise<ResultDialog> {
    const before = await this.note.innerText();
    await this.dialog.getByRole("button", { name: "Try again", exact: true }).click();
    await expect(this.note).not.toHaveText(before);
    return ResultDialog.ended(this.dialog.page());
  }

  /** Takes back what was done, and waits for the end. */
  async undo(): Promise<ResultDialog> {
    return undoIn(this.dialog);
  }

  async close(): Promise<void> {
    await this.dialog.getByRole("button", { name: "Close", exact: true }).click();
    await expect(this.dialog).toBeHidden();
  }
}

/** What this browser kept of a run, on a later visit. */
export class JournalDialog {
  private constructor(readonly dialog: Locator) {}

  /** The line above every page where something was interrupted. */
  static line(page: Page): Locator {
    return page.getByRole("status").filter({ hasText: / was interrupted / });
  }

  /** All runs that are kept, the last one first; they stand on the page of the connection. */
  static rows(page: Page): Locator {
    return page.getByRole("region", { name: "Changed from this browser" }).getByRole("listitem");
  }

  /** Opens what a line or a row tells of. */
  static async open(from: Locator): Promise<JournalDialog> {
    await from.getByRole("button", { name: "Look at it" }).click();
    return JournalDialog.shown(from.page());
  }

  /** Waits until it is shown, however it was asked for. */
  static async shown(page: Page): Promise<JournalDialog> {
    const journal = new JournalDialog(page.getByRole("dialog"));
    await expect(journal.title).toBeVisible();
    return journal;
  }

  get title(): Locator {
    return this.dialog.getByRole("heading", { name: / in .* is (not )?done$/ });
  }

  lines(): Promise<Line[]> {
    return linesIn(this.dialog);
  }

  private get finishing(): Locator {
    return this.dialog.getByRole("button", { name: /^Finish \d+ steps?$/ });
  }

  /** Whether something is left to do; whether something can be taken back. */
  async offers(): Promise<{ finish: boolean; undo: boolean }> {
    const undo = this.dialog.getByRole("button", { name: "Undo", exact: true });
    return { finish: (await this.finishing.count()) > 0, undo: (await undo.count()) > 0 };
  }

  /** Does the rest, and waits for the end. */
  async finish(): Promise<ResultDialog> {
    await this.finishing.click();
    return ResultDialog.ended(this.dialog.page());
  }

  /** Takes back what was done, and waits for the end. */
  async undo(): Promise<ResultDialog> {
    return undoIn(this.dialog);
  }
}
