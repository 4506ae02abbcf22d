import type { Page } from "@playwright/test";
import { signIn } from "./deployed.ts";
import type { Guard } from "./guard.ts";
import { manifestsOf, openRegistry, viewOf } from "./registry.ts";
import { expect, type Start, test } from "./servers/fixture.ts";
import type { Servers } from "./servers/index.ts";
import { expectNames, tableOf } from "./tables.ts";

// What was opened by its name stays in the list of a registry that gives none, at later visits too.

const KEPT = "porthole.opened";

interface Scene {
  page: Page;
  guard: Guard;
  servers: Servers;
  start: Start;
}

/** A real registry behind two servers that do not give its list of repositories: one refuses it, the
 * other has nothing in it. */
async function withoutList({ guard, servers, start }: Scene): Promise<{ refused: string; empty: string }> {
  const server = (port: string, answer: string) => `server {
    listen 127.0.0.1:{${port}};
    location / { proxy_pass ${servers.gallery}; }
    location = /v2/_catalog {
      add_header Access-Control-Allow-Origin * always;
      default_type application/json;
      return ${answer};
    }
  }`;
  const nginx = await start.nginx({
    configuration: `${server("refused", "403")} ${server("empty", `200 '{"repositories":[]}'`)}`,
    ports: ["refused", "empty"],
  });
  const [refused, empty] = [nginx.origin("refused"), nginx.origin("empty")];
  // Which media types and which names are there is found out by asking.
  guard.mayFail(refused, empty);
  return { refused, empty };
}

async function open(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Open a repository or an image by its name" }).fill(text);
  await page.getByRole("button", { name: "Open", exact: true }).click();
}

async function openToTags(page: Page, text: string): Promise<void> {
  await open(page, text);
  await expect(page.getByRole("table", { name: "Tags" })).toBeVisible();
}

function home(page: Page): Promise<void> {
  return page.getByRole("banner").getByRole("link", { name: "Repositories", exact: true }).click();
}

function kept(page: Page): Promise<string | null> {
  return page.evaluate((key) => localStorage.getItem(key), KEPT);
}

for (const { kind, summary } of [
  { kind: "refused", summary: "2 repositories known without the list" },
  { kind: "empty", summary: "2 repositories known without the list, which is empty" },
] as const) {
  test(`a list that is ${kind}: what was opened is there at the next visit, at its registry only`, async ({
    page,
    guard,
    servers,
    start,
  }) => {
    const registries = await withoutList({ page, guard, servers, start });
    const registry = registries[kind];
    await openRegistry(page, guard, { site: servers.sites.root, registry });
    await openToTags(page, "gallery/ui");
    await home(page);
    await open(page, "no/such/repository");
    await expect(page.getByRole("heading", { name: "No tags" })).toBeVisible();
    await home(page);
    await openToTags(page, "tools/curl");
    await expect.poll(() => kept(page)).toBe(`${registry} gallery/ui tools/curl`);

    await page.goto(viewOf(servers.sites.root, registry));
    await page.reload();
    await expectNames(tableOf(page, "Repositories"), ["gallery/ui", "tools/curl"]);
    await expect(page.getByRole("main").getByRole("status").first()).toHaveText(summary);
    const bar = page.getByRole("navigation", { name: "Repositories" });
    await expect(bar.getByRole("link").locator(".tree-name")).toHaveText(["ui", "curl"]);
    await openToTags(page, "charts/gallery");
    await expect.poll(() => kept(page)).toBe(`${registry} gallery/ui tools/curl charts/gallery`);

    const other = kind === "refused" ? registries.empty : registries.refused;
    await openRegistry(page, guard, { site: servers.sites.root, registry: other });
    await expect(page.getByRole("textbox", { name: "Open a repository or an image by its name" })).toBeVisible();
    await expect(bar.getByRole("link")).toHaveCount(0);
    await openToTags(page, "gallery/logs");
    await expect
      .poll(() => kept(page))
      .toBe(`${registry} gallery/ui tools/curl charts/gallery\n${other} gallery/logs`);
  });
}

test("what was opened is forgotten with its registry, and alone where it is gone", async ({ page, guard, servers, start }) => {
  const { refused, empty } = await withoutList({ page, guard, servers, start });
  for (const registry of [refused, empty]) {
    await openRegistry(page, guard, { site: servers.sites.root, registry });
    await openToTags(page, "gallery/ui");
    await expect.poll(() => kept(page)).toContain(`${registry} gallery/ui`);
  }
  await page.evaluate(
    ([key, text]) => localStorage.setItem(key, text),
    [KEPT, `${refused} gallery/ui was/here\n${empty} gallery/ui`],
  );
  await page.goto(viewOf(servers.sites.root, refused, "r/was/here"));
  await page.reload();
  await expect(page.getByRole("heading", { name: "No tags" })).toBeVisible();
  await expect.poll(() => kept(page)).toBe(`${empty} gallery/ui\n${refused} gallery/ui`);
  await page.getByRole("banner").getByRole("link", { name: "Connection" }).click();
  await page.getByRole("button", { name: `Forget ${new URL(empty).host}` }).click();
  await expect.poll(() => kept(page)).toBe(`${refused} gallery/ui`);
});

test("a registry that gives its list keeps no names here", async ({ page, guard, servers }) => {
  guard.mayFail(manifestsOf(servers.gallery));
  await openRegistry(page, guard, { site: servers.sites.root, registry: servers.gallery });
  await tableOf(page, "Repositories").getByRole("link", { name: "gallery/ui" }).click();
  await expect(page.getByRole("table", { name: "Tags" })).toBeVisible();
  expect(await kept(page)).toBeNull();
});

test("no text that somebody else left there spoils the list", async ({ page, guard, servers, start }) => {
  const { refused } = await withoutList({ page, guard, servers, start });
  const many = Array.from({ length: 300 }, (_, index) => `many/of-${index}`).join(" ");
  const text = `\n \nno address\n${refused} gallery/ui UPPER ../../x <b> ${many}\nhttp://\u202e x`;
  await page.addInitScript(
    ([key, text]) => localStorage.getItem(key) ?? localStorage.setItem(key, text),
    [KEPT, text],
  );
  await openRegistry(page, guard, { site: servers.sites.root, registry: refused });
  await expect(page.getByRole("main").getByRole("status").first()).toHaveText("197 repositories known without the list");
  await openToTags(page, "tools/curl");
  await expect.poll(async () => (await kept(page))!.split("\n").find((line) => line.startsWith(refused))).toMatch(/ tools\/curl$/);
  const line = (await kept(page))!.split("\n").find((line) => line.startsWith(refused))!;
  expect(line.split(" ")).not.toContain("UPPER");
  expect(line.split(" ").length).toBeLessThanOrEqual(201);
});

test("of 201 names the first goes, and of 51 registries", async ({ page, guard, servers, start }) => {
  const { refused } = await withoutList({ page, guard, servers, start });
  const names = Array.from({ length: 200 }, (_, index) => `many/of-${index}`);
  const others = Array.from({ length: 49 }, (_, index) => `http://registry-${index}.test a/b`);
  await page.addInitScript(
    ([key, text]) => localStorage.getItem(key) ?? localStorage.setItem(key, text),
    [KEPT, [`${refused} ${names.join(" ")}`, ...others].join("\n")],
  );
  await openRegistry(page, guard, { site: servers.sites.root, registry: refused, view: "r/gallery/ui" });
  await expect.poll(() => kept(page)).toBe([...others, `${refused} ${[...names.slice(1), "gallery/ui"].join(" ")}`].join("\n"));
});

test("nothing that somebody saw signed in is kept", async ({ page, guard, servers, start }) => {
  const service = await start.tokenService();
  const registry = await start.registry({ access: service.access.token }, "small");
  const nginx = await start.nginx({
    configuration: `server {
      listen 127.0.0.1:{port};
      location / { proxy_pass ${servers.sites.root}; }
      location /v2/ { proxy_pass ${registry.origin}; proxy_set_header Host $http_host; }
    }`,
  });
  const [, bob] = service.users;
  guard.mayAsk(nginx.origin(), service.origin);
  guard.mayFail(`${nginx.origin()}/v2/`);
  await page.goto(nginx.origin());
  await page.getByRole("button", { name: "Agree", exact: true }).click();
  await openToTags(page, "gallery/ui");
  await expect.poll(() => kept(page)).toBe(`${nginx.origin()} gallery/ui`);
  await home(page);
  await signIn(page, bob);
  await page.getByRole("button", { name: "Agree and sign in", exact: true }).click();
  await expect(page.getByRole("banner")).toContainText(bob.name);
  await expect(page.getByRole("alert").first()).toContainText("No permission for the list of repositories");
  await openToTags(page, "tools/curl");
  await home(page);
  await expectNames(tableOf(page, "Repositories"), ["gallery/ui", "tools/curl"]);
  expect(await kept(page)).toBe(`${nginx.origin()} gallery/ui`);
});

test("nor what the browser's own login let somebody see", async ({ page, guard, servers, start }) => {
  const { refused } = await withoutList({ page, guard, servers, start });
  // Exactly this page may send along what the browser holds.
  const origin = new URL(servers.sites.root).origin;
  const nginx = await start.nginx({
    configuration: `server {
      listen 127.0.0.1:{port};
      add_header Access-Control-Allow-Origin ${origin} always;
      add_header Access-Control-Allow-Credentials true always;
      location / {
        proxy_hide_header Access-Control-Allow-Origin;
        proxy_pass ${refused};
      }
    }`,
  });
  const registries = [{ url: nginx.origin(), credentials: "include" }];
  await page.route("**/config.json", (route) => route.fulfill({ json: { registries } }));
  guard.mayAsk(servers.sites.root, nginx.origin());
  guard.mayFail(nginx.origin());
  await page.goto(servers.sites.root);
  await openToTags(page, "gallery/ui");
  await home(page);
  await expectNames(tableOf(page, "Repositories"), ["gallery/ui"]);
  expect(await kept(page)).toBeNull();
});
