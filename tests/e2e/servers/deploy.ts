import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Wanted } from "./nginx.ts";
import { ROOT } from "./program.ts";

/** The files of `deploy/nginx`. */
export type Name = "root" | "folder" | "htpasswd" | "roles" | "cors";

/** A folder with the built page, as docs/HOSTING.md has it hosted. */
export class Hosted {
  private constructor(readonly folder: string) {}

  static copy(): Hosted {
    const folder = mkdtempSync(join(tmpdir(), "porthole-hosted-"));
    cpSync(`${ROOT}dist`, folder, { recursive: true });
    execFileSync(`${ROOT}scripts/compress.sh`, [folder]);
    return new Hosted(folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Somebody who is in a file of passwords. */
export interface Login {
  username: string;
  password: string;
}

/** What is to be filled into a file. */
interface Place {
  /** The registry's origin. */
  registry: string;
  /** The folder of the page. */
  hosted?: Hosted;
  /** The origin of a page that may use the registry. */
  page?: string;
  /** Who has a password. */
  logins?: Login[];
  /** A config.json of its own. */
  config?: string;
}

/** A file of `deploy/nginx` for a test: what a reader of docs/HOSTING.md would change is changed. */
export function deployed(name: Name, { registry, hosted, page, logins, config }: Place): Wanted {
  const fill: Record<string, string> = {
    "listen 8080;": "listen 127.0.0.1:{port};",
    "http://127.0.0.1:5000": registry,
  };
  const files: Record<string, string> = {};
  if (hosted) fill["/srv/porthole"] = hosted.folder;
  if (page) fill["https://porthole.example.com"] = page;
  if (logins) {
    fill["/etc/nginx/porthole.htpasswd"] = "{folder}/htpasswd";
    files["htpasswd"] = logins.map((login) => line(login)).join("");
    config ??= readFileSync(`${ROOT}deploy/one-login.json`, "utf8");
  }
  if (config) {
    fill["/etc/nginx/porthole.json"] = "{folder}/config.json";
    files["config.json"] = config;
  }
  return { configuration: readFileSync(`${ROOT}deploy/nginx/${name}.conf`, "utf8"), fill, files };
}

/** A line for a file of passwords, made by the command of docs/HOSTING.md. */
function line({ username, password }: Login): string {
  const hash = execFileSync("openssl", ["passwd", "-6", "-stdin"], { input: password, encoding: "utf8" });
  return `${username}:${hash}`;
}
