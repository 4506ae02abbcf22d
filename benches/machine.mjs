// What was measured on, with what, when.
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";
import { setTimeout } from "node:timers/promises";

/** How long it is looked at whether the machine is quiet, in milliseconds. */
const LOOK = 3_000;

/** The machine, the versions and the date, in words. */
export async function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0].model.trim(),
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    busy: await busy(),
    browser: said("chromium", ["--version"]),
    registry: said("docker-registry", ["--version"]),
    skopeo: said("skopeo", ["--version"]),
    rust: said("rustc", ["--version"]),
  };
}

function said(command, args) {
  const text = execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return text.trim().split("\n").at(-1);
}

/** How much of the time processors were busy with others, in percent. */
async function busy() {
  const times = () => cpus().map(({ times }) => times);
  const sum = (times, names) => times.reduce((sum, one) => sum + names.reduce((sum, name) => sum + one[name], 0), 0);
  const idle = (times) => sum(times, ["idle"]);
  const all = (times) => sum(times, ["idle", "user", "nice", "sys", "irq"]);
  const before = times();
  await setTimeout(LOOK);
  const after = times();
  return Math.round(100 - (100 * (idle(after) - idle(before))) / (all(after) - all(before)));
}
