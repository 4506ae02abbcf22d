// How much memory a page takes while a layer is read that fits into none.
import { open, openBare, peak, startBrowser } from "./browser.mjs";
import { openImage, verify } from "./porthole.mjs";
import { rounds } from "./rounds.mjs";
import { ROUNDS, SKIPPED } from "./settings.mjs";

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
    { name: "a bare page, read and thrown away in a worker", measure: () => bare(registry, site) },
    { name: "a bare page, checked there, content", measure: () => bare(registry, site, "content") },
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

function bare(registry, site, check) {
  return inFreshBrowser(async (browser) => {
    const { read } = await openBare(browser, site, { workers: 1 });
    return peak(browser, () => read(registry.blobs, { check }));
  });
}

function verified(site, depth) {
  return inFreshBrowser(async (browser) => {
    const page = await open(browser, "about:blank");
    await openImage(page, site, "large");
    return peak(browser, () => verify(page, depth));
  });
}
