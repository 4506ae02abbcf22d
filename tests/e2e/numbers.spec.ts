import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";
import { manifestsOf, openRegistry, viewOf } from "./registry.ts";
import { expectDetails, rowOf, tableOf } from "./tables.ts";

// The numbers on the pages are those that skopeo reads of the same images.

const REPOSITORIES = [
  "charts/gallery", "gallery/api", "gallery/logs", "gallery/prototype", "gallery/ui", "golden/aspnet-core",
  "golden/dotnet-sdk", "lab/oddities", "tools/curl", "tools/web-ping",
];

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { os: string; architecture: string; variant?: string };
}

/** One platform of an image, as skopeo reads it. */
interface Read {
  digest: string;
  config: Descriptor;
  layers: Descriptor[];
  platform: string;
  created: string | undefined;
}

const run = promisify(execFile);

for (const repository of REPOSITORIES) {
  test(`what skopeo reads of ${repository} stands on its pages`, async ({ page, guard, servers }) => {
    test.setTimeout(180_000);
    guard.mayFail(manifestsOf(servers.gallery));
    const skopeo = new Skopeo(servers.gallery, repository);
    await openRegistry(page, guard, { site: servers.sites.root, registry: servers.gallery, view: `r/${repository}` });
    const tags = tableOf(page, "Tags");
    await expectDetails(tags);
    const shown = await skopeo.tags();
    await expect(tags.locator("a.row-link")).toHaveCount(shown.length);
    for (const tag of shown) {
      await test.step(`the row of ${tag}`, async () => expectRow(rowOf(tags, tag), await skopeo.read(tag)));
    }
    for (const tag of await skopeo.oneOfEachDigest(shown)) {
      await test.step(`the page of ${tag}`, async () => {
        const { digest, images } = await skopeo.read(tag);
        for (const image of images) {
          const query = images.length > 1 ? { platform: image.platform } : undefined;
          await page.goto(viewOf(servers.sites.root, servers.gallery, `r/${repository}/-/tags/${tag}`, query));
          await expect(page.locator(".digest-line code")).toHaveText(digest);
          await expectImage(page, image);
        }
      });
    }
  });
}

async function expectRow(row: Locator, { digest, images }: Awaited<ReturnType<Skopeo["read"]>>): Promise<void> {
  await expect(row.locator(".digest-cell code")).toHaveAttribute("title", digest);
  await expect(row.locator(".integrity-cell")).toContainText("consistent");
  const sizes = images.map(({ config, layers }) => sum([config, ...layers]));
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)].map(written);
  await expect(row.locator(".size-cell span")).toHaveAttribute("title", bytesOf(least, most));
  if (isImage(images[0])) {
    await expect(row.locator(".platforms")).toHaveAttribute("title", images.map(({ platform }) => platform).join(", "));
  }
  await expectBuilt(row.locator(".built-cell"), images[0].created);
}

/** A range only where the short sizes differ: those of one short size are told by the largest. */
function bytesOf(least: string, most: string): RegExp {
  return new RegExp(`^(${least} to ${most} bytes, by platform|${most} bytes)$`);
}

async function expectImage(page: Page, { digest, config, layers, platform, created }: Read): Promise<void> {
  const facts = page.getByRole("complementary", { name: "Facts" });
  await expect(valueOf(facts, "Manifest").locator("code")).toHaveAttribute("title", digest);
  const rows = tableOf(page, "Layers").locator("tbody tr");
  await expect(rows).toHaveCount(layers.length);
  for (const [position, layer] of layers.entries()) {
    await expect(rows.nth(position).locator(".layer-digest code")).toHaveAttribute("title", layer.digest);
    await expect(rows.nth(position).getByTitle(`${written(layer.size)} bytes`)).toBeVisible();
  }
  const whole = written(sum([config, ...layers]));
  await expect(page.getByTitle(`${whole} bytes, each digest once`)).toBeVisible();
  if (!isImage({ config })) {
    await expect(valueOf(facts, "Config").locator("code")).toHaveAttribute("title", config.digest);
    return;
  }
  await expect(valueOf(facts, "Image ID").locator("code")).toHaveAttribute("title", config.digest);
  await expect(valueOf(facts, "Platform")).toHaveText(platform);
  await expectBuilt(valueOf(facts, "Built"), created);
}

async function expectBuilt(place: Locator, created: string | undefined): Promise<void> {
  // A builder that wrote 1970 told no date, and the date in a chart's annotation is not the config's.
  const isDate = created !== undefined && !created.startsWith("1970");
  if (isDate) await expect(place.locator("span")).toHaveAttribute("title", created);
  else if (created !== undefined) await expect(place).toHaveText("no date");
}

function isImage({ config }: Pick<Read, "config">): boolean {
  return /\.(image\.config\.v1|container\.image\.v1)\+json$/.test(config.mediaType);
}

function sum(descriptors: Descriptor[]): number {
  const once = new Map(descriptors.map(({ digest, size }) => [digest, size]));
  return [...once.values()].reduce((total, size) => total + size, 0);
}

function written(number: number): string {
  return number.toLocaleString("en");
}

function valueOf(place: Locator, name: string): Locator {
  return place.locator("dt", { hasText: new RegExp(`^${name}$`) }).locator("xpath=following-sibling::dd[1]");
}

/** Reads a repository with skopeo, each manifest once. */
class Skopeo {
  private readonly kept = new Map<string, Promise<string>>();
  private readonly host: string;

  constructor(origin: string, private readonly repository: string) {
    this.host = new URL(origin).host;
  }

  /** The tags that are no signatures or attestations. */
  async tags(): Promise<string[]> {
    const text = await this.ask("list-tags", `docker://${this.host}/${this.repository}`);
    const { Tags } = JSON.parse(text) as { Tags: string[] };
    return Tags.filter((tag) => !tag.startsWith("sha256-"));
  }

  async oneOfEachDigest(tags: string[]): Promise<string[]> {
    const byDigest = new Map<string, string>();
    for (const tag of tags) byDigest.set((await this.read(tag)).digest, tag);
    return [...byDigest.values()];
  }

  /** The digest of a tag, and its images: not the attestations of an index. */
  async read(tag: string): Promise<{ digest: string; images: Read[] }> {
    const text = await this.raw(`:${tag}`);
    const document = JSON.parse(text) as { manifests?: Descriptor[] };
    const platforms = document.manifests?.filter(({ platform }) => platform?.os !== "unknown");
    const references = platforms?.map(({ digest }) => `@${digest}`) ?? [`:${tag}`];
    return { digest: digestOf(text), images: await Promise.all(references.map((reference) => this.image(reference))) };
  }

  private async image(reference: string): Promise<Read> {
    const text = await this.raw(reference);
    const { config, layers } = JSON.parse(text) as { config: Descriptor; layers: Descriptor[] };
    const image = { digest: digestOf(text), config, layers, platform: "", created: undefined };
    if (!isImage(image)) return image;
    const said = JSON.parse(await this.inspect("--config", "--raw", reference)) as Record<string, string>;
    const parts = [said.os, said.architecture, said.variant].filter((part) => part);
    return { ...image, platform: parts.join("/"), created: said.created };
  }

  private raw(reference: string): Promise<string> {
    return this.inspect("--raw", reference);
  }

  private inspect(...words: string[]): Promise<string> {
    const reference = words.pop();
    return this.ask("inspect", ...words, `docker://${this.host}/${this.repository}${reference}`);
  }

  private ask(command: string, ...words: string[]): Promise<string> {
    const key = [command, ...words].join(" ");
    const asked = this.kept.get(key) ?? run("skopeo", [command, "--tls-verify=false", ...words]).then(({ stdout }) => stdout);
    this.kept.set(key, asked);
    return asked;
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
