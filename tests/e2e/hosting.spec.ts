import { mayMissOddities } from "./demo.ts";
import { expect, test } from "./fixture.ts";
import { manifestsOf, openRegistry } from "./registry.ts";
import type { Sites } from "./servers/site.ts";

// The same files work from the root of an origin, from a folder, and beside a
// registry, each under the strict policy.

const PLACES: (keyof Sites)[] = ["root", "folder", "proxied"];

for (const place of PLACES) {
  test(`${place}: the demo answers`, async ({ page, guard, servers }) => {
    const site = servers.sites[place];
    guard.mayAsk(site);
    await mayMissOddities(guard, servers, site);
    await page.goto(`${site}#/?registry=demo`);
    await expect(page.getByRole("heading", { level: 1, name: "Demo registry" })).toBeVisible();
    const repositories = page.getByRole("table", { name: "Repositories" });
    await repositories.getByRole("link").first().click();
    await page.getByRole("table", { name: "Tags" }).getByRole("link").first().click();
    await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
    await expect(page.getByRole("alert")).toBeHidden();
  });

  test(`${place}: a registry of another origin answers`, async ({ page, guard, servers }) => {
    guard.mayFail(manifestsOf(servers.real));
    await openRegistry(page, guard, { site: servers.sites[place], registry: servers.real });
    await expect(page.getByRole("table", { name: "Repositories" })).toBeVisible();
  });
}

test("proxied: the registry at the page's own origin is found by itself", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.proxied);
  await page.goto(servers.sites.proxied);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(new URL(servers.sites.proxied).host);
  await expect(page.getByRole("table", { name: "Repositories" })).toBeVisible();
});

test("the host answers 404 for what is not there", async ({ servers }) => {
  for (const site of Object.values(servers.sites)) {
    const response = await fetch(`${site}demo/v2/no/such/tags/list`);
    expect(response.status).toBe(404);
  }
});
