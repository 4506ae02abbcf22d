// What `cargo bench -p porthole-core` measured, as criterion left it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TARGET } from "./settings.mjs";

/** Speeds by benchmark, in bytes a second. */
export function native() {
  const folder = join(TARGET, "criterion/integrity");
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "new/sample.json")));
  return Object.fromEntries(names.map((name) => speeds(join(folder, name, "new"))));
}

function speeds(folder) {
  const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const { times, iters } = read("sample.json");
  const { function_id, throughput } = read("benchmark.json");
  const bytes = throughput.BytesDecimal ?? throughput.Bytes;
  // Criterion counts in nanoseconds.
  return [function_id, times.map((time, place) => (bytes * iters[place] * 1e9) / time)];
}
