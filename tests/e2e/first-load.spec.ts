import { readFileSync } from "node:fs";
import { BOUND, firstLoad, later, total } from "../../scripts/first-load.mjs";
import { mayMissOddities, openDemo } from "./demo.ts";
import { expect, test } from "./fixture.ts";

test("a first visit stays within its bound", () => {
  const files = firstLoad();
  expect(files.map((file) => file.name)).toContain("index.html");
  expect(total(files)).toBeLessThanOrEqual(BOUND);
});

test("the README says what a first visit costs", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const stated = Number(/A first visit downloads (\d+) kB/.exec(readme)?.[1]);
  const measured = total(firstLoad()) / 1000;
  expect(Math.abs(stated - measured)).toBeLessThan(10);
});

// The pages of repositories and images are parts of the program that are loaded when one is opened.

const REPOSITORY = /-split_repository\.wasm$/;

test("a first visit loads what is counted, and nothing else", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname.slice(1)));
  await openDemo(page, guard, { servers });
  await expect(page.getByRole("row", { name: "gallery/ui" })).toContainText("3.0.42");
  const files = loaded.filter((path) => path !== "" && !path.startsWith("demo/"));
  const counted = firstLoad().map((file) => file.name);
  expect(files).toContain("boot.js");
  expect(files.filter((path) => !counted.includes(path))).toEqual([]);
  expect(later().length).toBeGreaterThan(1);
});

test("a part that is missing is said, and can be tried again", async ({ page, guard, servers }) => {
  guard.mayFail(REPOSITORY);
  await page.route(REPOSITORY, (route) => route.fulfill({ status: 404 }), { times: 1 });
  await openDemo(page, guard, { servers, view: "r/gallery/ui" });
  await expect(page.getByRole("alert")).toContainText("A part of Porthole did not arrive");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page could not be loaded");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("3.0.42");
});

test("a part of an unknown type is read all the same", async ({ page, guard, servers }) => {
  await page.route(REPOSITORY, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { "Content-Type": "application/octet-stream" } });
  });
  await openDemo(page, guard, { servers, view: "r/gallery/ui" });
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("3.0.42");
});

test("a page that was opened comes at once when it is opened again", async ({ page, guard, servers }) => {
  let loads = 0;
  page.on("request", (request) => (loads += REPOSITORY.test(request.url()) ? 1 : 0));
  await openDemo(page, guard, { servers, view: "r/gallery/ui" });
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("3.0.42");
  await page.goto(page.url().replace("gallery/ui", "gallery/logs"));
  await expect(page.getByRole("table", { name: "Tags" })).toContainText("1.6");
  expect(loads).toBe(1);
});
