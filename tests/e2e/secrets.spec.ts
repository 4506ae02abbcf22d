import type { BrowserContext, Page } from "@playwright/test";
import { drawerOf, expectQuiet, rowsOf } from "./drawer.ts";
import { expect, test } from "./servers/fixture.ts";
import type { User } from "./servers/real-registry.ts";
import { openTogether, signIn } from "./together.ts";

// Whoever signs in is nowhere to be found but in the header that signs requests, and that goes to
// the one origin only that it belongs to. The drawer is open all the time.

/** A password in every writing that it could stand in somewhere. */
function writings({ name, password }: User): string[] {
  const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64").replace(/=+$/, "");
  return [password, encodeURIComponent(password), JSON.stringify(password).slice(1, -1), base64(password), base64(`${name}:${password}`)];
}

/** Everything that left the browser or came to it, and what was written to the console. */
class Witness {
  readonly console: string[] = [];
  /** Requests, by the origin that they went to. */
  private readonly sent: { url: string; rest: string; authorization: string }[] = [];
  private readonly pending: Promise<void>[] = [];

  constructor(context: BrowserContext) {
    context.on("console", (message) => this.console.push(message.text()));
    context.on("request", (request) => {
      const noted = request.allHeaders().then(({ authorization = "", ...others }) => {
        this.sent.push({ url: request.url(), rest: JSON.stringify([request.url(), request.postData(), others]), authorization });
      });
      this.pending.push(noted);
    });
  }

  /** The tokens that were sent. */
  async tokens(): Promise<string[]> {
    await Promise.all(this.pending);
    const tokens = this.sent.map(({ authorization }) => /^Bearer (.+)$/.exec(authorization)?.[1]);
    return [...new Set(tokens.filter((token) => token !== undefined))];
  }

  /** The requests that carry one of these, as its signature. */
  async signedWith(secrets: string[]): Promise<string[]> {
    await Promise.all(this.pending);
    const carries = (text: string) => secrets.some((secret) => text.includes(secret));
    expect(this.sent.filter(({ rest }) => carries(rest))).toEqual([]);
    return this.sent.filter(({ authorization }) => carries(authorization)).map(({ url }) => url);
  }
}

/** Whatever somebody finds who looks around in the page, its drawer, and what the browser keeps. */
async function everything(page: Page): Promise<string> {
  const kept = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    const asked = performance.getEntries().map((entry) => entry.name);
    const shown = [location.href, document.cookie, document.title, history.state, document.documentElement.outerHTML];
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, caches, asked, shown]);
  });
  return `${kept} ${await drawerOf(page).ariaSnapshot()}`;
}

/** Keeps what is copied. */
async function keepCopies(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // An empty page has none.
    if (!navigator.clipboard) return;
    const copies: string[] = [];
    Object.assign(globalThis, { copies });
    navigator.clipboard.writeText = async (text) => void copies.push(text);
  });
}

/** Every line that the drawer copies of requests that have these words. */
async function linesOf(page: Page, words: string): Promise<string[]> {
  await drawerOf(page).getByRole("searchbox").fill(words);
  await expect(rowsOf(page).filter({ hasNotText: words })).toHaveCount(0);
  const pressed = await rowsOf(page).getByRole("button").evaluateAll((buttons) => {
    for (const button of buttons) (button as HTMLElement).click();
    return buttons.length;
  });
  const copies = () => page.evaluate("copies") as Promise<string[]>;
  await expect.poll(async () => (await copies()).length).toBe(pressed);
  return page.evaluate("copies.splice(0)") as Promise<string[]>;
}

async function lookAround(page: Page): Promise<string> {
  const seen: string[] = [];
  const repositories = page.getByRole("table", { name: "Repositories" });
  await expect(repositories.getByRole("row", { name: "gallery/ui" })).toContainText("3.0.42");
  seen.push(await everything(page));
  await repositories.getByRole("link", { name: "gallery/ui" }).click();
  await page.getByRole("table", { name: "Tags" }).getByRole("link", { name: "3.0.42", exact: true }).click();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
  await expectQuiet(page);
  seen.push(await everything(page));
  await page.getByRole("link", { name: "Connection", exact: true }).click();
  const check = page.getByRole("region", { name: /works from here|from here/ });
  await expect(check).toHaveAttribute("aria-busy", "false");
  seen.push(await everything(page));
  return seen.join("\n");
}

function expectNone(secrets: string[], place: string): void {
  expect(secrets.filter((secret) => place.includes(secret))).toEqual([]);
}

test("a password is found in the Authorization header to its registry, and nowhere else", async ({ page, context, guard, start }) => {
  await keepCopies(page);
  const witness = new Witness(context);
  const { site, users } = await openTogether({ page, guard, start }, "htpasswd", "?debug");
  const [alice] = users;
  await signIn(page, { name: alice.name, password: "wrong-7f3a" });
  await expect(page.getByRole("alert").last()).toContainText("does not know this name and password");
  await signIn(page, alice);
  const secrets = [...writings(alice), ...writings({ name: alice.name, password: "wrong-7f3a" })];
  const seen = await lookAround(page);
  expect(seen).toContain(alice.name);
  expectNone(secrets, seen);
  const copies = await linesOf(page, "manifests");
  expect(copies.filter((line) => line.includes(`-u "$USER"`)).length).toBeGreaterThan(1);
  expectNone(secrets, copies.join("\n"));
  expectNone(secrets, witness.console.join("\n"));
  const signed = await witness.signedWith(secrets);
  expect(signed.length).toBeGreaterThan(2);
  expect(signed.filter((url) => !url.startsWith(`${site}v2/`))).toEqual([]);
  // The servers end with the test: what the page still asks would fail.
  await page.goto("about:blank");
});

test("with tokens the password goes to the token service only, and tokens to the registry only", async ({ page, context, guard, start }) => {
  await keepCopies(page);
  const witness = new Witness(context);
  const service = await start.tokenService();
  const { site } = await openTogether({ page, guard, start }, service.access.token, "?debug");
  const [alice] = service.users;
  guard.mayAsk(service.origin);
  guard.mayFail(service.origin);
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await signIn(page, alice);
  // What was agreed to before was sent for nobody.
  await page.getByRole("button", { name: "Agree and sign in", exact: true }).click();
  const seen = await lookAround(page);
  const copies = await linesOf(page, "token?");
  expect(copies.filter((line) => line.includes(`-u "$USER"`) && line.includes("scope=repository:gallery/ui:pull")).length).toBeGreaterThan(0);
  copies.push(...(await linesOf(page, "manifests")));
  expect(copies.filter((line) => line.includes(`-H "Authorization: Bearer $TOKEN"`)).length).toBeGreaterThan(1);

  const password = writings(alice);
  const withPassword = await witness.signedWith(password);
  const tokens = await witness.tokens();
  expect(tokens.length).toBeGreaterThan(1);
  for (const secrets of [password, tokens]) {
    expectNone(secrets, seen);
    expectNone(secrets, copies.join("\n"));
    expectNone(secrets, witness.console.join("\n"));
  }
  expect(withPassword.length).toBeGreaterThan(0);
  expect(withPassword.filter((url) => new URL(url).origin !== service.origin)).toEqual([]);
  const withToken = await witness.signedWith(tokens);
  expect(withToken.length).toBeGreaterThan(2);
  expect(withToken.filter((url) => !url.startsWith(`${site}v2/`))).toEqual([]);
  // What the service itself logged says the same.
  const logged = await service.requests();
  const signed = logged.filter(({ headers }) => headers.some(([name, value]) => name === "authorization" && value.startsWith("Basic ")));
  expect(signed.length).toBe(withPassword.length);
  const rest = logged.map((request) => ({ ...request, headers: request.headers.filter(([name]) => name !== "authorization") }));
  expectNone([...password, ...tokens], JSON.stringify(rest));
  await page.goto("about:blank");
});
