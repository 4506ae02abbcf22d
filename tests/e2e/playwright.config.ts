import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/e2e",
  globalSetup: "./global-setup.ts",
  fullyParallel: true,
  // More than there are cores: each test mostly waits for what it looks at.
  workers: 3,
  forbidOnly: true,
  // Browser, registries and page share two cores; what passes only then is named at the end.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: "../../test-results/browser.json" }]],
  use: {
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    // Colours that are still changing would be measured half-way.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
