import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import type { Guard } from "./guard.ts";

// The guard is what every other test relies on: each of its checks is shown a
// page that violates it, and once a clean one.

const SITE = "http://guard.test/";
const OTHER = "http://other.test/";

interface Violation {
  check: string;
  /** What the page holds beside a heading. */
  body?: string;
  /** What its script does. */
  script?: string;
  report: RegExp;
}

const VIOLATIONS: Violation[] = [
  {
    check: "an uncaught error",
    script: "setTimeout(() => { throw new Error('nobody caught this') })",
    report: /^uncaught: nobody caught this/,
  },
  {
    check: "a rejection that nobody handles",
    script: "Promise.reject(new Error('nobody handled this'))",
    report: /^uncaught: nobody handled this/,
  },
  {
    check: "a violation of the policy",
    body: `<p style="color: red">inline style</p>`,
    report: /^policy: style-src-attr refused inline/,
  },
  {
    check: "a console.error",
    script: "console.error('something is wrong')",
    report: /^console: something is wrong/,
  },
  {
    check: "a failed request that the test did not name",
    script: `fetch("/missing")`,
    report: /^console: Failed to load resource.*missing/,
  },
  {
    check: "a request to a host that the test did not name",
    script: `fetch("${OTHER}")`,
    report: /^hosts: http:\/\/other\.test\//,
  },
  {
    check: "a finding of axe in light",
    body: `<p class="faint-in-light">Hardly to be read in light</p>`,
    report: /^accessibility: in light: color-contrast/,
  },
  {
    check: "a finding of axe in dark",
    body: `<p class="faint-in-dark">Hardly to be read in dark</p>`,
    report: /^accessibility: in dark: color-contrast/,
  },
];

const STYLE = `
  :root { color-scheme: light dark; background: Canvas; color: CanvasText }
  @media (prefers-color-scheme: light) { .faint-in-light { color: #ddd } }
  @media (prefers-color-scheme: dark) { .faint-in-dark { color: #333 } }
`;

for (const violation of VIOLATIONS) {
  test(`the guard reports ${violation.check}`, async ({ page, guard }) => {
    await show(page, guard, violation);
    await expect
      .poll(() => guard.problems([page]))
      .toContainEqual(expect.stringMatching(violation.report));
    forgive(guard);
  });
}

// Reported as passed because it fails, at its end, after a body without a complaint.
test.fail("a test that leaves a page unclean fails at its end", async ({ page, guard }) => {
  await show(page, guard, VIOLATIONS[0]);
});

test("the guard is content with a clean page", async ({ page, guard }) => {
  await show(page, guard, { check: "nothing", report: /^$/ });
});

test("the guard is content with a failure that the test named", async ({ page, guard }) => {
  guard.mayFail(`${SITE}missing`);
  await show(page, guard, { check: "nothing", script: `fetch("/missing")`, report: /^$/ });
});

test("the guard counts nothing that fails after it concluded", async ({ page, guard }) => {
  await show(page, guard, { check: "nothing", report: /^$/ });
  expect(await guard.conclude([page])).toEqual([]);
  await page.evaluate(() => console.error("the servers ended"));
  await expect.poll(() => guard.problems([page])).toContainEqual(expect.stringContaining("the servers ended"));
  expect(await guard.conclude([page])).toEqual([]);
});

test("leaving out a check needs a reason", ({ guard }) => {
  expect(() => guard.waive("console", " ")).toThrow("needs a reason");
});

async function show(page: Page, guard: Guard, { body = "", script = "" }: Violation): Promise<void> {
  guard.mayAsk(SITE);
  await page.route(`${OTHER}**`, (route) =>
    route.fulfill({ headers: { "Access-Control-Allow-Origin": "*" }, body: "" }),
  );
  await page.route(`${SITE}**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/missing") return route.fulfill({ status: 404 });
    if (path === "/style.css") return route.fulfill({ contentType: "text/css", body: STYLE });
    if (path === "/script.js") return route.fulfill({ contentType: "text/javascript", body: `${script}\n;globalThis.ran = true` });
    const headers = {
      "Content-Type": "text/html",
      "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' http:",
    };
    return route.fulfill({ headers, body: html(body) });
  });
  await page.goto(SITE, { waitUntil: "networkidle" });
  await expect.poll(() => page.evaluate("globalThis.ran")).toBe(true);
}

function html(body: string): string {
  return `<!doctype html><html lang="en"><title>Test</title><link rel="stylesheet" href="/style.css">
    <main><h1>Test</h1>${body}</main><script src="/script.js"></script></html>`;
}

function forgive(guard: Guard): void {
  for (const check of ["uncaught", "policy", "console", "hosts", "accessibility"] as const) {
    guard.waive(check, "the report is what this test is about");
  }
}
