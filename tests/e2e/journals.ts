import type { Page } from "@playwright/test";

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
export function journalsIn(page: Page): Promise<Journal[]> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === "porthole.journal")) return [];
    const done = <V>(request: IDBRequest<V>) =>
      new Promise<V>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("porthole.journal"));
    const plans = await done(database.transaction("plans").objectStore("plans").getAll());
    database.close();
    return plans as Journal[];
  });
}

/** Changes what the browser keeps of every journal, or how far it says that they are. */
export async function changeJournals(
  page: Page,
  { plans = {}, states = {} }: { plans?: Record<string, unknown>; states?: Record<string, unknown> },
): Promise<void> {
  await page.evaluate(
    (changes) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("porthole.journal");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction(["plans", "states"], "readwrite");
          for (const [name, change] of Object.entries(changes)) {
            const asking = transaction.objectStore(name).openCursor();
            asking.onsuccess = () => {
              const cursor = asking.result;
              if (cursor === null) return;
              cursor.update({ ...(cursor.value as object), ...change });
              cursor.continue();
            };
          }
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    { plans, states },
  );
}

/** Keeps a copy of the only journal as another one: under another name, and otherwise as it is said. */
export async function copyJournal(page: Page, change: Partial<Journal>): Promise<void> {
  await page.evaluate(
    (change) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("porthole.journal");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction("plans", "readwrite");
          const store = transaction.objectStore("plans");
          const asking = store.getAll();
          asking.onsuccess = () => {
            const copy = { ...(asking.result[0] as Journal), ...change };
            store.put(copy, copy.id);
          };
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    change,
  );
}
