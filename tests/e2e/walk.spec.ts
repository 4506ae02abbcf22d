import { test as base, expect } from "@playwright/test";
import { Chromium } from "./drivers/chromium.ts";
import { Firefox } from "./drivers/firefox.ts";
import { test } from "./fixture.ts";
import { manifestsOf, ownRegistry } from "./registry.ts";
import { servers } from "./servers/index.ts";
import { walk } from "./walk.ts";

test("the main walk, in Chromium", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root, servers.real);
  guard.mayFail(ownRegistry(servers), manifestsOf(servers.real));
  await walk(new Chromium(page, guard), servers.sites.root, servers.real);
});

for (const scheme of ["light", "dark"] as const) {
  base(`the main walk, in Firefox, ${scheme}`, async () => {
    base.setTimeout(120_000);
    const { sites, real } = servers();
    const firefox = await Firefox.start(scheme);
    try {
      await walk(firefox, sites.root, real);
      expect(await firefox.problems([sites.root, real])).toEqual([]);
    } finally {
      await firefox.stop();
    }
  });
}
