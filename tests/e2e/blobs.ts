import { closeSync, ftruncateSync, fstatSync, openSync, readSync, renameSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { RealRegistry } from "./servers/real-registry.ts";

/** The repository of the seed `layers`. Its tag `good` has five layers, each stored another way; the others are named
 * after what is rare or wrong: `index`, `empty-layer`, `foreign`, `embedded`, `xz`, `bomb`, `bomb-above-limit`,
 * `wrong-diff-id`, `trailing-garbage`, `truncated-gzip`. */
export const LAYERS = "layers/five";

/** Which layer of the tag `good` is stored how. */
export const GOOD = { gzip: 0, zstd: 1, plain: 2, members: 3, large: 4 };

/** The repository of the fake registry's world `blobs`. Each tag is named after what happens to its third layer of five:
 * `hangs`, `ends-early`, `slow`, `longer`, `endless`, `unpacked-on-the-way`, `elsewhere`, `elsewhere-with-cors`,
 * `server-fault`, `size-above-2-to-53`; nothing happens to `good`. In the world `token-ends` nothing happens to any, but
 * the first token for them is refused from the third layer on. */
export const FAULTS = "blobs/images";

/** What descriptors say that tests need. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** The layers of an image in a registry, as its manifest describes them. */
export async function layersOf(registry: RealRegistry, reference: string, repository = LAYERS): Promise<Descriptor[]> {
  const accept = "application/vnd.oci.image.manifest.v1+json";
  const address = `${registry.origin}/v2/${repository}/manifests/${reference}`;
  const response = await fetch(address, { headers: { accept } });
  if (!response.ok) throw new Error(`${address} is answered with ${response.status}`);
  return ((await response.json()) as { layers: Descriptor[] }).layers;
}

/** A blob on the disk of a real registry, which a test may spoil. The registry serves what is there then; it knows how
 * long the blob was only where `REMEMBERED` is pasted into its configuration. */
export class StoredBlob {
  /** Its file. */
  readonly path: string;
  private readonly undo: (() => void)[] = [];

  constructor(registry: Pick<RealRegistry, "storage">, digest: string) {
    const [algorithm, hex] = digest.split(":");
    this.path = join(registry.storage, "blobs", algorithm, hex.slice(0, 2), hex, "data");
  }

  /** How many bytes it has now. */
  get size(): number {
    return statSync(this.path).size;
  }

  /** Turns all bits of one byte around: the one in the middle, unless a place is named. */
  flip(place = Math.floor(this.size / 2)): void {
    const turn = () =>
      this.opened((file) => writeSync(file, Buffer.of(~read(file, place, 1)[0]), 0, 1, place));
    turn();
    this.undo.push(turn);
  }

  /** Leaves only so many bytes of its beginning. */
  cut(length: number): void {
    this.opened((file) => {
      const lost = read(file, length, fstatSync(file).size - length);
      ftruncateSync(file, length);
      this.undo.push(() => this.opened((file) => writeSync(file, lost, 0, lost.length, length)));
    });
  }

  /** Adds bytes after its end. */
  append(bytes: string): void {
    const before = this.size;
    this.opened((file) => writeSync(file, bytes, before));
    this.undo.push(() => this.opened((file) => ftruncateSync(file, before)));
  }

  /** Takes it away, but not the links to it. */
  remove(): void {
    const aside = `${this.path}.removed`;
    renameSync(this.path, aside);
    this.undo.push(() => renameSync(aside, this.path));
  }

  /** Puts everything back. */
  restore(): void {
    while (this.undo.length > 0) this.undo.pop()!();
  }

  private opened(change: (file: number) => void): void {
    const file = openSync(this.path, "r+");
    try {
      change(file);
    } finally {
      closeSync(file);
    }
  }
}

/** To be pasted into a registry's configuration: it remembers what it knows of blobs. Once asked for, a blob that is
 * cut or removed is announced as long as it was, and its body ends early, as after a collection of garbage. */
export const REMEMBERED = "storage:\n  cache:\n    blobdescriptor: inmemory\n";

function read(file: number, place: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, place) !== length) throw new Error("the blob has fewer bytes");
  return bytes;
}
