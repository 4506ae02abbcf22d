// What can be said about a run in its environment; without that, a run is the one that is written down.
import { fileURLToPath } from "node:url";

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where cargo and the benchmark put what they make. */
export const TARGET = process.env.CARGO_TARGET_DIR ?? `${ROOT}target`;

const number = (name, usual) => Number(process.env[name] ?? usual);
const words = (name, usual) => (process.env[name] ?? usual).split(" ").filter(Boolean);

/** How often everything is measured. */
export const ROUNDS = number("BENCH_ROUNDS", 5);
/** How many bytes the image has, in how many layers. */
export const IMAGE = { bytes: number("BENCH_IMAGE", 512_000_000), layers: 4 };
/** How many bytes the image of small layers has. */
export const SMALL = { bytes: number("BENCH_SMALL", 64_000_000), layers: 64 };
/** How many bytes the layer has with which memory is measured. */
export const LARGE = { bytes: number("BENCH_LARGE", 2_000_000_000), layers: 1 };
/** Which parts are measured. */
export const PARTS = words("BENCH_PARTS", "native image memory experiments");
/** What is left out of them: "verify" is what needs Porthole's own page. */
export const SKIPPED = words("BENCH_SKIP", "");
/** Where the tables are written. */
export const REPORT = process.env.BENCH_REPORT ?? `${ROOT}docs/PERFORMANCE.md`;
