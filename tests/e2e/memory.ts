import { expect, type Page } from "@playwright/test";

/** A record of what the page keeps, without its bytes. */
export interface Kept {
  scope: string;
  digest: string;
  size: number;
}

/** What the page keeps of the content of registries; nothing where it made no database. */
export function kept(page: Page): Promise<Kept[]> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === "porthole")) return [];
    const done = <V>(request: IDBRequest<V>) =>
      new Promise<V>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("porthole"));
    const store = database.transaction("content").objectStore("content");
    const [keys, records] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    database.close();
    return keys.map((key, position) => {
      const [scope, digest] = key as string[];
      return { scope, digest, size: (records[position] as { size: number }).size };
    });
  });
}

/** How many verdicts the page keeps; none where it made no database. */
export function verdicts(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === "porthole")) return 0;
    return new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open("porthole");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const counting = database.transaction("verdicts").objectStore("verdicts").count();
        counting.onsuccess = () => {
          database.close();
          resolve(counting.result);
        };
      };
    });
  });
}

/** How many bytes the page believes to keep. */
export function total(page: Page): Promise<number | undefined> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open("porthole");
        opening.onsuccess = () => {
          const database = opening.result;
          const asking = database.transaction("totals").objectStore("totals").get("content");
          asking.onsuccess = () => {
            database.close();
            resolve(asking.result as number | undefined);
          };
        };
      }),
  );
}

/** Puts a record in the place of what is kept, or beside it, and a total. */
export async function put(
  page: Page,
  { key, record, total }: { key: string[]; record: Record<string, unknown>; total?: number },
): Promise<void> {
  await page.evaluate(
    ([key, record, total]) =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open("porthole");
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction(["content", "totals"], "readwrite");
          transaction.objectStore("content").put({ ...(record as object), bytes: new Uint8Array(8) }, key as string[]);
          if (total !== undefined) transaction.objectStore("totals").put(total, "content");
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    [key, record, total] as const,
  );
}

/** Changes a byte of what is kept under a digest. */
export async function spoil(page: Page, { scope, digest }: Kept): Promise<void> {
  await page.evaluate(
    (key) =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open("porthole");
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction("content", "readwrite");
          const store = transaction.objectStore("content");
          const asking = store.get(key);
          asking.onsuccess = () => {
            const record = asking.result as { bytes: Uint8Array };
            record.bytes[record.bytes.length - 2] ^= 1;
            store.put(record, key);
          };
          transaction.oncomplete = () => {
            database.close();
            resolve();
          };
        };
      }),
    [scope, digest],
  );
}

/** What a page asks a registry for. */
export class Asked {
  private readonly paths: string[] = [];

  constructor(page: Page, registry: string) {
    page.on("request", (request) => {
      if (request.method() === "GET" && request.url().startsWith(`${registry}/v2/`)) this.paths.push(request.url());
    });
  }

  /** Forgets what was asked so far. */
  forget(): void {
    this.paths.length = 0;
  }

  /** The digests that were asked for, each once, in order. */
  digests(): string[] {
    const digests = this.paths.map((path) => /\/(?:blobs|manifests)\/(sha256:[0-9a-f]{64})$/.exec(path)?.[1]);
    return [...new Set(digests.filter((digest) => digest !== undefined))].toSorted();
  }

  /** The tags that were asked for. */
  tags(): string[] {
    const tags = this.paths.map((path) => /\/manifests\/([^:]+)$/.exec(path)?.[1]);
    return [...new Set(tags.filter((tag) => tag !== undefined))].toSorted();
  }
}

/** Waits until all tags of a table were read with what they name. */
export async function expectAllRead(page: Page, asked: Asked, tags: string[]): Promise<void> {
  await expect.poll(() => asked.tags()).toEqual(tags.toSorted());
  await expect(page.locator(".skeleton")).toHaveCount(0);
}

/** The tags of a repository that are read by themselves: not those that belong to another image. */
export async function tagsOf(registry: string, repository: string): Promise<string[]> {
  const answer = await fetch(`${registry}/v2/${repository}/tags/list`);
  const { tags } = (await answer.json()) as { tags: string[] };
  return tags.filter((tag) => !tag.startsWith("sha256-"));
}
