import { LAB } from "./lab.ts";
import type { World } from "./registry.ts";

// Somebody else who uses the same repository: looks at it without the page, and changes it without asking.

const INDEX = "application/vnd.oci.image.index.v1+json";
const TYPES = [
  INDEX,
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** A manifest as it came. */
export interface Body {
  type: string;
  digest: string;
  text: string;
}

/** What a repository holds: where each tag leads, and every manifest that can be reached from a tag. */
export interface Held {
  tags: Record<string, string>;
  manifests: string[];
}

/** Somebody who is not the page. */
export class Outsider {
  constructor(
    private readonly world: World,
    private readonly repository = LAB,
  ) {}

  /** Where each tag leads, by the tag's own manifest. */
  async tags(): Promise<Record<string, string>> {
    const response = await this.ask("GET", "tags/list");
    if (response.status === 404) return {};
    const { tags } = (await response.json()) as { tags: string[] | null };
    const digests = (tags ?? []).map(async (tag) => [tag, (await this.body(tag))?.digest ?? "gone"] as const);
    return Object.fromEntries((await Promise.all(digests)).toSorted());
  }

  /** All of it. */
  async holds(): Promise<Held> {
    const tags = await this.tags();
    const manifests = new Set<string>();
    const waiting = Object.values(tags);
    while (waiting.length > 0) {
      const digest = waiting.pop()!;
      const body = manifests.has(digest) ? undefined : await this.body(digest);
      if (body === undefined) continue;
      manifests.add(digest);
      const { manifests: children } = JSON.parse(body.text) as { manifests?: { digest: string }[] };
      waiting.push(...(children ?? []).map((child) => child.digest));
    }
    return { tags, manifests: [...manifests].toSorted() };
  }

  /** Those of these manifests that are there. */
  async there(digests: string[]): Promise<string[]> {
    const answers = await Promise.all(digests.map((digest) => this.ask("HEAD", `manifests/${digest}`)));
    return digests.filter((_, place) => answers[place].ok);
  }

  /** A manifest, if it is there. */
  async body(reference: string): Promise<Body | undefined> {
    const response = await this.ask("GET", `manifests/${reference}`);
    if (!response.ok) return undefined;
    const { headers } = response;
    return { type: headers.get("content-type")!, digest: headers.get("docker-content-digest")!, text: await response.text() };
  }

  /** Makes a tag lead to a manifest that is there. */
  async move(tag: string, to: string): Promise<string> {
    return this.push(tag, (await this.body(to))!);
  }

  /** Makes a tag lead to an image that nothing else leads to: a manifest that is there, with an annotation. */
  async pushNew(tag: string, like: string): Promise<string> {
    const { type, text } = (await this.body(like))!;
    const manifest = { ...(JSON.parse(text) as object), annotations: { "org.example.for": tag } };
    return this.push(tag, { type, text: JSON.stringify(manifest) });
  }

  /** Makes a tag lead to an index that lists a manifest that is there. */
  async pushIndex(tag: string, child: string): Promise<string> {
    const { type, digest, text } = (await this.body(child))!;
    const descriptor = { mediaType: type, digest, size: Buffer.byteLength(text) };
    return this.push(tag, { type: INDEX, text: JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [descriptor] }) });
  }

  /** Removes a manifest with all its tags. */
  async remove(digest: string): Promise<void> {
    const response = await this.ask("DELETE", `manifests/${digest}`);
    if (!response.ok) throw new Error(`${digest} is not removed: ${response.status}`);
  }

  private async push(tag: string, { type, text }: Pick<Body, "type" | "text">): Promise<string> {
    const response = await this.ask("PUT", `manifests/${tag}`, { body: text, headers: { "Content-Type": type } });
    if (!response.ok) throw new Error(`${tag} is not pushed: ${response.status} ${await response.text()}`);
    return response.headers.get("docker-content-digest")!;
  }

  private ask(method: string, path: string, with_: RequestInit = {}): Promise<Response> {
    const headers = { accept: TYPES.join(","), ...with_.headers };
    return fetch(`${this.world.address}/v2/${this.repository}/${path}`, { method, ...with_, headers });
  }
}
