import type { JSHandle, Page } from "@playwright/test";

// The databases that the page makes in the browser, as somebody sees and changes them who looks around there.

/** An open database of the page. */
export type Database = JSHandle<IDBDatabase>;

/** Opens a database of the page for `use`; nothing where the page made none. */
export async function inDatabase<V>(page: Page, name: string, use: (database: Database) => Promise<V>): Promise<V | undefined> {
  const opened = await page.evaluateHandle(async (name) => {
    const databases = await indexedDB.databases();
    // Opening would make it.
    if (!databases.some((database) => database.name === name)) return null;
    return new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
  }, name);
  if (await opened.evaluate((database) => database === null)) return undefined;
  const database = opened as Database;
  try {
    return await use(database);
  } finally {
    await database.evaluate((database) => database.close());
  }
}

/** The records of a store with their keys, in the order of these, without bytes. */
export async function recordsIn<V, K = string>(database: Database, store: string): Promise<[K, V][]> {
  const records = await database.evaluate((database, name) => {
    return new Promise<[IDBValidKey, unknown][]>((resolve, reject) => {
      const transaction = database.transaction(name);
      const store = transaction.objectStore(name);
      const [keys, records] = [store.getAllKeys(), store.getAll()];
      transaction.onerror = () => reject(transaction.error);
      transaction.oncomplete = () => {
        const lean = records.result.map((record: unknown) => (record instanceof Object && "bytes" in record ? { ...record, bytes: undefined } : record));
        resolve(keys.result.map((key, place) => [key, lean[place]]));
      };
    });
  }, store);
  return records as [K, V][];
}

/** A record, and where it is put. */
export interface Put {
  store: string;
  key: string | string[];
  record: unknown;
}

/** Puts records in the place of others or beside them, all together. */
export async function putAll(database: Database, records: Put[]): Promise<void> {
  await database.evaluate((database, records) => {
    return new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(new Set(records.map(({ store }) => store)), "readwrite");
      for (const { store, key, record } of records) transaction.objectStore(store).put(record, key);
      transaction.onerror = () => reject(transaction.error);
      transaction.oncomplete = () => resolve();
    });
  }, records);
}
