import { expect, type Page } from "@playwright/test";
import { inDatabase, putAll, recordsIn } from "./database.ts";

const DATABASE = "porthole";

/** A record of what the page keeps, without its bytes. */
export interface Kept {
  scope: string;
  digest: string;
  size: number;
}

/** What the page keeps of the content of registries; nothing where it made no database. */
export async function kept(page: Page): Promise<Kept[]> {
  const records = await inDatabase(page, DATABASE, (database) => recordsIn<{ size: number }, string[]>(database, "content"));
  return (records ?? []).map(([[scope, digest], { size }]) => ({ scope, digest, size }));
}

/** How many verdicts the page keeps; none where it made no database. */
export async function verdicts(page: Page): Promise<number> {
  const records = await inDatabase(page, DATABASE, (database) => recordsIn(database, "verdicts"));
  return (records ?? []).length;
}

/** How many bytes the page believes to keep. */
export async function total(page: Page): Promise<number | undefined> {
  const records = await inDatabase(page, DATABASE, (database) => recordsIn<number>(database, "totals"));
  return records?.find(([key]) => key === "content")?.[1];
}

/** Puts a record in the place of what is kept, or beside it, and a total. */
export async function put(
  page: Page,
  { key, record, total }: { key: string[]; record: Record<string, unknown>; total?: number },
): Promise<void> {
  const content = { store: "content", key, record: { ...record, bytes: new Uint8Array(8) } };
  const totals = total === undefined ? [] : [{ store: "totals", key: "content", record: total }];
  await inDatabase(page, DATABASE, (database) => putAll(database, [content, ...totals]));
}

/** Changes a byte of what is kept under a digest. */
export async function spoil(page: Page, { scope, digest }: Kept): Promise<void> {
  await inDatabase(page, DATABASE, (database) =>
    database.evaluate((database, key) => {
      return new Promise<void>((resolve, reject) => {
        const transaction = database.transaction("content", "readwrite");
        const store = transaction.objectStore("content");
        const asking = store.get(key);
        asking.onsuccess = () => {
          const record = asking.result as { bytes: Uint8Array };
          record.bytes[record.bytes.length - 2] ^= 1;
          store.put(record, key);
        };
        transaction.onerror = () => reject(transaction.error);
        transaction.oncomplete = () => resolve();
      });
    }, [scope, digest]),
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
