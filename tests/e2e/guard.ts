import type { BrowserContext, Page } from "@playwright/test";
import { accessibilityProblems } from "./accessibility.ts";

/** What the guard looks at. */
export type Check = "uncaught" | "policy" | "console" | "hosts" | "accessibility";

/** A `console.error`, with the address it is about where there is one. */
interface ConsoleError {
  text: string;
  address: string;
}

const BINDING = "portholeTestPolicyViolation";
// What the browser itself says when a request fails, or when CORS hides an answer.
const ABOUT_A_REQUEST = /^(Failed to load resource:|Access to \w+ at '(?<address>[^']+)')/;

/** Watches a browser context through a test, and says at the end what was wrong. */
export class Guard {
  private readonly uncaught: string[] = [];
  private readonly violations: string[] = [];
  private readonly consoleErrors: ConsoleError[] = [];
  private readonly requested: string[] = [];
  private readonly named = new Set<string>();
  private readonly failing: RegExp[] = [];
  private readonly waived = new Set<Check>();
  private concluded?: Promise<string[]>;

  /** Starts to watch `context`, before its first page is opened. */
  static async watching(context: BrowserContext): Promise<Guard> {
    const guard = new Guard();
    context.on("weberror", (error) => guard.uncaught.push(error.error().message));
    context.on("request", (request) => guard.requested.push(request.url()));
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      guard.consoleErrors.push({ text: message.text(), address: message.location().url });
    });
    await context.exposeBinding(BINDING, (_source, text: string) => guard.violations.push(text));
    await context.addInitScript(reportPolicyViolations, BINDING);
    return guard;
  }

  /** Names addresses whose origins the test may ask. */
  mayAsk(...addresses: string[]): void {
    for (const address of addresses) this.named.add(new URL(address).origin);
  }

  /** Names addresses whose requests are expected to fail. */
  mayFail(...addresses: (string | RegExp)[]): void {
    this.failing.push(...addresses.map((address) => startOf(address)));
  }

  /** Leaves a check out. The reason stands in the code of the test. */
  waive(check: Check, reason: string): void {
    if (reason.trim() === "") throw new Error(`leaving out ${check} needs a reason`);
    this.waived.add(check);
  }

  /** Every request of the context so far, by address. */
  requests(): string[] {
    return [...this.requested];
  }

  /** Everything that was wrong until now; pages are measured in light and in dark. */
  async problems(pages: Page[]): Promise<string[]> {
    const accessibility = this.waived.has("accessibility") ? [] : await measure(pages);
    return [
      ...this.unless("uncaught", this.uncaught),
      ...this.unless("policy", this.violations),
      ...this.unless("console", this.unexpectedConsoleErrors()),
      ...this.unless("hosts", this.unnamedHosts()),
      ...accessibility.map((text) => `accessibility: ${text}`),
    ];
  }

  /** Everything that was wrong until this was first asked: servers that end afterwards are not missed. */
  conclude(pages: Page[]): Promise<string[]> {
    this.concluded ??= this.problems(pages);
    return this.concluded;
  }

  private unless(check: Check, texts: string[]): string[] {
    return this.waived.has(check) ? [] : texts.map((text) => `${check}: ${text}`);
  }

  private unexpectedConsoleErrors(): string[] {
    return this.consoleErrors
      .filter((error) => !this.isNamedFailure(error))
      .map(({ text, address }) => `${text} (${address})`);
  }

  private isNamedFailure({ text, address }: ConsoleError): boolean {
    const match = ABOUT_A_REQUEST.exec(text);
    const about = match?.groups?.address ?? address;
    return match !== null && this.failing.some((pattern) => pattern.test(about));
  }

  private unnamedHosts(): string[] {
    const overNetwork = this.requested.filter((address) => /^(https?|wss?):/.test(address));
    return overNetwork.filter((address) => !this.named.has(new URL(address).origin));
  }
}

function startOf(address: string | RegExp): RegExp {
  if (address instanceof RegExp) return address;
  return new RegExp(`^${address.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

async function measure(pages: Page[]): Promise<string[]> {
  const problems: string[] = [];
  for (const page of pages.filter((page) => page.url() !== "about:blank")) {
    // Nothing but the colours differs in dark.
    for (const [colorScheme, rules] of [["light", "all"], ["dark", "colours"]] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await accessibilityProblems((script) => page.evaluate(script), rules);
      problems.push(...found.map((text) => `in ${colorScheme}: ${text}`));
    }
  }
  return problems;
}

// Runs in the page.
function reportPolicyViolations(binding: string): void {
  addEventListener("securitypolicyviolation", (event) => {
    const report = (globalThis as unknown as Record<string, (text: string) => void>)[binding];
    report(`${event.effectiveDirective} refused ${event.blockedURI}`);
  });
}
