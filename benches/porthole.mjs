// Verification by Porthole's own page.
import { PATIENCE } from "./browser.mjs";

/** What is on the page, by name. */
const NAMES = {
  verify: "Verify",
  depths: { bytes: /^Bytes only/, content: /^Bytes and content/ },
  done: { bytes: /every byte matches/, content: /every byte matches/ },
};

/** Opens the image of a registry of the site, ready to be verified. */
export async function openImage(page, site, registry) {
  await page.goto(`${site.origin}/#/r/layers/speed/-/tags/latest?registry=${registry}`);
  await page.getByRole("button", { name: NAMES.verify, exact: true }).waitFor();
}

/** Verifies the image that the page shows, down to a depth, and returns the seconds. */
export async function verify(page, depth) {
  await page.getByText("Options").click();
  await page.getByRole("radio", { name: NAMES.depths[depth] }).check();
  const button = page.getByRole("button", { name: NAMES.verify, exact: true });
  const begun = performance.now();
  await button.click();
  await page.getByText(NAMES.done[depth]).waitFor({ timeout: PATIENCE });
  return (performance.now() - begun) / 1000;
}
