import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const OPTIONS = { all: "{}", colours: '{ runOnly: ["color-contrast", "link-in-text-block"] }' };

/** What axe looks at: everything, or only what colours decide. */
export type Rules = "all" | "colours";

/** The findings of axe on a page; `evaluate` runs a script there and returns its value. */
export async function accessibilityProblems(
  evaluate: (script: string) => Promise<unknown>,
  rules: Rules = "all",
): Promise<string[]> {
  // Evaluated from outside, so that the page's policy does not have to allow it.
  const results = (await evaluate(`${AXE};axe.run(document, ${OPTIONS[rules]})`)) as AxeResults;
  return results.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary}`);
    return `${id}: ${help}: ${places.join("; ")}`;
  });
}
