import type { Page } from "@playwright/test";
import { answer, cause, check, checkAgain, cure, expectTitle, lines, openCheck } from "./checked.ts";
import { ALICE, CAROL, EVERYBODY, registryBehind, test as hostedTest } from "./deployed.ts";
import { deployed } from "./servers/deploy.ts";
import { expect, test } from "./servers/fixture.ts";
import type { Configuration } from "./servers/real-registry.ts";

// The connection check for somebody who wants to delete, at a real registry. It asks for a digest that
// nothing has to be deleted; nothing else changes anything.

const EVERYTHING = {
  "Access-Control-Allow-Origin": ["*"],
  "Access-Control-Allow-Methods": ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"],
  "Access-Control-Allow-Headers": ["Authorization", "Accept", "Content-Type"],
  "Access-Control-Expose-Headers": ["Docker-Content-Digest", "Link", "WWW-Authenticate"],
};

/** Says that somebody wants to delete, and turns it on. */
async function wantToDelete(page: Page): Promise<void> {
  await answer(page, "I want to", "also delete");
  await expect(lines(page, "not asked").last()).toContainText("Press “Read-only” in the header to try it");
  await page.getByRole("banner").getByRole("button", { name: "Read-only" }).click();
}

/** The same registry with the printed variables, and without what its config.yml says of the same names: it
 * would send both. */
function withVariables(configuration: Configuration, printed: string): Configuration {
  const environment = Object.fromEntries(printed.trim().split("\n").map((line) => line.split(/=(.*)/s)));
  const headers = Object.entries(configuration.headers!).filter(([name]) => !(`REGISTRY_HTTP_HEADERS_${name}` in environment));
  return { ...configuration, headers: Object.fromEntries(headers), environment };
}

/** What config.yml lacks, and all that is printed for it. */
const LACKING: { what: string; configuration: Configuration; cause: string; cured: RegExp }[] = [
  {
    what: "the method",
    configuration: { headers: { ...EVERYTHING, "Access-Control-Allow-Methods": ["GET", "HEAD"] } },
    cause: "Access-Control-Allow-Methods lacks DELETE.",
    cured: /Access-Control-Allow-Methods: DELETE/,
  },
  {
    what: "a header",
    configuration: { headers: { ...EVERYTHING, "Access-Control-Allow-Headers": ["Authorization", "Accept"] } },
    cause: "Access-Control-Allow-Headers lacks Content-Type.",
    cured: /Access-Control-Allow-Headers: .*Content-Type/,
  },
  {
    what: "the word that deleting is on",
    configuration: { headers: EVERYTHING, delete: false },
    cause: "The registry is configured not to delete.",
    cured: /The registry deletes/,
  },
];

for (const { what, configuration, cause: expected, cured } of LACKING) {
  test(`a registry that lacks ${what} lets nobody delete, until what is printed is there`, async ({
    page,
    guard,
    servers,
    start,
  }) => {
    const registry = await start.registry(configuration, "small");
    await openCheck(page, guard, servers.sites.root, registry.origin);
    await expectTitle(page, /works from here$/);
    await wantToDelete(page);
    await expectTitle(page, /answers, but not all of it works from here$/);
    await expect(cause(page)).toHaveText(expected);
    await registry.restart(withVariables(configuration, await cure(page, "environment")));
    await checkAgain(page);
    await expectTitle(page, /works from here$/);
    await expect(lines(page, "failed")).toHaveCount(0);
    await expect(lines(page, "passed").filter({ hasText: cured })).toBeVisible();
  });
}

for (const { login, may } of [{ login: ALICE, may: true }, { login: CAROL, may: false }]) {
  hostedTest.describe(`${login.username}, by roles.conf`, () => {
    hostedTest.use({ httpCredentials: login });

    hostedTest(may ? "may delete" : "may not delete, and is told so", async ({ page, guard, servers, start, hosted }) => {
      const nginx = await start.nginx(deployed("roles", { registry: servers.gallery, hosted, logins: EVERYBODY }));
      guard.mayAsk(nginx.origin());
      guard.mayFail(registryBehind(nginx));
      await page.goto(`${nginx.origin()}/#/connection`);
      await expectTitle(page, /works from here$/);
      await answer(page, "I want to", "also delete");
      await expectTitle(page, /works from here; deleting was not tried$/);
      await wantToDelete(page);
      await expectTitle(page, may ? /works from here$/ : /not all of it works from here$/);
      if (may) {
        await expect(lines(page, "passed").filter({ hasText: "The registry deletes" })).toBeVisible();
      } else {
        await expect(cause(page)).toHaveText(
          "Whoever this browser signed in as there may not delete. The registry said: “DENIED: your user may not DELETE here”. Ask whoever runs it for the right to delete.",
        );
        await expect(check(page).getByRole("tab")).toHaveCount(0);
      }
    });
  });
}
