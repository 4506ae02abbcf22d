import { expect, type Page } from "@playwright/test";
import type { Guard } from "../guard.ts";
import type { Role, Verbs } from "../verbs.ts";
import { pictureOf } from "./picture.ts";

/** The verbs in Chromium, by Playwright. */
export class Chromium implements Verbs {
  constructor(
    private readonly page: Page,
    private readonly guard: Guard,
  ) {}

  async open(address: string): Promise<void> {
    await this.page.goto(address);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async back(): Promise<void> {
    await this.page.goBack();
  }

  async address(): Promise<string> {
    return this.page.url();
  }

  async click(role: Role, name: string): Promise<void> {
    await this.page.getByRole(role, { name, exact: true }).click();
  }

  async fill(role: Role, name: string, text: string): Promise<void> {
    await this.page.getByRole(role, { name, exact: true }).fill(text);
  }

  async key(name: string): Promise<void> {
    await this.page.keyboard.press(name);
  }

  async text(): Promise<string> {
    return this.page.getByRole("main").innerText();
  }

  async see(text: string): Promise<void> {
    await expect(this.page.locator("body")).toContainText(text, { useInnerText: true });
  }

  async seeRole(role: Role, name: string): Promise<void> {
    await expect(this.page.getByRole(role, { name, exact: true })).toBeVisible();
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: pictureOf(`${name}-chromium`) });
  }

  requests(): string[] {
    return this.guard.requests();
  }
}
