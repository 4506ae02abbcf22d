import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { announce } from "./servers/index.ts";
import { built, Program, ROOT } from "./servers/program.ts";
import { serveSites } from "./servers/site.ts";

/** Starts every server that the tests talk to; what it returns stops them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const dist = `${ROOT}dist`;
  if (!existsSync(`${dist}/index.html`)) throw new Error("dist/ is missing: make build");
  execFileSync("cargo", ["build", "--locked", "--quiet", "-p", "porthole-test-support", "--bins"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
  try {
    const fake = await startRegistry("fake-registry", [], stops);
    const real = await startRegistry("real-registry", ["--seed", "walk"], stops);
    const gallery = await startRegistry("real-registry", ["--seed", "small"], stops);
    const [sites, stop] = await serveSites(dist, real);
    stops.push(stop);
    announce({ sites, fake, real, gallery });
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}

/** Starts a program that prints its origin when it is ready, as one line of JSON. */
async function startRegistry(name: string, args: string[], stops: (() => Promise<void>)[]): Promise<string> {
  const [program, line] = await Program.start(built(name), args);
  stops.push(() => program.stop());
  return (JSON.parse(line) as { origin: string }).origin;
}
