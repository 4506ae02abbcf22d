import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixture.ts";

/** The table of that name. */
export function tableOf(page: Page, name: "Layers" | "Repositories" | "Tags"): Locator {
  return page.getByRole("table", { name, exact: true });
}

/** The row whose link has that name. */
export function rowOf(table: Locator, name: string): Locator {
  return table.getByRole("row").filter({ has: table.page().getByRole("link", { name, exact: true }) });
}

/** The names in the first column, from top to bottom. */
export async function namesIn(table: Locator): Promise<string[]> {
  return table.locator("td a.row-link").allInnerTexts();
}

/** Waits until nothing in the table is a shape any more, and no tag is `not read`. */
export async function expectDetails(table: Locator): Promise<void> {
  await expect(table.locator("td a").first()).toBeVisible();
  await expect(table.locator(".skeleton")).toHaveCount(0);
  await expect(table.getByText("not read")).toHaveCount(0);
}

/** Waits until the names in the first column are these. */
export async function expectNames(table: Locator, names: string[]): Promise<void> {
  await expect.poll(() => namesIn(table)).toEqual(names);
}
