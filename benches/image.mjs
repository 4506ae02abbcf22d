// How long it takes to verify an image, beside what else reads its bytes.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBare, startBrowser } from "./browser.mjs";
import { openImage, verify } from "./porthole.mjs";
import { rounds } from "./rounds.mjs";
import { IMAGE, ROUNDS, SKIPPED } from "./settings.mjs";

/** Seconds by contestant, and the bytes that they took them for. */
export async function image(registry, site) {
  const browser = await startBrowser();
  try {
    const seconds = await rounds(ROUNDS, await contestants(browser, registry, site));
    return { bytes: sizes(registry), layers: IMAGE.layers, rounds: ROUNDS, seconds };
  } finally {
    await browser.close();
  }
}

const sizes = ({ blobs }) => blobs.reduce((sum, { size }) => sum + size, 0);

async function contestants(browser, registry, site) {
  const inWorker = await openBare(browser, site, { workers: 1 });
  const inPage = await openBare(browser, site, { workers: 0 });
  const read = async (bare, streams) => (await bare.read(registry.blobs, { streams })).seconds;
  const page = await browser.newPage();
  const verified = (depth) => async () => {
    await openImage(page, site, "image");
    const seconds = await verify(page, depth);
    // Away from the page, so that it does nothing while others are measured.
    await page.goto("about:blank");
    return seconds;
  };
  const verifying = [
    { name: "Porthole, all bytes", measure: verified("bytes") },
    { name: "Porthole, content", measure: verified("content") },
  ];
  return [
    { name: "read and thrown away, in a worker", measure: () => read(inWorker, 1) },
    { name: "the same, two streams at once", measure: () => read(inWorker, 2) },
    { name: "the same, in the page", measure: () => read(inPage, 1) },
    { name: "`skopeo copy` to a fresh folder", measure: () => copy(registry) },
    ...(SKIPPED.includes("verify") ? [] : verifying),
  ];
}

/** Copies the image by skopeo to a folder that was not there, and returns the seconds. */
async function copy({ origin, repository }) {
  const folder = mkdtempSync(join(tmpdir(), "porthole-bench-"));
  const from = `docker://${origin.replace("http://", "")}/${repository}:latest`;
  const args = ["--insecure-policy", "copy", "--quiet", "--src-tls-verify=false", from, `dir:${folder}/image`];
  try {
    const begun = performance.now();
    await succeeded("skopeo", args);
    return (performance.now() - begun) / 1000;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function succeeded(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}
