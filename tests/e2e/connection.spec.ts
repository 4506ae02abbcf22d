import { expect, test } from "./fixture.ts";
import { openWorld, ownRegistry, viewOf, World } from "./registry.ts";

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
