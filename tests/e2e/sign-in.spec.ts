import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { type Logged, openRegistry, viewOf } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import type { TokenService } from "./servers/token-service.ts";
import { openTogether, type Scene, signIn } from "./together.ts";

// Signing in at a real docker-registry, by a password or by tokens, with the
// page at the registry's own origin, and with the page elsewhere.

const GREETING = /asks who you are$/;

const alert = (page: Page) => page.getByRole("alert").filter({ hasText: /./ });

test("somebody signs in, looks around and signs out", async ({ page, guard, start }) => {
  const { users: [alice] } = await openTogether({ page, guard, start }, "htpasswd");
  await expect(alert(page).getByRole("heading")).toHaveText(GREETING);
  await signIn(page, { name: alice.name, password: "wrong" });
  await expect(alert(page).last()).toContainText("does not know this name and password");
  await signIn(page, alice);
  const repositories = page.getByRole("table", { name: "Repositories" });
  await expect(repositories.getByRole("row", { name: "gallery/ui" })).toContainText("3.0.42");
  await expect(page.getByRole("banner")).toContainText("alice");
  await repositories.getByRole("link", { name: "gallery/ui" }).click();
  await page.getByRole("table", { name: "Tags" }).getByRole("link", { name: "3.0.42", exact: true }).click();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
  await page.getByRole("banner").getByRole("link", { name: "alice" }).click();
  await expect(page.getByText("Signed in as alice.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await page.getByRole("link", { name: "Repositories" }).click();
  await expect(alert(page).getByRole("heading")).toHaveText(GREETING);
});

test("what somebody wanted to see comes once they are signed in", async ({ page, guard, start }) => {
  const { users: [alice] } = await openTogether({ page, guard, start }, "htpasswd", "r/gallery/ui");
  await signIn(page, alice);
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("3.0.42");
});

test("the password is in memory only, and goes to its registry only", async ({ page, context, guard, start }) => {
  const sent: [string, string][] = [];
  context.on("request", async (request) => {
    const headers = await request.allHeaders();
    sent.push([request.url(), JSON.stringify([request.url(), request.postData(), headers])]);
  });
  const written: string[] = [];
  page.on("console", (message) => written.push(message.text()));
  const { site, users: [alice] } = await openTogether({ page, guard, start }, "htpasswd");
  await signIn(page, alice);
  await expect(page.getByRole("table", { name: "Repositories" })).toContainText("3.0.42");
  const kept = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const shown = [location.href, document.cookie, document.documentElement.outerHTML, history.state];
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, shown]);
  });
  const secrets = [alice.password, encodeURIComponent(alice.password), Buffer.from(`${alice.name}:${alice.password}`, "utf8").toString("base64")];
  for (const secret of secrets) {
    expect(kept).not.toContain(secret);
    expect(written.join("\n")).not.toContain(secret);
  }
  const carrying = sent.filter(([, whole]) => secrets.some((secret) => whole.includes(secret)));
  expect(carrying.length).toBeGreaterThan(2);
  expect(carrying.map(([url]) => url).filter((url) => !url.startsWith(`${site}v2/`))).toEqual([]);
  await page.reload();
  await expect(alert(page).getByRole("heading")).toHaveText(GREETING);
});

async function openWithTokens(scene: Scene, variant: keyof TokenService["access"], view = ""): Promise<TokenService> {
  const service = await scene.start.tokenService();
  await openTogether(scene, service.access[variant], view);
  return service;
}

/** The requests that carry a password or a token. */
const signedOf = (requests: Logged[]) => requests.filter(({ headers }) => headers.some(([name]) => name === "authorization"));

const agreeAndSignIn = (page: Page) => page.getByRole("button", { name: "Agree and sign in", exact: true }).click();

test("a token service of another origin is named before anything is sent there", async ({ page, guard, start }) => {
  const service = await openWithTokens({ page, guard, start }, "token", "r/gallery/ui");
  await expect(alert(page)).toContainText(`has its tokens from ${service.origin}`);
  await expect(page.getByRole("main")).toContainText("The tokens are for “registry under test”, and 127.0.0.1");
  await expect(page.getByRole("main")).toContainText("No credentials are sent.");
  expect(await service.requests()).toEqual([]);
  guard.mayAsk(service.origin);
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("3.0.42");
  const asked = (await service.requests()).filter(({ method }) => method === "GET");
  const scopes = asked.map(({ path }) => new URL(path, service.origin).searchParams.getAll("scope"));
  // The tags, and the list of repositories in the side bar.
  expect(scopes.toSorted()).toEqual([["registry:catalog:*"], ["repository:gallery/ui:pull"]]);
  expect(asked.flatMap(({ headers }) => headers).filter(([name]) => name === "authorization")).toEqual([]);
});

test("tokens are given for what the user may, and what they may not is said", async ({ page, guard, start }) => {
  const service = await openWithTokens({ page, guard, start }, "token");
  const [alice, bob] = service.users;
  guard.mayAsk(service.origin);
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await expect(alert(page).getByRole("heading")).toHaveText(GREETING);
  await signIn(page, bob);
  // Who agreed that it is asked for everybody's tokens did not agree to this.
  await expect(page.getByRole("form", { name: /^Sign in/ }).getByRole("alert").first()).toContainText(service.origin);
  expect(signedOf(await service.requests())).toEqual([]);
  await agreeAndSignIn(page);
  await expect(alert(page).first()).toContainText("No permission for the list of repositories");
  await expect(alert(page).first()).toContainText("registry:catalog:*");
  await signIn(page, alice);
  await expect(page.getByRole("table", { name: "Repositories" })).toContainText("3.0.42");
  await expect(page.getByRole("banner")).toContainText("alice");
});

for (const { variant, title } of [
  { variant: "html", title: /gives no token$/ },
  { variant: "empty", title: /gives no token$/ },
  { variant: "redirect", title: /^No answer from .* that this page may read$/ },
  { variant: "without-cors", title: /^No answer from .* that this page may read$/ },
  { variant: "expired", title: /refuses the tokens of its own token service$/ },
] as const) {
  test(`a token service that is ${variant} is said, and asked once`, async ({ page, guard, start }) => {
    const service = await openWithTokens({ page, guard, start }, variant, "r/gallery/ui");
    guard.mayAsk(service.origin);
    guard.mayFail(service.origin, /\/token$/);
    await page.getByRole("button", { name: "Agree", exact: true }).click();
    await expect(alert(page).getByRole("heading")).toHaveText(title);
    const asked = (await service.requests()).filter(({ method }) => method === "GET");
    // The list of tags, and the list of repositories in the side bar.
    expect(asked.length).toBeLessThanOrEqual(2);
  });
}

test("a token service that does not know the password is asked once", async ({ page, guard, start }) => {
  const service = await openWithTokens({ page, guard, start }, "wrong", "r/tools/curl");
  guard.mayAsk(service.origin);
  guard.mayFail(service.origin);
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await signIn(page, service.users[0]);
  await agreeAndSignIn(page);
  await expect(alert(page).last()).toContainText("does not know this name and password");
  expect(signedOf(await service.requests())).toHaveLength(1);
});

test("across origins a protected registry does not let the browser sign in, and that is said", async ({ page, guard, servers, start }) => {
  const headers = {
    "Access-Control-Allow-Origin": [new URL(servers.sites.root).origin],
    "Access-Control-Allow-Headers": ["Authorization", "Accept"],
    "Access-Control-Expose-Headers": ["WWW-Authenticate", "Docker-Content-Digest", "Link"],
  };
  const registry = await start.registry({ headers, access: "htpasswd" }, "small");
  guard.mayFail(registry.origin);
  await openRegistry(page, guard, { site: servers.sites.root, registry: registry.origin });
  await expect(alert(page).getByRole("heading")).toHaveText(GREETING);
  await signIn(page, registry.users[0]);
  await expect(alert(page).last()).toContainText("does not let this page sign in");
  await expect(alert(page).last()).toContainText("from one origin");
});

test("nobody is signed in at another registry", async ({ page, guard, servers, start }) => {
  const { site, users: [alice] } = await openTogether({ page, guard, start }, "htpasswd");
  await signIn(page, alice);
  await expect(page.getByRole("banner")).toContainText("alice");
  guard.mayAsk(servers.fake);
  const carrying: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(servers.fake) && request.headers()["authorization"]) carrying.push(request.url());
  });
  await page.goto(viewOf(site, `${servers.fake}/plain`));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("table", { name: "Repositories" })).toBeVisible();
  await expect(page.getByRole("banner")).not.toContainText("alice");
  expect(carrying).toEqual([]);
  await page.goto(`${site}#/`);
  await expect(page.getByRole("banner")).toContainText("alice");
  // The servers end with the test: what the page still asks would fail.
  await expect(page.getByRole("row", { name: "gallery/ui" })).toContainText("3.0.42");
  await expect(page.locator(".skeleton")).toHaveCount(0);
  await page.goto("about:blank");
});

test("a layer that needs a sign-in is saved, and compared with its digest", async ({ page, guard, start }) => {
  // Chromium would ask where to save it, which nobody answers here.
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "showSaveFilePicker"));
  const { users: [alice] } = await openTogether({ page, guard, start }, "htpasswd", "r/gallery/ui/-/tags/3.0.42");
  await signIn(page, alice);
  await page.getByRole("table", { name: "Layers" }).getByRole("link", { name: /^[0-9a-f]{12}$/ }).first().click();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const saved = await (await saving).createReadStream();
  const hash = createHash("sha256");
  for await (const chunk of saved) hash.update(chunk as Buffer);
  await expect(page.getByRole("main")).toContainText(`sha256:${hash.digest("hex")}`);
  await expect(page.getByText(/^Saved\. Every byte matches [0-9a-f]{12}\.$/)).toBeVisible();
});
