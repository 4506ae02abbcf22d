// How much memory a page takes while a layer is read that fits into none.
import { open, openBare, peak, startBrowser } from "./browser.mjs";
import { openImage, verify } from "./porthole.mjs";
import { rounds } from "./rounds.mjs";
import { ROUNDS, SKIPPED } from "./settings.mjs";

/** In which ways a bare page reads the layer, in a worker. */
const WAYS = [
  ["a bare page: read and thrown away", {}],
  ["a bare page: read and thrown away, BYOB reader, 64 KiB", { reader: "byob", view: 64 << 10 }],
  ["a bare page: read and thrown away, BYOB reader, 1 MiB", { reader: "byob", view: 1 << 20 }],
  ["a bare page: content", { check: "content" }],
  ["a bare page: content, BYOB reader, 64 KiB", { check: "content", reader: "byob", view: 64 << 10 }],
  ["a bare page: content, BYOB reader, 1 MiB", { check: "content", reader: "byob", view: 1 << 20 }],
];

/** How long a blank page is looked at, in milliseconds. */
const BLANK = 2_000;

/** Bytes by contestant. */
export async function memory(registry, site) {
  const [{ size }] = registry.blobs;
  const bytes = await rounds(ROUNDS, contestants(registry, site));
  return { size, rounds: ROUNDS, bytes };
}

function contestants(registry, site) {
  const verifying = [
    { name: "Porthole, all bytes", measure: () => verified(site, "bytes") },
    { name: "Porthole, content", measure: () => verified(site, "content") },
  ];
  return [
    { name: "a blank page", measure: () => blank(site) },
    ...WAYS.map(([name, way]) => ({ name, measure: () => bare(registry, site, way) })),
    ...(SKIPPED.includes("verify") ? [] : verifying),
  ];
}

/** A measurement in a browser of its own, for one that was used holds more. */
async function inFreshBrowser(measure) {
  const browser = await startBrowser();
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

function blank(site) {
  return inFreshBrowser(async (browser) => {
    const page = await open(browser, `${site.origin}/bare/blank.html`);
    return peak(browser, () => page.waitForTimeout(BLANK));
  });
}

function bare(registry, site, way) {
  return inFreshBrowser(async (browser) => {
    const { read } = await openBare(browser, site, { workers: 1 });
    return peak(browser, () => read(registry.blobs, way));
  });
}

function verified(site, depth) {
  return inFreshBrowser(async (browser) => {
    const page = await open(browser, "about:blank");
    await openImage(page, site, "large");
    return peak(browser, () => verify(page, depth));
  });
}
