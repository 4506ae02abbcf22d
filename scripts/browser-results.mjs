// Prints "<passed> <failed>" for a run of the browser tests. A test that was
// skipped, did not run, or passed only at a second try did not pass.
//
//   node scripts/browser-results.mjs <exit status> <report.json>

import { readFileSync } from "node:fs";

const [status, path] = process.argv.slice(2);

function results() {
  const { stats, errors } = JSON.parse(readFileSync(path, "utf8"));
  const failed = stats.unexpected + stats.skipped + stats.flaky + errors.length;
  return { passed: stats.expected, failed };
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
