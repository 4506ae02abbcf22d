import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { Hosted, type Login } from "./servers/deploy.ts";
import { expect, test as base } from "./servers/fixture.ts";
import type { Nginx } from "./servers/nginx.ts";
import type { User } from "./servers/real-registry.ts";

export { expect } from "./servers/fixture.ts";

/** A test with the page in a folder, as docs/HOSTING.md has it hosted. */
export const test = base.extend<object, { hosted: Hosted }>({
  hosted: [
    async ({}, use) => {
      const hosted = Hosted.copy();
      await use(hosted);
      hosted.remove();
    },
    { scope: "worker" },
  ],
});

/** A digest that no content has. */
export const EMPTY = `sha256:${"0".repeat(64)}`;

/** Who pushes by roles.conf. */
export const CI: Login = { username: "ci", password: "pushes-4711" };
/** Who deletes by roles.conf, and so does Bob. */
export const ALICE: Login = { username: "alice", password: "deletes one" };
export const BOB: Login = { username: "bob", password: "deletes-two" };
/** Whom roles.conf does not name. */
export const CAROL: Login = { username: "carol", password: "reads-only" };
/** Nobody that roles.conf names, though nearly. */
export const OTHER_ALICE: Login = { username: "Alice", password: "reads-too" };
/** Everybody with a password. */
export const EVERYBODY = [CI, ALICE, BOB, CAROL, OTHER_ALICE];

/** The header of somebody who signs in. */
export function authorization({ username, password }: Login): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

/** The registry's addresses: a page still reads in the background when the test ends its server. */
export function registryBehind(nginx: Nginx): string {
  return `${nginx.origin()}/v2/`;
}

/** Goes from the repositories to an image, whose page comes in later parts. */
export async function walkToAnImage(page: Page): Promise<void> {
  const repositories = page.getByRole("table", { name: "Repositories" });
  await repositories.getByRole("link", { name: "gallery/ui" }).click();
  await page.getByRole("table", { name: "Tags" }).getByRole("link", { name: "2.1", exact: true }).click();
  await expect(page.getByRole("table", { name: "Layers" })).toBeVisible();
  await expect(page.getByRole("alert")).toBeHidden();
}

/** Fills the form in which the page asks who somebody is. */
export async function signIn(page: Page, user: User): Promise<void> {
  const form = page.getByRole("form", { name: /^Sign in/ });
  await form.getByRole("textbox", { name: "Name", exact: true }).fill(user.name);
  await form.getByLabel("Password or token").fill(user.password);
  await form.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Asks the registry to begin an upload, and ends it. */
export async function push(origin: string, headers: Record<string, string>): Promise<number[]> {
  const begun = await fetch(`${origin}/v2/pushed/by-a-test/blobs/uploads/`, { method: "POST", headers });
  if (!begun.ok) return [begun.status];
  const content = "what was pushed";
  const digest = createHash("sha256").update(content).digest("hex");
  const place = new URL(begun.headers.get("location")!);
  expect(place.origin).toBe(origin);
  place.searchParams.set("digest", `sha256:${digest}`);
  const ended = await fetch(place, { method: "PUT", headers, body: content });
  return [begun.status, ended.status];
}

/** The status of an answer. */
export async function statusOf(url: string, options: RequestInit = {}): Promise<number> {
  return (await fetch(url, options)).status;
}
