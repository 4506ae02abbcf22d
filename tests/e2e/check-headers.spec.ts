import type { Page } from "@playwright/test";
import { answer, cause, causes, check, checkAgain, cure, decide, expectTitle, lines, openCheck } from "./checked.ts";
import type { Guard } from "./guard.ts";
import { expect, type Start, test } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import type { RealRegistry } from "./servers/real-registry.ts";

// A real registry that allows all that a page needs but for one thing: the check names just that, and
// once the lines that it prints stand in the registry's config.yml it finds nothing more.

type Headers = Record<string, string[]>;

/** What lets a page browse and sign in. */
function all(page: string): Headers {
  return {
    "Access-Control-Allow-Origin": [page],
    "Access-Control-Allow-Headers": ["Authorization", "Accept"],
    "Access-Control-Expose-Headers": ["Docker-Content-Digest", "Link", "WWW-Authenticate"],
  };
}

/** Opens the check of a registry that differs in some headers. */
async function openWith(
  { page, guard, servers, start }: { page: Page; guard: Guard; servers: Servers; start: Start },
  headers: (page: string) => Headers,
): Promise<RealRegistry> {
  const origin = new URL(servers.sites.root).origin;
  const wanted = Object.entries({ ...all(origin), ...headers(origin) }).filter(([, values]) => values.length > 0);
  const registry = await start.registry({ headers: Object.fromEntries(wanted) }, "small");
  await openCheck(page, guard, servers.sites.root, registry.origin);
  return registry;
}

/** Puts what is printed into the registry's config.yml, and checks again. */
async function expectCured(page: Page, registry: RealRegistry): Promise<void> {
  await registry.restart({ pasted: await cure(page, "distribution") });
  await checkAgain(page);
  await expectTitle(page, /works from here$/);
  await expect(lines(page, "failed")).toHaveCount(0);
  await expect(check(page).getByRole("tab")).toHaveCount(0);
}

const OTHER = "https://other.example";
const ORIGIN = "Access-Control-Allow-Origin";
for (const { what, origins, sent } of [
  { what: "missing", origins: () => [], sent: () => [] },
  { what: "another one", origins: () => [OTHER], sent: () => [OTHER] },
  { what: "there twice", origins: (page: string) => [page, OTHER], sent: (page: string) => [page, OTHER] },
]) {
  test(`${ORIGIN} is ${what}`, async ({ page, guard, servers, start }) => {
    const origin = new URL(servers.sites.root).origin;
    const registry = await openWith({ page, guard, servers, start }, (page) => ({ [ORIGIN]: origins(page) }));
    await expectTitle(page, /answers, but this page may not read it$/);
    await answer(page, "Does it ask for a password?", "no");
    await expect(causes(page)).toHaveText([
      `Its answers do not allow pages of ${origin} to read them: ${ORIGIN} is missing, names another origin, or stands there twice.`,
      /^It leads to another address/,
    ]);
    const { said, tells } = await decide(page);
    expect(said).toMatch(/^HTTP\/1\.1 200 OK/);
    expect([...said.matchAll(/^access-control-allow-origin: (.*)\r$/gim)].map(([, value]) => value)).toEqual(sent(origin));
    expect(tells).toContain(`exactly one line ${ORIGIN} must come, with ${origin} or *.`);
    await expectCured(page, registry);
  });
}

const LITTLE = /works from here; a line or two would make it better$/;
for (const { list, allowed, lacks, title } of [
  { list: "Access-Control-Allow-Headers", allowed: ["Authorization"], lacks: "Accept", title: LITTLE },
  { list: "Access-Control-Allow-Headers", allowed: ["Accept"], lacks: "Authorization", title: /not all of it works from here$/ },
  { list: "Access-Control-Expose-Headers", allowed: ["Link"], lacks: "Docker-Content-Digest", title: LITTLE },
  { list: "Access-Control-Expose-Headers", allowed: ["Docker-Content-Digest"], lacks: "Link", title: LITTLE },
]) {
  test(`${list} lacks ${lacks}`, async ({ page, guard, servers, start }) => {
    const registry = await openWith({ page, guard, servers, start }, () => ({ [list]: allowed }));
    await answer(page, "Does it ask for a password?", "yes");
    await expectTitle(page, title);
    await expect(cause(page)).toHaveText(`${list} lacks ${lacks}.`);
    await expect(lines(page, "failed")).toContainText([`${list}: ${lacks}`]);
    await expect(lines(page, "passed").filter({ hasText: list })).toContainText(`: ${allowed[0]}`);
    await expectCured(page, registry);
  });
}
