import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Where a picture of that name is kept, in a folder that git ignores. */
export function pictureOf(name: string): `${string}.png` {
  const path = fileURLToPath(new URL(`../../../screenshots/${name}.png`, import.meta.url));
  mkdirSync(dirname(path), { recursive: true });
  return path as `${string}.png`;
}
