import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { Firefox } from "./drivers/firefox.ts";

// What the walk in Firefox relies on: its driver finds what is wrong with a page.

const PAGE = `<!doctype html><html lang="en"><title>Test</title><main><h1>Test</h1>
  <p style="color: red">inline style</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>
  <script src="/script.js"></script></html>`;

const SCRIPT = `
  setTimeout(() => { throw new Error("nobody caught this") });
  console.error("something is wrong");
  fetch("http://localhost:" + location.port + "/other").catch(() => {});
  globalThis.ran = true;
`;

const POLICY = "default-src 'none'; script-src 'self'; img-src data:; connect-src http:";

test("the driver of Firefox finds what is wrong with a page", async () => {
  const server = await serve();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const firefox = await Firefox.start("light");
  try {
    await firefox.open(origin);
    await firefox.see("inline style");
    for (const report of [
      /^uncaught: .*nobody caught this/,
      /^policy violation: style-src-attr refused inline/,
      /^something is wrong/,
      /^hosts: http:\/\/localhost:\d+\/other/,
      /^accessibility: in light: image-alt/,
    ]) {
      await expect.poll(() => firefox.problems([origin])).toContainEqual(expect.stringMatching(report));
    }
  } finally {
    await firefox.stop();
    server.close();
  }
});

function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === "/script.js";
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? SCRIPT : PAGE);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
