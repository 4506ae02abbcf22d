import { launch, type Browser, type Page } from "puppeteer-core";
import { accessibilityProblems } from "../accessibility.ts";
import type { Role, Verbs } from "../verbs.ts";
import { pictureOf } from "./picture.ts";

// Playwright drives only a Firefox of its own making. This is the stock one,
// by the standard protocol that it speaks itself, WebDriver BiDi.

const TIMEOUT = 15_000;
const POLICY_REPORT = "policy violation: ";

// What has each role in the page. Firefox's own search by role looks at every accessible object, which takes it
// longer than any wait where a table has hundreds of rows.
const ELEMENTS: Record<Role, string> = {
  button: "self::button and not(@role)",
  heading: "self::h1 or self::h2 or self::h3",
  link: "self::a[@href]",
  searchbox: "self::input[@type='search']",
  tab: "@role='tab'",
  table: "self::table",
  textbox: "self::input[@type='text' or @type='url' or not(@type)]",
};

/** The colour scheme that Firefox tells the page. */
export type Scheme = "light" | "dark";

/** The verbs in the stock Firefox. */
export class Firefox implements Verbs {
  private readonly found: string[] = [];
  private readonly requested: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly scheme: Scheme,
  ) {}

  /** Starts the browser with one page, which is watched from the start. */
  static async start(scheme: Scheme): Promise<Firefox> {
    const browser = await launch({
      browser: "firefox",
      executablePath: "/usr/bin/firefox-esr",
      headless: true,
      defaultViewport: { width: 1360, height: 900 },
      extraPrefsFirefox: {
        "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1,
        "ui.prefersReducedMotion": 1,
      },
    });
    const firefox = new Firefox(browser, await browser.newPage(), scheme);
    await firefox.watch();
    return firefox;
  }

  /** Ends the browser. */
  async stop(): Promise<void> {
    await this.browser.close();
  }

  /** Everything that was wrong until now, with the page as it is measured too. */
  async problems(mayAsk: string[]): Promise<string[]> {
    const named = new Set(mayAsk.map((address) => new URL(address).origin));
    // Firefox reports its own font for list markers as a request of a `data:` address.
    const overNetwork = this.requested.filter((address) => /^(https?|wss?):/.test(address));
    const strangers = overNetwork.filter((address) => !named.has(new URL(address).origin));
    const accessibility = await accessibilityProblems((script) => this.page.evaluate(script));
    return [
      ...this.found,
      ...strangers.map((address) => `hosts: ${address}`),
      ...accessibility.map((text) => `accessibility: in ${this.scheme}: ${text}`),
    ];
  }

  async open(address: string): Promise<void> {
    await this.page.goto(address);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async back(): Promise<void> {
    await this.page.evaluate(() => history.back());
  }

  async address(): Promise<string> {
    return this.page.evaluate(() => location.href);
  }

  async click(role: Role, name: string): Promise<void> {
    await this.wait(`a ${role} ${name}`, () => this.locator(role, name).click());
  }

  async fill(role: Role, name: string, text: string): Promise<void> {
    await this.wait(`a ${role} ${name}`, () => this.locator(role, name).fill(text));
  }

  async key(name: string): Promise<void> {
    await this.page.keyboard.press(name as Parameters<Page["keyboard"]["press"]>[0]);
  }

  async text(): Promise<string> {
    return this.page.evaluate(() => document.querySelector<HTMLElement>("main:not([hidden])")?.innerText ?? "");
  }

  async see(text: string): Promise<void> {
    const arrived = (wanted: string) => document.body.innerText.includes(wanted);
    await this.wait(`the text ${text}`, () => this.page.waitForFunction(arrived, { timeout: TIMEOUT }, text));
  }

  async seeRole(role: Role, name: string): Promise<void> {
    await this.wait(`a ${role} ${name}`, () => this.locator(role, name).wait());
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: pictureOf(`${name}-firefox-${this.scheme}`) });
  }

  requests(): string[] {
    return [...this.requested];
  }

  private locator(role: Role, name: string) {
    const text = JSON.stringify(name);
    const named = `@aria-label=${text} or normalize-space(.)=${text} or @id=//label[normalize-space(.)=${text}]/@for`;
    const selector = `::-p-xpath(//*[${ELEMENTS[role]}][${named}])`;
    return this.page.locator(selector).setVisibility("visible").setTimeout(TIMEOUT);
  }

  private async watch(): Promise<void> {
    this.page.on("pageerror", (error) => this.found.push(`uncaught: ${error}`));
    this.page.on("request", (request) => this.requested.push(request.url()));
    this.page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" || text.startsWith(POLICY_REPORT)) this.found.push(text);
    });
    await this.page.evaluateOnNewDocument((report) => {
      addEventListener("securitypolicyviolation", (event) => {
        console.debug(`${report}${event.effectiveDirective} refused ${event.blockedURI}`);
      });
    }, POLICY_REPORT);
  }

  /** Says what was waited for, and what was there instead, when a wait fails. */
  private async wait(what: string, waiting: () => Promise<unknown>): Promise<void> {
    try {
      await waiting();
    } catch (error) {
      throw new Error(`${what} did not come; the page shows:\n${await this.text()}`, { cause: error });
    }
  }
}
