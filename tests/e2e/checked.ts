import { execFile } from "node:child_process";
import type { Locator, Page } from "@playwright/test";
import type { Guard } from "./guard.ts";
import { openRegistry } from "./registry.ts";
import { expect } from "./servers/fixture.ts";
import { ROOT } from "./servers/program.ts";
import { POLICY } from "./servers/site.ts";

/** The check on the connection page. */
export function check(page: Page): Locator {
  return page.locator("section.connection-check");
}

/** What the check says in one sentence, once it has ended. */
export async function expectTitle(page: Page, title: RegExp): Promise<void> {
  await expect(check(page)).toHaveAttribute("aria-busy", "false");
  await expect(check(page).getByRole("heading", { level: 2 })).toHaveText(title);
}

/** The lines of a state. */
export function lines(page: Page, state: "passed" | "failed" | "next" | "not asked"): Locator {
  const list = check(page).getByRole("list", { name: "What was tried" });
  return list.getByRole("listitem").filter({ has: page.locator(".state", { hasText: new RegExp(`${state}$`) }) });
}

/** What it may be, where no browser tells; likeliest first. */
export function causes(page: Page): Locator {
  return check(page).locator("ol li");
}

/** What it is, where that is certain. */
export function cause(page: Page): Locator {
  return check(page).locator(".cause");
}

/** Answers one of the questions above the result. */
export async function answer(page: Page, question: string, name: string): Promise<void> {
  await check(page).getByRole("group", { name: question }).getByRole("button", { name, exact: true }).click();
}

/** The lines that are printed for something. */
export async function cure(page: Page, name: string): Promise<string> {
  await check(page).getByRole("tab", { name, exact: true }).click();
  return check(page).getByRole("tabpanel").locator("pre").innerText();
}

/** The lines that are printed for nginx before a registry, as a file of `conf.d`. */
export async function terminator(page: Page): Promise<string> {
  const [map, location] = (await cure(page, "nginx")).split("# In the server before the registry:");
  return `${map}\nserver { listen 127.0.0.1:{port};\n${location}\n}`;
}

/** Checks once more. */
export async function checkAgain(page: Page): Promise<void> {
  await check(page).getByRole("button", { name: "Check again" }).click();
}

/** What the printed line for a terminal puts there, whatever its end; and how the page says to read it. */
export async function decide(page: Page): Promise<{ said: string; tells: string }> {
  const line = await check(page).locator(".deciding code").innerText();
  const tells = await check(page).locator(".deciding .second").innerText();
  // A name that nobody has is given up soon.
  const env = { ...process.env, RES_OPTIONS: "timeout:1 attempts:1" };
  const said = await new Promise<string>((resolve) => {
    execFile("sh", ["-c", line], { env }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  return { said, tells };
}

/** Opens the check of a registry from a page of another origin. */
export async function openCheck(page: Page, guard: Guard, site: string, registry: string): Promise<void> {
  guard.mayFail(registry);
  await openRegistry(page, guard, { site, registry, view: "connection" });
}

/** A server of the page for nginx, with what somebody adds to it. */
export function serving(listen: string, added = ""): string {
  return `server {
    ${listen}
    add_header Content-Security-Policy "${POLICY}" always;
    root ${ROOT}dist;
    index index.html;
    location / { try_files $uri $uri/index.html =404; }
    ${added}
  }`;
}
