// What a first visit downloads: every file of dist/ but the demo's data and the
// parts of the program that pages load later, each as brotli at its best, which
// is what a host sends that compresses ahead.
//
//   node scripts/first-load.mjs

import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** The most that a first visit may cost, in bytes. */
export const BOUND = 250_000;

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

/** Every file of a first visit with its size as brotli, the largest first. */
export function firstLoad(folder = DIST) {
  return program(folder).filter(({ name }) => !isLater(name));
}

/** The parts that pages load later, likewise. */
export function later(folder = DIST) {
  return program(folder).filter(({ name }) => isLater(name));
}

const isLater = (name) => /-(split|chunk)_[^/]*\.wasm$/.test(name);

function program(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !relative(folder, path).startsWith(`demo${sep}`))
    .map((path) => ({ name: relative(folder, path), bytes: compressedSize(path) }))
    .sort((one, other) => other.bytes - one.bytes);
}

/** The sum over `files`, in bytes. */
export function total(files) {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

function compressedSize(path) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(readFileSync(path), { params }).length;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = firstLoad();
  for (const { name, bytes } of files) {
    console.log(`${kilobytes(bytes).padStart(10)}  ${name}`);
  }
  for (const { name, bytes } of later()) {
    console.log(`${kilobytes(bytes).padStart(10)}  ${name}, later`);
  }
  console.log(`First visit: ${kilobytes(total(files))} in brotli, of ${kilobytes(BOUND)} allowed`);
}
