// Prints "<passed> <failed>" for a run of the browser tests. A test that was skipped or did not
// run did not pass; one that passed only at the second try is named, so that it is mended.
//
//   node scripts/browser-results.mjs <exit status> <report.json>

import { readFileSync } from "node:fs";

const [status, path] = process.argv.slice(2);

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

function results() {
  const { stats, errors, suites } = JSON.parse(readFileSync(path, "utf8"));
  const unsteady = suites.flatMap(specsOf).filter((spec) => spec.tests.some((test) => test.status === "flaky"));
  for (const { file, title } of unsteady) console.error(`Passed only at the second try: ${file} › ${title}`);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + stats.skipped + errors.length };
}

function resultsOrNone() {
  try {
    return results();
  } catch {
    return { passed: 0, failed: 0 };
  }
}

const { passed, failed } = resultsOrNone();
console.log(passed, Math.max(failed, status === "0" ? 0 : 1));
