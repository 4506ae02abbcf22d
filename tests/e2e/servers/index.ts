import type { Sites } from "./site.ts";

/** Every server of a run. */
export interface Servers {
  /** Where the page is served. */
  sites: Sites;
  /** The origin of the fake registry, which serves many worlds. */
  fake: string;
  /** The origin of a real docker-registry with 1,500 repositories. */
  real: string;
  /** The origin of a real docker-registry with the images of the demo, nothing of them lost. */
  gallery: string;
}

const VARIABLE = "PORTHOLE_TEST_SERVERS";

/** Hands the servers to the processes that run the tests. */
export function announce(servers: Servers): void {
  process.env[VARIABLE] = JSON.stringify(servers);
}

/** The servers of this run. */
export function servers(): Servers {
  const text = process.env[VARIABLE];
  if (!text) throw new Error("the global setup did not start the servers");
  return JSON.parse(text) as Servers;
}
