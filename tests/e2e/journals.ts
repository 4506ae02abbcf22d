import type { Page } from "@playwright/test";
import { inDatabase, putAll, recordsIn } from "./database.ts";

const DATABASE = "porthole.journal";

/** A journal as the page keeps it in the browser. */
export interface Journal {
  id: string;
  registry: string;
  /** When it was begun, in milliseconds since 1970. */
  begun: number;
  plan: string;
  /** Whether somebody signed in did what it is about. */
  signedIn?: boolean;
}

/** The journals that the browser keeps; none where no database was made. */
export async function journalsIn(page: Page): Promise<Journal[]> {
  const records = await inDatabase(page, DATABASE, (database) => recordsIn<Journal>(database, "plans"));
  return (records ?? []).map(([, journal]) => journal);
}

/** Keeps a copy of the only journal as another one: under another name, and otherwise as it is said. */
export async function copyJournal(page: Page, change: Partial<Journal>): Promise<void> {
  await inDatabase(page, DATABASE, async (database) => {
    const [[, journal]] = await recordsIn<Journal>(database, "plans");
    const copy = { ...journal, ...change };
    await putAll(database, [{ store: "plans", key: copy.id, record: copy }]);
  });
}
