import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { Guard } from "./guard.ts";
import type { Start } from "./servers/fixture.ts";
import type { Access, User } from "./servers/real-registry.ts";
import { POLICY } from "./servers/site.ts";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

/** What a page at the origin of its registry needs. */
export interface Scene {
  page: Page;
  guard: Guard;
  start: Start;
}

/** The page and a registry at one origin. */
export async function openTogether({ page, guard, start }: Scene, access: Access, view = ""): Promise<{ site: string; users: User[] }> {
  const registry = await start.registry({ access }, "small");
  const nginx = await start.nginx({
    configuration: `server {
      listen 127.0.0.1:{port};
      add_header Content-Security-Policy "${POLICY}" always;
      location / { root ${DIST}; index index.html; try_files $uri $uri/index.html =404; }
      location /v2/ { proxy_pass ${registry.origin}; proxy_set_header Host $http_host; }
    }`,
  });
  const site = `${nginx.origin()}/`;
  guard.mayAsk(site);
  guard.mayFail(`${site}v2/`);
  await page.goto(`${site}#/${view}`);
  return { site, users: registry.users };
}

/** Fills the form in which the page asks who somebody is. */
export async function signIn(page: Page, { name, password }: User): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password or token").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
