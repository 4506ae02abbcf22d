import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { BOUND, firstLoad, total } from "../../scripts/first-load.mjs";

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
