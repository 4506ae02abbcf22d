import { answer, cause, causes, check, decide, expectTitle, lines, openCheck } from "./checked.ts";
import { expect, test } from "./servers/fixture.ts";

// The connection check where what stands before a registry spoils it.

const ALLOW = "add_header Access-Control-Allow-Origin *";

test("a login page elsewhere is told from a header that is missing", async ({ page, guard, servers, start }) => {
  const nginx = await start.nginx({
    configuration: `server { listen 127.0.0.1:{readable};
      location /v2/ { ${ALLOW} always; return 302 http://127.0.0.1:{login}/login; } }
    server { listen 127.0.0.1:{silent}; location /v2/ { return 302 http://127.0.0.1:{login}/login; } }
    server { listen 127.0.0.1:{login}; location / { return 200 "Sign in"; } }`,
    ports: ["readable", "silent", "login"],
  });
  guard.mayAsk(nginx.origin("login"));
  guard.mayFail(nginx.origin("login"));
  await openCheck(page, guard, servers.sites.root, nginx.origin("readable"));
  await expectTitle(page, /answers, but this page may not read it$/);
  await expect(cause(page)).toHaveText(/^It leads to another address \(to https, or to the login page of a proxy\)/);
  await expect(causes(page)).toHaveCount(0);
  await expect(lines(page, "failed")).toContainText("Access-Control-Allow-Origin is missing where /v2/ leads to");

  await openCheck(page, guard, servers.sites.root, nginx.origin("silent"));
  await expectTitle(page, /answers, but this page may not read it$/);
  await expect(causes(page).filter({ hasText: /^It leads to another address/ })).toBeVisible();
  const { said, tells } = await decide(page);
  expect(said).toMatch(/^HTTP\/1\.1 302 /);
  expect(tells).toMatch(/^A status from 301 to 308: it leads elsewhere\./);
});

test("a refusal that may not be read is one of what it may be, unless there is no password", async ({
  page,
  guard,
  servers,
  start,
}) => {
  const registry = await start.registry({ access: "htpasswd" }, "small");
  // Without "always" it stands in no refusal.
  const nginx = await start.nginx({
    configuration: `server { listen 127.0.0.1:{port}; location / { ${ALLOW}; proxy_pass ${registry.origin}; } }`,
  });
  await openCheck(page, guard, servers.sites.root, nginx.origin());
  await expectTitle(page, /answers, but this page may not read it$/);
  await expect(causes(page)).toHaveCount(3);
  await expect(causes(page).last()).toHaveText(/^It wants a password, and where it says so Access-Control-Allow-Origin is missing/);
  const { said } = await decide(page);
  expect(said).toMatch(/^HTTP\/1\.1 401 /);
  expect(said).not.toMatch(/access-control-allow-origin/i);
  await answer(page, "Does it ask for a password?", "no");
  await expect(causes(page)).toHaveCount(2);
});

test("blobs that may not be read are told from storage elsewhere", async ({ page, guard, servers, start }) => {
  const nginx = await start.nginx({
    configuration: `server { listen 127.0.0.1:{port};
      location / { proxy_pass ${servers.gallery}; }
      location ~ /blobs/ { proxy_hide_header Access-Control-Allow-Origin; proxy_pass ${servers.gallery}; } }`,
  });
  await openCheck(page, guard, servers.sites.root, nginx.origin());
  await expectTitle(page, /not all of it works from here$/);
  await expect(cause(page)).toHaveText("Where it gives configs and layers, Access-Control-Allow-Origin is missing.");
  await expect(lines(page, "failed")).toContainText(["Configs and layers may not be read"]);
  await expect(check(page).getByRole("tab").first()).toHaveText("distribution");
});

test("a challenge that may not be read is named", async ({ page, guard, servers, start }) => {
  const registry = await start.registry({ access: "htpasswd" }, "small");
  const nginx = await start.nginx({
    configuration: `server { listen 127.0.0.1:{port}; location / {
      ${ALLOW} always;
      add_header Access-Control-Allow-Headers "Authorization, Accept" always;
      if ($request_method = OPTIONS) { return 204; }
      proxy_pass ${registry.origin}; } }`,
  });
  await openCheck(page, guard, servers.sites.root, nginx.origin());
  await expectTitle(page, /asks who you are$/);
  await expect(cause(page).filter({ hasText: "Access-Control-Expose-Headers lacks WWW-Authenticate." })).toBeVisible();
  await expect(lines(page, "failed").filter({ hasText: "Expose-Headers: WWW-Authenticate" })).toBeVisible();
});
