import { answer, cause, causes, check, cure, expectTitle, lines, openCheck } from "./checked.ts";
import { openWorld, viewOf } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";

// The connection check, in a real browser: what is wrong is named.

interface World {
  name: string;
  title: RegExp;
  /** A line that failed, if any did. */
  failed?: RegExp;
  /** What one of the causes says. */
  cause?: RegExp;
}

const WORLDS: World[] = [
  { name: "plain", title: /works from here$/ },
  {
    name: "without-cors",
    title: /answers, but this page may not read it$/,
    failed: /Access-Control-Allow-Origin is missing or names another origin/,
    cause: /do not allow pages of http:\/\/127/,
  },
  {
    name: "short-accept",
    title: /works from here; a line or two/,
    failed: /Access-Control-Allow-Headers: Accept/,
    cause: /Access-Control-Allow-Headers lacks Accept/,
  },
  {
    name: "without-expose",
    title: /works from here; a line or two/,
    failed: /Access-Control-Expose-Headers: Docker-Content-Digest, Link/,
    cause: /Access-Control-Expose-Headers lacks Docker-Content-Digest, Link/,
  },
  { name: "html", title: /is no registry$/, failed: /No registry answers at \/v2\//, cause: /web page/ },
  { name: "not-a-registry", title: /is no registry$/, failed: /No registry answers/, cause: /nothing at \/v2\// },
  { name: "unauthorised", title: /asks who you are$/, failed: /The registry asks who you are/, cause: /password/ },
  {
    name: "denied",
    title: /not all of it works from here$/,
    failed: /No permission for the list of repositories/,
    cause: /list of repositories/,
  },
];

for (const { name, title, failed, cause } of WORLDS) {
  test(`${name}: ${title.source}`, async ({ page, guard, servers }) => {
    guard.mayFail(`${servers.fake}/${name}~`);
    await openWorld(page, guard, { servers, name, view: "connection" });
    await expectTitle(page, title);
    if (failed) await expect(lines(page, "failed").filter({ hasText: failed })).toBeVisible();
    else await expect(lines(page, "failed")).toHaveCount(0);
    if (cause) await expect(check(page).locator(".cause, ol li").filter({ hasText: cause }).first()).toBeVisible();
  });
}

test("whoever is silent is given up in time", async ({ page, guard, servers }) => {
  await page.clock.install();
  await openWorld(page, guard, { servers, name: "silent", view: "connection" });
  await expect(lines(page, "next").filter({ hasText: "Reachable" })).toBeVisible();
  await expect(async () => {
    await page.clock.fastForward(6_000);
    await expect(check(page)).toHaveAttribute("aria-busy", "false", { timeout: 500 });
  }).toPass();
  await expectTitle(page, /does not answer this browser$/);
  await expect(cause(page)).toContainText("does not answer");
});

test("nobody is there", async ({ page, guard, servers }) => {
  await openCheck(page, guard, servers.sites.root, "http://127.0.0.1:1");
  await expectTitle(page, /^127\.0\.0\.1:1 does not answer this browser$/);
  await expect(causes(page).first()).toContainText("down");
  await expect(causes(page).filter({ hasText: /certificate|cannot be looked up|local network/ })).toHaveCount(0);
  await expect(check(page).getByText("curl -v 'http://127.0.0.1:1/v2/'")).toBeVisible();
});

test("the policy of the page itself is named", async ({ page, guard, servers }) => {
  guard.waive("policy", "the page is served with a policy that forbids it");
  await page.route(servers.sites.root, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": "connect-src 'self'" };
    await route.fulfill({ response, headers });
  });
  guard.mayAsk(servers.sites.root);
  guard.waive("console", "the browser says so there, too");
  await page.goto(viewOf(servers.sites.root, servers.real, "connection"));
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expectTitle(page, /^This page may not ask /);
  await expect(cause(page)).toContainText("Content-Security-Policy");
});

test("the answers decide what is printed, and the focus stays on them", async ({ page, guard, servers }) => {
  guard.mayFail(`${servers.fake}/without-cors~`);
  await openWorld(page, guard, { servers, name: "without-cors", view: "connection" });
  await expectTitle(page, /may not read it$/);
  const tabs = check(page).getByRole("tab");
  await expect(tabs).toHaveText(["nginx, one origin", "Caddy", "Traefik", "nginx", "distribution", "environment"]);
  const advice = check(page).getByText(/^If it asks for no password, the lines for distribution are enough\./);
  await expect(advice).toBeVisible();
  const no = check(page).getByRole("button", { name: "no", exact: true });
  await no.click();
  await expect(tabs.first()).toHaveText("distribution");
  await expect(advice).toHaveCount(0);
  await expect(no).toBeFocused();
  await expect(no).toHaveAttribute("aria-pressed", "true");
  expect(await cure(page, "distribution")).not.toContain("Allow-Methods");
  await answer(page, "I want to", "also delete");
  await expect(check(page).getByRole("tabpanel")).toContainText("Access-Control-Allow-Methods");
  await tabs.first().press("ArrowRight");
  await expect(tabs.nth(1)).toBeFocused();
  await expect(check(page).getByRole("tabpanel")).toContainText("REGISTRY_HTTP_HEADERS_");
  expect(guard.requests().length).toBeGreaterThan(0);
});

for (const width of [1360, 390]) {
  test(`it fits into ${width} pixels`, async ({ page, guard, servers }) => {
    guard.mayFail(`${servers.fake}/without-cors~`);
    await page.setViewportSize({ width, height: 900 });
    await openWorld(page, guard, { servers, name: "without-cors", view: "connection" });
    await expectTitle(page, /may not read it$/);
    const room = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(room).toBeLessThanOrEqual(width);
    // All lines of the cure are to be seen, and none lies below the button.
    const code = await check(page).getByRole("tabpanel").locator("pre code").boundingBox();
    const [copy, block] = await Promise.all([
      check(page).getByRole("tabpanel").getByRole("button").boundingBox(),
      check(page).getByRole("tabpanel").locator("pre").boundingBox(),
    ]);
    expect(block!.height).toBeGreaterThanOrEqual(code!.height);
    if (width > 640) expect(copy!.x).toBeGreaterThanOrEqual(block!.x + block!.width);
    else expect(block!.y).toBeGreaterThanOrEqual(copy!.y + copy!.height);
    // One part below the other.
    const [title, list] = await Promise.all([
      check(page).getByRole("heading", { level: 2 }).boundingBox(),
      check(page).getByRole("list", { name: "What was tried" }).boundingBox(),
    ]);
    expect(list!.y).toBeGreaterThan(title!.y + title!.height);
  });
}
