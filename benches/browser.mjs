// The browser, and how much memory its pages take.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const BETWEEN_SAMPLES = 100;

/** Nothing that is measured here takes as long. */
export const PATIENCE = 10 * 60_000;

/** Starts a browser of its own. */
export async function startBrowser() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: ARGUMENTS });
}

/** Opens a page that fails as a whole when anything in it does. */
export async function open(browser, address) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(address);
  return page;
}

/** Opens the bare page with its threads; `read` reads blobs in it and returns the seconds. */
export async function openBare(browser, site, { workers, hashesElsewhere }) {
  const page = await open(browser, `${site.origin}/bare/index.html`);
  await page.waitForFunction(() => window.run);
  await page.evaluate((threads) => window.prepare(threads), { workers, hashesElsewhere });
  const read = async (blobs, way) => {
    const done = await page.evaluate((job) => window.run(job), { blobs, way });
    expectAll(blobs, way, done);
    return { seconds: done.milliseconds / 1000, chunk: done.bytes / done.chunks };
  };
  return { page, read };
}

/** What is measured must have been done. */
function expectAll(blobs, { check }, { bytes, verdicts }) {
  const sizes = blobs.reduce((sum, { size }) => sum + size, 0);
  if (bytes !== sizes) throw new Error(`${bytes} bytes came of ${sizes}`);
  const expected = { content: "content" }[check] ?? (check ? "all bytes" : "read");
  const others = verdicts.filter((verdict) => verdict !== expected);
  if (verdicts.length !== blobs.length || others.length > 0) throw new Error(`not ${expected}: ${others}`);
}

/** The most memory, in bytes, that a process of a page takes while something is done: its proportional set size. */
export async function peak(browser, work) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  let highest = 0;
  const sample = () => {
    highest = Math.max(highest, ...renderers.map(proportionalSetSize));
  };
  const timer = setInterval(sample, BETWEEN_SAMPLES);
  try {
    await work();
    sample();
  } finally {
    clearInterval(timer);
  }
  return highest;
}

function proportionalSetSize(process) {
  try {
    const text = readFileSync(`/proc/${process}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)[1]) * 1024;
  } catch {
    // A process that was kept in reserve has ended.
    return 0;
  }
}
