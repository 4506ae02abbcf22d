// What a page could do otherwise: bare pages that read and check blobs in other ways.
import { openBare, startBrowser } from "./browser.mjs";
import { rounds } from "./rounds.mjs";
import { ROUNDS } from "./settings.mjs";

const KIB = 1024;
const MIB = 1024 * KIB;

/** What is tried with large layers: who reads, and how. */
const LARGE = [
  ["read only, 1 stream", { streams: 1 }],
  ["read only, 2 streams", { streams: 2 }],
  ["read only, 3 streams", { streams: 3 }],
  ["read only, 2 workers with 1 stream each", { streams: 1 }, { workers: 2 }],
  ["read only, BYOB reader, 64 KiB", { reader: "byob", view: 64 * KIB }],
  ["read only, BYOB reader, 1 MiB", { reader: "byob", view: MIB }],
  ["read only, BYOB reader, 4 MiB", { reader: "byob", view: 4 * MIB }],
  ["read only, whole buffers", { reader: "whole" }],
  ["all bytes, 1 stream", { streams: 1, check: "all bytes" }],
  ["all bytes, 2 streams", { streams: 2, check: "all bytes" }],
  ["all bytes, 3 streams", { streams: 3, check: "all bytes" }],
  ["all bytes, 2 workers with 1 stream each", { streams: 1, check: "all bytes" }, { workers: 2 }],
  ["all bytes, chunks gathered to 256 KiB", { gather: 256 * KIB, check: "all bytes" }],
  ["all bytes, chunks gathered to 1 MiB", { gather: MIB, check: "all bytes" }],
  ["all bytes, BYOB reader, 64 KiB", { reader: "byob", view: 64 * KIB, check: "all bytes" }],
  ["all bytes, BYOB reader, 1 MiB", { reader: "byob", view: MIB, check: "all bytes" }],
  ["all bytes, read in one worker, hashed in another", { check: "elsewhere" }, { workers: 1, hashesElsewhere: true }],
  ["all bytes, `crypto.subtle` over whole buffers", { reader: "whole", check: "subtle" }],
  ["content, 1 stream", { streams: 1, check: "content" }],
  ["content, 2 streams", { streams: 2, check: "content" }],
  ["content, 2 workers with 1 stream each", { streams: 1, check: "content" }, { workers: 2 }],
];

/** What is tried with small layers. */
const SMALL = [
  ["read only, 1 stream", { streams: 1 }],
  ["read only, 4 streams", { streams: 4 }],
  ["all bytes, 1 stream", { streams: 1, check: "all bytes" }],
  ["all bytes, 2 streams", { streams: 2, check: "all bytes" }],
  ["all bytes, 4 streams", { streams: 4, check: "all bytes" }],
  ["all bytes, `crypto.subtle`, 1 stream", { streams: 1, reader: "whole", check: "subtle" }],
  ["all bytes, `crypto.subtle`, 2 streams", { streams: 2, reader: "whole", check: "subtle" }],
  ["all bytes, `crypto.subtle`, 4 streams", { streams: 4, reader: "whole", check: "subtle" }],
];

/** Seconds, and the size of chunks, by experiment, for large layers and for small ones. */
export async function experiments(large, small, site) {
  const browser = await startBrowser();
  try {
    return { large: await all(browser, site, large, LARGE), small: await all(browser, site, small, SMALL) };
  } finally {
    await browser.close();
  }
}

async function all(browser, site, { blobs }, ways) {
  const values = await rounds(ROUNDS, ways.map((way) => contestant(browser, site, blobs, way)));
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
  return { bytes, layers: blobs.length, rounds: ROUNDS, values };
}

function contestant(browser, site, blobs, [name, way, threads = { workers: 1 }]) {
  const measure = async () => {
    const { page, read } = await openBare(browser, site, threads);
    const value = await read(blobs, way);
    await page.close();
    return value;
  };
  return { name, measure };
}
