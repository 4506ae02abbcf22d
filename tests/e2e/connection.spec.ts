import { mayMissOddities } from "./demo.ts";
import { expect, test } from "./fixture.ts";
import { manifestsOf, openRegistry, openWorld, ownRegistry, viewOf, World } from "./registry.ts";

// Which registry: by hand, by an address that somebody sent, by config.json.

test("an unknown registry in the address is asked nothing before consent", async ({ page, guard, servers }) => {
  const world = new World(servers, "plain");
  guard.mayAsk(servers.sites.root, world.address);
  await page.goto(viewOf(servers.sites.root, world.address, "r/gallery/ui"));
  await expect(page.getByRole("heading", { level: 1, name: /^Connect to 127\.0\.0\.1.*\?$/ })).toBeVisible();
  expect(await world.requests()).toEqual([]);
  expect(guard.requests().filter((address) => address.startsWith(servers.fake))).toEqual([]);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("table", { name: "Tags" })).toBeVisible();
  expect((await world.requests()).map(({ method }) => method)).not.toContain("POST");
});

test("consent is kept: the same address opens at once", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "plain" });
  const repositories = page.getByRole("table", { name: "Repositories" });
  await expect(repositories).toBeVisible();
  await page.reload();
  await expect(repositories).toBeVisible();
});

for (const [text, what] of [
  ["", "nothing"],
  ["not an address", "words"],
  ["ftp://registry.test", "another scheme"],
  ["http://", "half an address"],
  ["http://someone:secret@registry.test", "a password"],
  ["javascript:alert(1)", "a script"],
]) {
  test(`an address that is none is said at its field: ${what}`, async ({ page, guard, servers }) => {
    guard.mayAsk(servers.sites.root);
    guard.mayFail(ownRegistry(servers));
    await page.goto(`${servers.sites.root}#/connection`);
    const field = page.getByRole("textbox", { name: "Registry address" });
    await field.fill(text);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(/\S/);
    await expect(page.getByRole("heading", { level: 1, name: "Connection" })).toBeVisible();
    expect(page.url()).not.toContain("secret");
  });
}

for (const [body, key] of [
  [`{ "titel": "Acme" }`, "titel"],
  [`{ "theme": "blue" }`, "theme"],
  [`{ "registries": [{ "title": "No address" }] }`, "registries"],
  [`{ "title": `, "config.json"],
]) {
  test(`a mistake in config.json is named: ${body}`, async ({ page, guard, servers }) => {
    guard.mayAsk(servers.sites.root);
    await page.route("**/config.json", (route) => route.fulfill({ contentType: "application/json", body }));
    await page.goto(servers.sites.root);
    await expect(page.getByRole("alert")).toContainText(key);
    await expect(page.getByRole("alert")).toContainText("config.json");
  });
}

test("a web page that comes instead of config.json is named, with its cure", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  const body = "<!doctype html><title>Not found</title>";
  await page.route("**/config.json", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(servers.sites.root);
  await expect(page.getByRole("alert")).toContainText("A web page came instead of config.json");
  await expect(page.getByRole("alert")).toContainText("answer with status 404");
});

test("registries of config.json need no consent", async ({ page, guard, servers }) => {
  const world = new World(servers, "plain");
  guard.mayAsk(servers.sites.root, world.address);
  const settings = { title: "Acme images", registries: [{ id: "main", title: "Main", url: world.address }] };
  await page.route("**/config.json", (route) => route.fulfill({ json: settings }));
  await page.goto(`${servers.sites.root}#/`);
  await expect(page.getByRole("table", { name: "Repositories" })).toBeVisible();
  await page.goto(`${servers.sites.root}#/?registry=main`);
  await expect(page.getByRole("table", { name: "Repositories" })).toBeVisible();
});

test("where no registries may be added an unknown one is refused", async ({ page, guard, servers }) => {
  const world = new World(servers, "plain");
  guard.mayAsk(servers.sites.root);
  const settings = { add_registries: false, registries: [{ url: world.address }] };
  await page.route("**/config.json", (route) => route.fulfill({ json: settings }));
  await page.goto(viewOf(servers.sites.root, "http://another.test"));
  await expect(page.getByRole("heading", { level: 2, name: /another\.test cannot be opened here/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Connect", exact: true })).toBeHidden();
});

test("with no registry at its own origin it asks for an address and offers the demo", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  guard.mayFail(ownRegistry(servers));
  await page.goto(servers.sites.root);
  await expect(page.getByRole("textbox", { name: "Registry address" })).toBeVisible();
  await expect(page.getByRole("link", { name: /demo/i })).toBeVisible();
});

test("what is typed outlives the answer of the page's own origin", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  guard.mayFail(ownRegistry(servers));
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route(ownRegistry(servers), async (route) => {
    await answered;
    await route.continue();
  });
  await page.goto(`${servers.sites.root}#/connection`);
  const field = page.getByRole("textbox", { name: "Registry address" });
  await field.fill("localhost:50");
  const response = page.waitForResponse(ownRegistry(servers));
  answer();
  await response;
  await field.press("End");
  await field.pressSequentially("00");
  await expect(field).toHaveValue("localhost:5000");
});

for (const view of ["nosuch", "r/UPPER", "r/gallery/ui/-/tags/b@d", "r/gallery/ui/-/digests/sha256:zz"]) {
  test(`an address that no view has keeps its registry: ${view}`, async ({ page, guard, servers }) => {
    guard.mayAsk(servers.sites.root);
    await mayMissOddities(guard, servers);
    await page.goto(`${servers.sites.root}#/${view}?registry=demo`);
    await expect(page.getByRole("heading", { level: 2, name: "This address leads nowhere" })).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Repositories" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Demo registry" })).toBeVisible();
  });
}

test("a password in an address is neither shown nor kept in it", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  await page.goto(`${servers.sites.root}#/?registry=https://someone:secret@registry.test`);
  const field = page.getByRole("textbox", { name: "Registry address" });
  await expect(field).toHaveAccessibleDescription(/password/);
  await expect(field).toHaveValue("");
  await expect.poll(() => page.url()).not.toContain("secret");
});

test("a password in config.json is not repeated", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  const settings = { registries: [{ url: "https://someone:secret@registry.test" }] };
  await page.route("**/config.json", (route) => route.fulfill({ json: settings }));
  await page.goto(servers.sites.root);
  await expect(page.getByRole("alert")).toContainText("registries[0].url");
  await expect(page.locator("body")).not.toContainText("secret");
});

test("a config.json that the server refuses is said with its status", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root);
  guard.mayFail(`${servers.sites.root}config.json`);
  await page.route("**/config.json", (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto(servers.sites.root);
  await expect(page.getByRole("alert")).toContainText("503");
  await page.unroute("**/config.json");
  guard.mayFail(ownRegistry(servers));
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("textbox", { name: "Registry address" })).toBeVisible();
});

test("a registry is forgotten on request, and asked about again", async ({ page, guard, servers }) => {
  const world = await openWorld(page, guard, { servers, name: "plain" });
  await expect(page.getByRole("table", { name: "Repositories" })).toBeVisible();
  await page.getByRole("banner").getByRole("link", { name: "Connection" }).click();
  await expect(page.getByRole("textbox", { name: "Registry address" })).toHaveValue(world.address);
  await page.getByRole("button", { name: /^Forget / }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Connect to / })).toBeVisible();
});

test("where there is no catalog a repository is opened by its name", async ({ page, guard, servers }) => {
  const world = new World(servers, "catalog-missing");
  guard.mayFail(`${world.address}/v2/_catalog`);
  await openWorld(page, guard, { servers, name: "catalog-missing" });
  const field = page.getByRole("textbox", { name: "Open a repository or an image by its name" });
  await field.fill("No Name");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("gallery/ui");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("table", { name: "Tags" })).toBeVisible();
});

test("what people paste leads to its image, and what was opened stays in the list", async ({ page, guard, servers }) => {
  const world = new World(servers, "catalog-missing");
  guard.mayFail(`${world.address}/v2/_catalog`, /\/manifests\//);
  await openWorld(page, guard, { servers, name: "catalog-missing" });
  const host = new URL(servers.fake).host;
  const paste = async (text: string) => {
    await page.getByRole("textbox", { name: "Open a repository or an image by its name" }).fill(text);
    await page.getByRole("button", { name: "Open", exact: true }).click();
  };
  await paste("FROM gallery/ui:1.0 AS build");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("gallery/ui:1.0");
  await page.getByRole("link", { name: "Repositories", exact: true }).click();
  await paste(`docker pull --quiet ${host}/gallery/ui`);
  await expect(page.getByRole("table", { name: "Tags" })).toBeVisible();
  await page.getByRole("link", { name: "Repositories", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Repositories" }).getByRole("link", { name: "ui" })).toBeVisible();
  await paste("docker pull elsewhere.example:5000/gallery/ui:1.0");
  const there = page.getByRole("link", { name: "Open it at elsewhere.example:5000" });
  await expect(page.getByText("This is of another registry than")).toBeVisible();
  await there.click();
  await expect(page.getByRole("heading", { level: 1, name: "Connect to elsewhere.example:5000?" })).toBeVisible();
});

test("where there is no catalog, config.json names repositories", async ({ page, guard, servers }) => {
  const world = new World(servers, "catalog-missing");
  guard.mayAsk(servers.sites.root, world.address);
  guard.mayFail(`${world.address}/v2/_catalog`, /\/manifests\//);
  const registries = [{ url: world.address, repositories: ["gallery/ui", "charts/gallery"] }];
  await page.route(/config\.json$/, (route) => route.fulfill({ json: { registries } }));
  await page.goto(servers.sites.root);
  await expect(page.getByRole("table", { name: "Repositories" }).getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("row", { name: "gallery/ui" })).toContainText("1.1");
});

test("a line that fetches an image opens it, though it was pasted where an address goes", async ({ page, guard, servers }) => {
  guard.mayAsk(servers.sites.root, servers.gallery);
  guard.mayFail(ownRegistry(servers), manifestsOf(servers.gallery));
  await page.goto(`${servers.sites.root}#/connection`);
  await page.getByRole("textbox", { name: "Registry address" }).fill(`docker pull ${new URL(servers.gallery).host}/gallery/ui:3.0.42`);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("gallery/ui:3.0.42");
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
});

test("what the filter does not find may be there without being listed", async ({ page, guard, servers }) => {
  guard.mayFail(manifestsOf(servers.gallery));
  await openRegistry(page, guard, { site: servers.sites.root, registry: servers.gallery });
  await page.getByRole("searchbox", { name: "Filter repositories" }).fill(`${new URL(servers.gallery).host}/gallery/ui:2.1`);
  await page.getByRole("link", { name: /^Open .* by its name$/ }).click();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
});
