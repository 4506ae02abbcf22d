// Writes what was measured between the markers of docs/PERFORMANCE.md, and nothing else there.
import { readFileSync, writeFileSync } from "node:fs";
import { ratios, summary } from "./rounds.mjs";

const MB = 1e6;

/** Replaces the tables of what was measured; those of other parts stay. */
export function write(path, { machine, ...results }) {
  const tables = { native: nativeTable, image: imageTable, memory: memoryTable, experiments: experimentTables };
  let text = readFileSync(path, "utf8");
  for (const [name, result] of Object.entries(results)) {
    text = replaced(text, name, `${ground(machine)}\n\n${tables[name](result)}`);
  }
  writeFileSync(path, text);
}

function replaced(text, name, table) {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no place for ${name} in the text`);
  return `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`;
}

function ground({ date, processor, cores, memory, kernel, busy, browser, registry, skopeo, rust }) {
  const machine = `${processor}, ${cores} cores, ${memory}, Linux ${kernel}, ${busy} % busy before`;
  return `${date}; ${machine}; ${browser}; ${registry}; ${skopeo}; ${rust}.`;
}

function nativeTable(speeds) {
  const rows = Object.entries(speeds).map(([name, values]) => [name, range(values, MB, 0)]);
  return table(["check", "MB/s"], rows);
}

function imageTable({ bytes, layers, rounds, seconds }) {
  const [reading] = Object.values(seconds);
  const copying = Object.entries(seconds).find(([name]) => name.includes("skopeo"))[1];
  const rows = Object.entries(seconds).map(([name, values]) => [
    name,
    range(values, 1, 2),
    range(values.map((value) => bytes / value), MB, 0),
    range(ratios(reading, values), 1, 2),
    range(ratios(copying, values), 1, 2),
  ]);
  const heads = ["what", "seconds", "MB/s", "speed : reading in a worker", "speed : `skopeo copy`"];
  return `${megabytes(bytes)} in ${layers} layers, ${times(rounds)}.\n\n${table(heads, rows)}`;
}

function memoryTable({ size, rounds, bytes }) {
  const [blank] = Object.values(bytes);
  const rows = Object.entries(bytes).map(([name, values]) => [
    name,
    range(values, MB, 0),
    range(values.map((value, round) => value - blank[round]), MB, 0),
  ]);
  const heads = ["what", "peak, MB", "above a blank page, MB"];
  return `A layer of ${megabytes(size)}, ${times(rounds)}.\n\n${table(heads, rows)}`;
}

function experimentTables({ large, small }) {
  return [large, small].map((part) => experimentTable(part)).join("\n\n");
}

function experimentTable({ bytes, layers, rounds, values }) {
  const seconds = (name) => values[name].map(({ seconds }) => seconds);
  const [first] = Object.keys(values);
  const rows = Object.keys(values).map((name) => [
    name,
    range(seconds(name).map((value) => bytes / value), MB, 0),
    range(ratios(seconds(first), seconds(name)), 1, 2),
    range(values[name].map(({ chunk }) => chunk), 1024, 0),
  ]);
  const heads = ["experiment", "MB/s", `speed : ${first}`, "a chunk, KiB"];
  return `${megabytes(bytes)} in ${layers} layers, ${times(rounds)}.\n\n${table(heads, rows)}`;
}

const megabytes = (bytes) => `${Math.round(bytes / MB).toLocaleString("en")} MB`;

const times = (rounds) => `median and range of ${rounds}`;

function range(values, unit, digits) {
  const { median, least, most } = summary(values);
  const [middle, from, to] = [median, least, most].map((value) => (value / unit).toFixed(digits));
  return `${middle} (${from} to ${to})`;
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = heads.map((_, column) => (column === 0 ? "---" : "---:"));
  return [heads, rule, ...rows].map(line).join("\n");
}
