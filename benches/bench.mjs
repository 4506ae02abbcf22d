// The benchmark: measures the parts that are wanted, one after another, and writes them down.
//
//   node benches/bench.mjs
import { mkdirSync, writeFileSync } from "node:fs";
import { experiments } from "./experiments.mjs";
import { image } from "./image.mjs";
import { machine } from "./machine.mjs";
import { memory } from "./memory.mjs";
import { native } from "./native.mjs";
import { write } from "./report.mjs";
import { startRegistry, startSite } from "./servers.mjs";
import { IMAGE, LARGE, PARTS, REPORT, SMALL, TARGET } from "./settings.mjs";

/** What each part needs of registries, by the ids that Porthole's page has for them. */
const MEASURES = {
  native: { needs: {}, measure: () => native() },
  image: { needs: { image: IMAGE }, measure: (site, { image: registry }) => image(registry, site) },
  memory: { needs: { large: LARGE }, measure: (site, { large }) => memory(large, site) },
  experiments: {
    needs: { image: IMAGE, small: SMALL },
    measure: (site, { image: large, small }) => experiments(large, small, site),
  },
};

async function measured(name) {
  console.log(`\n== ${name} ==`);
  const { needs, measure } = MEASURES[name];
  const started = [];
  try {
    const registries = {};
    for (const [id, wanted] of Object.entries(needs)) {
      registries[id] = await startRegistry(wanted);
      started.push(registries[id]);
    }
    const site = await startSite(registries);
    started.push(site);
    return await measure(site, registries);
  } finally {
    for (const server of started.toReversed()) await server.stop();
  }
}

const results = { machine: await machine() };
for (const name of PARTS) results[name] = await measured(name);
mkdirSync(`${TARGET}/bench`, { recursive: true });
writeFileSync(`${TARGET}/bench/results.json`, `${JSON.stringify(results, null, 2)}\n`);
write(REPORT, results);
console.log(`\nWritten to ${REPORT}; every value is in ${TARGET}/bench/results.json`);
