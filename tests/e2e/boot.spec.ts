import { readFileSync } from "node:fs";
import type { Page, Route } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { ownRegistry } from "./registry.ts";

// Whatever keeps Porthole from starting, the page says so and offers a way on.

const PROGRAM = /\/porthole-[0-9a-f]+\.js$/;
const CODE = /\/porthole-[0-9a-f]+_bg\.wasm$/;
const PAGE = /\/(#.*)?$/;

test.beforeEach(({ guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  guard.mayFail(ownRegistry(servers));
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("it says what is needed", async ({ page, servers, guard }) => {
    guard.waive("accessibility", "axe is a script; the next test measures the same text");
    await page.goto(servers.sites.root);
    await expect(page.getByRole("heading", { name: "Porthole needs JavaScript" })).toBeVisible();
    await expect(page.getByText("Loading Porthole")).toBeHidden();
  });
});

test("what is said without JavaScript is accessible", async ({ page, servers }) => {
  await changePage(page, (html) =>
    html
      .replace(/<script[^>]*><\/script>/, "")
      .replace(/<div id="?app"?>.*?<\/div>/s, "")
      .replaceAll(/<\/?noscript>/g, ""),
  );
  await page.goto(servers.sites.root);
  await expect(page.getByRole("heading", { name: "Porthole needs JavaScript" })).toBeVisible();
});

test("a program that never arrives ends in words too", async ({ page, servers, guard }) => {
  guard.mayFail(/boot\.js$/);
  await page.route(/boot\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.goto(servers.sites.root);
  const late = page.getByText("This takes longer than it should");
  await expect(late).toBeHidden();
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await expect(late).toBeVisible();
});

for (const { name, file } of [
  { name: "the program", file: PROGRAM },
  { name: "the WebAssembly", file: CODE },
]) {
  test(`${name} is missing: one reload, then a card`, async ({ page, servers, guard }) => {
    guard.mayFail(file);
    await page.route(file, (route) => route.fulfill({ status: 404 }));
    const loads = countLoads(page);
    await page.goto(servers.sites.root);
    await expectCard(page, "A file of Porthole is missing", "404");
    expect(loads()).toBe(2);
  });

  test(`${name} is a web page: one reload, then a card`, async ({ page, servers, guard }) => {
    guard.waive("console", "the browser complains in its own words about a script that is a page");
    await page.route(file, (route) => route.fulfill({ contentType: "text/html", body: "<p>Home</p>" }));
    const loads = countLoads(page);
    await page.goto(servers.sites.root);
    await expectCard(page, "The server sends a wrong file", "text/html");
    expect(loads()).toBe(2);
  });

  test(`${name} does not arrive`, async ({ page, servers, guard }) => {
    guard.mayFail(file);
    await page.route(file, (route) => route.abort());
    await page.goto(servers.sites.root);
    await expectCard(page, "A file of Porthole could not be loaded", "did not arrive");
  });
}

test("WebAssembly of an unknown type is read all the same", async ({ page, servers }) => {
  await page.route(CODE, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, contentType: "application/octet-stream" });
  });
  await page.goto(servers.sites.root);
  await expectStarted(page);
});

test("a damaged file is said", async ({ page, servers }) => {
  const body = Buffer.from("\0asm\x01\0\0\0damaged", "latin1");
  await page.route(CODE, (route) => route.fulfill({ contentType: "application/wasm", body }));
  await page.goto(servers.sites.root);
  await expectCard(page, "This browser cannot run Porthole", "damaged");
});

test("a browser without WebAssembly is told", async ({ page, servers }) => {
  await page.addInitScript("delete globalThis.WebAssembly");
  await page.goto(servers.sites.root);
  await expectCard(page, "This browser cannot run Porthole", "no WebAssembly");
});

test("a policy that forbids WebAssembly is named", async ({ page, servers, guard }) => {
  guard.waive("policy", "the refusal is what this test is about");
  guard.waive("console", "the browser reports the refusal there too");
  const forbid = (text: string) => text.replaceAll("'wasm-unsafe-eval'", "");
  await changePage(page, forbid, forbid);
  await page.goto(servers.sites.root);
  await expectCard(page, "WebAssembly is blocked here", "wasm-unsafe-eval");
});

test("an outdated page reloads once and then runs", async ({ page, servers, guard }) => {
  guard.mayFail(/porthole-0000/);
  let outdated = true;
  await changePage(page, (html) => {
    const changed = outdated ? html.replaceAll(/porthole-[0-9a-f]+(_bg\.wasm|\.js)/g, "porthole-0000$1") : html;
    outdated = false;
    return changed;
  });
  const loads = countLoads(page);
  await page.goto(servers.sites.root);
  await expectStarted(page);
  expect(loads()).toBe(2);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("where nothing can be remembered, it does not reload by itself", async ({ page, servers, guard }) => {
  guard.mayFail(CODE);
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "sessionStorage", {
      get: () => {
        throw new DOMException("blocked", "SecurityError");
      },
    });
  });
  await page.route(CODE, (route) => route.fulfill({ status: 404 }));
  const loads = countLoads(page);
  await page.goto(servers.sites.root);
  await expectCard(page, "A file of Porthole is missing", "404");
  expect(loads()).toBe(1);
});

test("a panic at the start is a card with its message", async ({ page, servers, guard }) => {
  guard.waive("console", "the panic is reported there too");
  await changePage(page, (html) => html.replace(/id="?app"?/, "id=elsewhere"));
  await page.goto(servers.sites.root);
  await expectCard(page, "Porthole stopped", "mounted");
});

test("a panic later covers the page", async ({ page, servers }) => {
  await page.goto(servers.sites.root);
  await expectStarted(page);
  await page.evaluate(() => dispatchEvent(new CustomEvent("porthole:panic", { detail: "a row was lost" })));
  await expectCard(page, "Porthole stopped", "a row was lost");
  await expect(page.locator("#app")).toBeHidden();
});

test("the card's reload starts again", async ({ page, servers, guard }) => {
  guard.mayFail(CODE);
  const fail = (route: Route) => route.fulfill({ status: 404 });
  await page.route(CODE, fail);
  await page.goto(servers.sites.root);
  await expectCard(page, "A file of Porthole is missing", "404");
  await page.unroute(CODE, fail);
  await page.getByRole("button", { name: "Reload" }).click();
  await expectStarted(page);
});

test.describe("the details", () => {
  const secret = "http://registry.test/v2/?token=hidden-query http://someone:hidden-word@registry.test/ Bearer hidden-token";

  test("name version, browser, page and errors, and no secret", async ({ page, servers }) => {
    await page.goto(`${servers.sites.root}?key=hidden-key#/connection?registry=http://someone:hidden-word@registry.test`);
    await page.evaluate((detail) => dispatchEvent(new CustomEvent("porthole:panic", { detail })), secret);
    const details = page.getByLabel("Details");
    await expect(details).toContainText(`Porthole ${version()}`);
    await expect(details).toContainText("Chrome/");
    await expect(details).toContainText("Page: /#/connection");
    await expect(details).toContainText("Error: http://registry.test/v2/");
    await expect(page.locator("#failure")).not.toContainText("hidden");
  });

  test("are copied", async ({ page, servers, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await panicAndCopy(page, servers.sites.root);
    await expect(page.getByText("Copied.")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("Error: lost");
  });

  test("are copied over plain http too", async ({ page, servers }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      addEventListener("copy", () => ((globalThis as { copied?: string }).copied = String(getSelection())));
    });
    await panicAndCopy(page, servers.sites.root);
    await expect(page.getByText("Copied.")).toBeVisible();
    expect(await page.evaluate("copied")).toContain("Error: lost");
  });

  test("are selected where nothing may be copied", async ({ page, servers }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;
    });
    await panicAndCopy(page, servers.sites.root);
    await expect(page.getByText("Selected; copy it with the keyboard.")).toBeVisible();
    expect(await page.evaluate(() => String(getSelection()))).toContain("Error: lost");
  });
});

async function panicAndCopy(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expectStarted(page);
  await page.evaluate(() => dispatchEvent(new CustomEvent("porthole:panic", { detail: "lost" })));
  await page.getByRole("button", { name: "Copy details" }).click();
}

async function expectCard(page: Page, title: string, text: string): Promise<void> {
  const card = page.locator("#failure");
  await expect(card.getByRole("heading", { name: title })).toBeVisible();
  await expect(card.getByRole("alert")).toContainText(text);
  await expect(card.getByRole("button", { name: "Reload" })).toBeVisible();
  await expect(card.getByRole("button", { name: "Copy details" })).toBeVisible();
  await expect(page.getByText("Loading Porthole")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

async function expectStarted(page: Page): Promise<void> {
  await expect(page.getByRole("link", { name: "Porthole" })).toBeVisible();
  await expect(page.getByText("Loading Porthole")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** Counts how often the page itself is loaded. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads += 1;
  });
  return () => loads;
}

type Change = (text: string) => string;

/** Changes what the server sends as index.html, and the policy it sends with it. */
async function changePage(page: Page, html: Change, policy: Change = (text) => text): Promise<void> {
  await page.route(PAGE, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    headers["content-security-policy"] = policy(headers["content-security-policy"]);
    await route.fulfill({ response, headers, body: html(await response.text()) });
  });
}

/** The version that the workspace states. */
function version(): string {
  const manifest = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  return /^version = "(.*)"$/m.exec(manifest)![1];
}
