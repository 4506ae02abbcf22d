import { test as base } from "@playwright/test";
import { Guard } from "./guard.ts";
import { servers, type Servers } from "./servers/index.ts";

export { expect } from "@playwright/test";

interface Fixtures {
  /** Watches the test; name to it what the test may ask and what may fail. */
  guard: Guard;
  /** The servers of the run. */
  servers: Servers;
}

/** A test that fails at its end when anything was wrong on the page, whatever it looked at. */
export const test = base.extend<Fixtures>({
  guard: [
    async ({ context }, use) => {
      const guard = await Guard.watching(context);
      await use(guard);
      const problems = await guard.conclude(context.pages());
      if (problems.length > 0) throw new Error(`the page was not clean:\n${problems.join("\n")}`);
    },
    { auto: true },
  ],
  servers: async ({}, use) => use(servers()),
});
