import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A client that is nobody's page, as the witness of what a repository holds. */
export class Skopeo {
  private readonly repository: string;

  /** `registry` is an origin on this machine, without TLS. */
  constructor(registry: string, repository: string) {
    this.repository = `docker://${new URL(registry).host}/${repository}`;
  }

  /** All tags, sorted. */
  async tags(): Promise<string[]> {
    const said = await skopeo("list-tags", "--tls-verify=false", this.repository);
    const { Tags } = JSON.parse(said.toString("utf8")) as { Tags: string[] | null };
    return (Tags ?? []).toSorted();
  }

  /** The digest of the manifest under a tag, by its bytes. It fails where there is none. */
  async digest(tag: string): Promise<string> {
    return digestOf(await skopeo("inspect", "--raw", "--tls-verify=false", `${this.repository}:${tag}`));
  }

  /** Pulls all platforms with every blob, whose digests are compared on the way; returns the digest of the manifest. */
  async pull(tag: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "porthole-skopeo-"));
    try {
      const from = ["--src-tls-verify=false", `${this.repository}:${tag}`];
      await skopeo("copy", "--quiet", "--all", "--preserve-digests", ...from, `dir:${folder}`);
      return digestOf(await readFile(join(folder, "manifest.json")));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Pulls every tag that is listed; returns where each leads. */
  async pullAll(): Promise<Record<string, string>> {
    const pulled: Record<string, string> = {};
    for (const tag of await this.tags()) pulled[tag] = await this.pull(tag);
    return pulled;
  }
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function skopeo(...args: string[]): Promise<Buffer> {
  const { stdout } = await execute("skopeo", ["--insecure-policy", ...args], { encoding: "buffer" });
  return stdout;
}
