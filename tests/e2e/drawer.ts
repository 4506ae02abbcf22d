import type { Locator, Page, Request } from "@playwright/test";
import { expect } from "./fixture.ts";

/** The drawer with the requests of the page. */
export function drawerOf(page: Page): Locator {
  return page.getByRole("complementary", { name: "Requests of this page" });
}

/** The rows of the drawer, the newest request first. */
export function rowsOf(page: Page): Locator {
  return drawerOf(page).getByRole("table").locator("tbody tr");
}

/** A request as a row shows it. */
export interface Shown {
  method: string;
  address: string;
  status: string;
  digest: string;
}

/** What the rows show, the oldest request first. */
export async function shown(page: Page): Promise<Shown[]> {
  const rows = await rowsOf(page).evaluateAll((rows) =>
    rows.map((row) => {
      const part = (name: string) => row.querySelector<HTMLElement>(`.${name}`)!;
      const address = part("origin").textContent + part("path").textContent;
      return { method: part("method").textContent, address, status: part("outcome").textContent, digest: part("named").title };
    }),
  );
  return rows.reverse();
}

/** What the browser says that the page's program asked for, by its own record. */
export class Recorded {
  private readonly requests: Request[] = [];

  constructor(page: Page) {
    page.on("request", (request) => {
      if (request.resourceType() === "fetch" && !request.url().endsWith(".wasm")) this.requests.push(request);
    });
  }

  /** Each request with its answer, in the words of the drawer; none may have failed. */
  async answered(): Promise<Shown[]> {
    return Promise.all(
      this.requests.map(async (request) => {
        const response = (await request.response())!;
        const status = response.ok() ? `${response.status()}` : `${response.status()} ${response.statusText()}`;
        const digest = (await response.headerValue("docker-content-digest")) ?? "";
        return { method: request.method(), address: request.url(), status, digest };
      }),
    );
  }
}

/** Waits until nothing is under way any more. */
export async function expectQuiet(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true], .skeleton")).toHaveCount(0);
  await expect(rowsOf(page).first()).toBeVisible();
  await expect(rowsOf(page).filter({ hasText: "waiting" })).toHaveCount(0);
}

/** The line that the button of a row copies. */
export async function copied(page: Page, row: Locator): Promise<string> {
  const button = row.getByRole("button", { name: /^Copy request \d+ as curl$/ });
  await button.click();
  const number = await row.getAttribute("data-number");
  await expect(drawerOf(page).getByRole("status")).toHaveText(`Copied: request ${number}`);
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Lets the test read what was copied. */
export async function mayReadClipboard(page: Page): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
}
