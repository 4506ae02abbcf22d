import { readFile } from "node:fs/promises";
import type { Download, Locator, Page } from "@playwright/test";
import { demoFile, demoManifest, mayMissOddities, missingPlatform, openDemo } from "./demo.ts";
import { expect, test } from "./fixture.ts";
import { manifestsOf, openRegistry, openWorld, viewOf } from "./registry.ts";
import { expectDetails, tableOf } from "./tables.ts";

// An image, by tag and by digest; its layers one by one; what is no image.

test("the line that fetches it, by tag and by digest, for every tool", async ({ page, guard, servers, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1" });
  const bar = page.getByRole("group", { name: "Pull", exact: true });
  const digest = await page.locator(".digest-line code").innerText();
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const reference = "registry.example/gallery/ui";
  const byTag = `${reference}:2.1`;
  const byDigest = `${reference}@${digest}`;
  for (const [tool, lineByTag, lineByDigest] of [
    ["docker", `docker pull ${byTag}`, `docker pull ${byDigest}`],
    ["podman", `podman pull ${byTag}`, `podman pull ${byDigest}`],
    ["reference", byTag, byDigest],
    ["FROM", `FROM ${byTag}`, `FROM ${byTag}@${digest}`],
    ["nerdctl", `nerdctl pull ${byTag}`, `nerdctl pull ${byDigest}`],
    ["crictl", `crictl pull ${byTag}`, `crictl pull ${byDigest}`],
    ["skopeo", `skopeo copy docker://${byTag} oci:ui`, `skopeo copy docker://${byDigest} oci:ui`],
    ["oras", `oras pull ${byTag}`, `oras pull ${byDigest}`],
  ]) {
    await bar.getByRole("combobox", { name: "Tool" }).selectOption(tool);
    await bar.getByRole("button", { name: "tag", exact: true }).click();
    await expect(bar.locator("code")).toHaveText(lineByTag);
    await bar.getByRole("button", { name: "digest", exact: true }).click();
    await expect(bar.locator("code")).toHaveText(lineByDigest);
  }
  await bar.getByRole("combobox", { name: "Tool" }).selectOption("FROM");
  await bar.getByRole("button", { name: "Copy the pull command" }).click();
  await expect(bar.getByRole("status")).toHaveText("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`FROM ${byTag}@${digest}`);
});

test("an image by digest is fetched by digest alone", async ({ page, guard, servers }) => {
  const { manifests } = await demoManifest(servers, "gallery/ui", "2.1");
  await openDemo(page, guard, { servers, view: `r/gallery/ui/-/digests/${manifests[0].digest}` });
  const bar = page.getByRole("group", { name: "Pull", exact: true });
  await expect(bar.locator("code")).toHaveText(`docker pull registry.example/gallery/ui@${manifests[0].digest}`);
  await expect(bar.getByRole("button", { name: "tag", exact: true })).toHaveCount(0);
});

test("plain http elsewhere needs lines for the Docker daemon, on this computer none", async ({ page, guard, servers }) => {
  const elsewhere = "http://registry.acme.example:5000";
  // Nobody answers at that name, so the registry of the tests does.
  await page.route(`${elsewhere}/**`, async (route) => {
    const url = route.request().url().replace(elsewhere, servers.gallery);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  const lines = page.locator("details").filter({ hasText: "Docker refuses it until its daemon.json allows it" });
  for (const [registry, number] of [[elsewhere, 1], [servers.gallery, 0]] as const) {
    guard.mayFail(manifestsOf(registry));
    await openRegistry(page, guard, { site: servers.sites.root, registry, view: "r/tools/curl/-/tags/21.06" });
    await expect(page.getByRole("group", { name: "Pull", exact: true }).locator("code")).toHaveText(
      `docker pull ${new URL(registry).host}/tools/curl:21.06`,
    );
    await expect(lines).toHaveCount(number);
    if (number === 0) continue;
    await lines.getByText("Docker refuses it").click();
    expect(JSON.parse(await lines.locator("code").innerText())).toEqual({
      "insecure-registries": ["registry.acme.example:5000"],
    });
  }
});

test("the config says every field", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/lab/oddities/-/tags/every-field" });
  await page.getByRole("tab", { name: "Config" }).click();
  const part = page.getByRole("tabpanel", { name: "Part of the image" });
  await expect(part.getByRole("heading", { name: "What a container runs" })).toBeVisible();
  for (const [name, value] of [
    ["Entrypoint", "/opt/oddity/program"],
    ["Cmd", "--room north"],
    ["Shell", "/bin/bash -o pipefail -c"],
    ["User", "1000:1000"],
    ["Workdir", "/opt/oddity"],
    ["Ports", "5353/udp 8080/tcp 8443/tcp"],
    ["Volumes", "/data /var/log/oddity"],
    ["Stop signal", "SIGQUIT"],
    ["Health check", "CMD-SHELL \"/opt/oddity/program --well\", every 60 s, timeout 3 s, start 20 s, 5 retries"],
    ["On build", "\"COPY . /opt/oddity/pictures\" \"RUN /opt/oddity/program --index\""],
    ["Author", "The Gallery <builds@gallery.example>"],
    ["GALLERY_ROOM", "north"],
    ["GALLERY_GREETING", "Come in, it is open"],
    ["com.gallery.curator", "Room of oddities"],
  ]) {
    await expect(valueOf(part, name), name).toHaveText(value);
  }
  await expect(part.locator("ol.history > li")).toHaveCount(16);
  await expect(part.locator("ol.history > li").filter({ hasText: "no layer" })).toHaveCount(13);
});

test("manifest, index and config are there byte for byte", async ({ page, guard, servers, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1" });
  const { manifests } = await demoManifest(servers, "gallery/ui", "2.1");
  const { config } = await demoManifest(servers, "gallery/ui", manifests[0].digest);
  for (const [tab, title, path] of [
    ["Manifest", "The manifest as served", `manifests/${manifests[0].digest}`],
    ["Manifest", "The index as served", "manifests/2.1"],
    ["Config", "The config as served", `blobs/${config.digest}`],
  ]) {
    await test.step(title, async () => {
      const served = await demoFile(servers, `gallery/ui/${path}`);
      await page.getByRole("tab", { name: tab, exact: true }).click();
      const raw = rawText(page, title);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        raw.getByRole("button", { name: "Download" }).click(),
      ]);
      expect(await bytesOf(download)).toEqual(served);
      await raw.getByRole("button", { name: "Copy the bytes as served" }).click();
      await expect(raw.getByRole("status")).toHaveText("Copied");
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(served.toString("utf8"));
      await expect(raw).toContainText(`${served.length.toLocaleString("en")} bytes`);
    });
  }
});

test("a text is indented for reading, and can be seen as it was served", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/lab/oddities/-/tags/every-field", query: { tab: "config" } });
  const { config } = await demoManifest(servers, "lab/oddities", "every-field");
  const served = (await demoFile(servers, `lab/oddities/blobs/${config.digest}`)).toString("utf8");
  const raw = rawText(page, "The config as served");
  const text = () => raw.locator("pre").evaluate((pre) => pre.textContent);
  await expect(raw.getByRole("button", { name: "Indented" })).toHaveAttribute("aria-pressed", "true");
  expect(await text()).not.toBe(served);
  expect(JSON.parse((await text())!)).toEqual(JSON.parse(served));
  await raw.getByRole("button", { name: "Indented" }).click();
  expect(await text()).toBe(served);
});

test("digests in a text lead to what they name", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1", query: { tab: "manifest" } });
  const index = await demoManifest(servers, "gallery/ui", "2.1");
  const { config, layers } = await demoManifest(servers, "gallery/ui", index.manifests[0].digest);
  const manifest = rawText(page, "The manifest as served");
  for (const { digest } of layers) {
    await expect(manifest.getByRole("link", { name: digest })).toHaveAttribute("href", new RegExp(`/-/layers/${digest}`));
  }
  await manifest.getByRole("link", { name: config.digest }).click();
  await expect(page.getByRole("tab", { name: "Config", exact: true })).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  const other = index.manifests[1].digest;
  await rawText(page, "The index as served").getByRole("link", { name: other }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(other.slice(7, 19));
  await expect(valueOf(page.getByRole("complementary", { name: "Facts" }), "Platform")).toHaveText("linux/arm64/v8");
});

test("attestations are not among the platforms", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.2" });
  const platforms = page.getByRole("tablist", { name: "Platforms" });
  await expect(platforms.getByRole("tab")).toHaveText(["linux/amd64", "linux/arm64/v8", "linux/arm/v7"]);
  await platforms.getByRole("tab", { name: "linux/arm/v7" }).click();
  await expect(valueOf(page.getByRole("complementary", { name: "Facts" }), "Platform")).toHaveText("linux/arm/v7");
  expect(page.url()).toContain("platform=linux/arm/v7");
});

test("a missing platform is shown as missing, told by health, and breaks nothing", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  await openDemo(page, guard, { servers, view: "r/lab/oddities/-/tags/missing-platform" });
  await expect(tableOf(page, "Layers")).toBeVisible();
  await page.getByRole("tab", { name: "Health" }).click();
  const health = page.getByRole("tabpanel", { name: "Part of the image" });
  await expect(health.getByRole("listitem")).toHaveText([/^✕ fault .*manifests of 1 of 2 images: linux\/arm64\/v8\. Push the image again/]);
  await expect(health).toContainText("Nothing is wrong, as far as it was read.");
  await expect(page.getByRole("tab", { name: "Health 1 finding", exact: true })).toBeVisible();
  await page.getByRole("tab", { name: "linux/arm64/v8" }).click();
  const platform = page.getByRole("tabpanel", { name: "Platform", exact: true });
  await expect(platform.getByRole("heading", { name: "The manifest is not there" })).toBeVisible();
  await expect(platform).toContainText((await missingPlatform(servers)).slice(7, 19));
  const ofIndex = page.getByRole("tabpanel", { name: "Part of the index" });
  await expect(ofIndex.getByRole("listitem")).toHaveText([/^✕ fault .*manifests of 1 of 2 images: linux\/arm64\/v8\./]);
  await page.getByRole("tab", { name: "Manifest of the index" }).click();
  await expect(rawText(page, "The index as served")).toContainText(await missingPlatform(servers));
  await page.getByRole("tab", { name: "Health of the index 1 finding" }).click();
  await expect(ofIndex.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("tab", { name: "linux/amd64" }).click();
  await expect(health).toBeVisible();
});

test("an index of which every image is missing still shows itself", async ({ page, guard, servers }) => {
  guard.mayFail(`${servers.fake}/hostile~`);
  await openWorld(page, guard, { servers, name: "hostile", view: "r/hostile/images/-/tags/index-children-all-missing" });
  const ofIndex = page.getByRole("tabpanel", { name: "Part of the index" });
  await expect(ofIndex.getByRole("listitem").first()).toHaveText(/^✕ fault The registry does not have the manifests/);
  await page.getByRole("tab", { name: "Manifest of the index" }).click();
  await expect(rawText(page, "The index as served").locator("pre")).toContainText("manifests");
});

test("an index that lies about a platform is told so by its health, whichever platform is shown", async ({ page, guard, servers }) => {
  const view = "r/hostile/images/-/tags/index-platform-lies";
  await openWorld(page, guard, { servers, name: "hostile", view });
  const platforms = page.getByRole("tablist", { name: "Platforms" }).getByRole("tab");
  await expect(platforms).toHaveCount(2);
  for (const platform of await platforms.all()) {
    await platform.click();
    await page.getByRole("tab", { name: /^Health \d+ findings?$/ }).click();
    const ofIndex = page.locator("section").filter({ has: page.getByRole("heading", { name: "The index that lists it" }) });
    await expect(ofIndex.getByRole("listitem")).toHaveText([
      /^✕ fault The index lists images for other platforms than their configs say: windows\/s390x is for linux\/amd64\./,
    ]);
  }
});

test("an index in an index is called one", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "hostile", view: "r/hostile/images/-/tags/index-nested" });
  await expect(page.getByRole("tablist", { name: "Platforms" }).getByRole("tab").first()).toHaveText(/ index$/);
  await expect(page.locator(".platform-line")).toContainText("An index itself");
  await expect(page.locator(".platform-line")).not.toContainText("Manifest of this platform");
  await expect(page.getByRole("tab", { name: "Manifest of the index" })).toBeVisible();
});

test("a long line of the history is broken", async ({ page, guard, servers }) => {
  await page.setViewportSize({ width: 900, height: 800 });
  const view = "r/hostile/images/-/tags/history-long";
  await openWorld(page, guard, { servers, name: "hostile", view, query: { tab: "config" } });
  await expect(page.locator("ol.history > li").first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900);
});

test("a platform that is missing has a mark with a word before anybody opens it", async ({ page, guard, servers }) => {
  await mayMissOddities(guard, servers);
  await openDemo(page, guard, { servers, view: "r/lab/oddities/-/tags/missing-platform" });
  const platforms = page.getByRole("tablist", { name: "Platforms" });
  await expect(platforms.getByRole("tab")).toHaveText(["linux/amd64", "linux/arm64/v8 ! missing"]);
  await expect(page.getByRole("tab", { name: "Health 1 finding", exact: true })).toHaveText("Health 1 finding");
  const asked = guard.requests().filter((address) => address.includes("/manifests/"));
  expect(asked, "each once").toEqual([...new Set(asked)]);
});

test("an image that nothing is wrong with has no number at its health", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1" });
  const { manifests } = await demoManifest(servers, "gallery/ui", "2.1");
  await expect.poll(() => guard.requests().some((address) => address.endsWith(manifests[1].digest))).toBe(true);
  await page.getByRole("tab", { name: "Health" }).click();
  await expect(page.getByText("Nothing is wrong, as far as it was read.")).toHaveCount(2);
  await expect(page.getByRole("tab", { name: "Health", exact: true })).toHaveText("Health");
});

test("a Helm chart is one, with helm's own line and its file", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/charts/gallery/-/tags/1.0.1" });
  const facts = page.getByRole("complementary", { name: "Facts" });
  await expect(valueOf(facts, "Kind")).toHaveText("Helm chart");
  await expect(valueOf(facts, "Version")).toHaveText("1.0.1");
  await expect(page.getByRole("group", { name: "Pull", exact: true }).locator("code")).toHaveText(
    "helm pull oci://registry.example/charts/gallery --version 1.0.1",
  );
  await expect(page.getByRole("tab")).toHaveText(["Files 1", "Manifest", "Health", "Report"]);
  await expect(page.getByRole("heading", { level: 2 }).first()).toHaveText(/ 1 file$/);
  await expect(tableOf(page, "Layers").getByRole("row").nth(1)).toContainText(
    "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  );
});

test("the files of an artifact stand there by their titles", async ({ page, guard, servers }) => {
  const bytes = await demoFile(servers, "gallery/ui/tags/list");
  const { tags } = JSON.parse(bytes.toString("utf8")) as { tags: string[] };
  const referrers = tags.find((tag) => /^sha256-[0-9a-f]{64}$/.test(tag))!;
  const { manifests } = await demoManifest(servers, "gallery/ui", referrers);
  await openDemo(page, guard, { servers, view: `r/gallery/ui/-/digests/${manifests[0].digest}` });
  await expect(tableOf(page, "Layers").getByRole("row").nth(1)).toContainText("gallery-ui.spdx.json");
  await expect(valueOf(page.getByRole("complementary", { name: "Facts" }), "Kind")).toHaveText("SPDX bill of materials");
});

test("a layer that is named ten times is counted once, and its rows say so", async ({ page, guard, servers }) => {
  await openWorld(page, guard, { servers, name: "hostile", view: "r/hostile/images/-/tags/layer-ten-times" });
  const table = tableOf(page, "Layers");
  const shares = table.locator("tbody tr td:last-child");
  await expect(shares).toHaveCount(11);
  const [first, second, ...others] = await shares.allInnerTexts();
  expect(Number(/^(\d+) %$/.exec(first)?.[1]) + Number(/^(\d+) %$/.exec(second)?.[1])).toBe(100);
  expect(others).toEqual(Array.from({ length: 9 }, () => "–"));
  await expect(table.getByText("named again, and counted once, as layer 1")).toHaveCount(9);
  await expect(page.locator(".bar .segment")).toHaveCount(2);
  await table.getByRole("row").nth(7).hover();
  await expect(page.locator(".bar .segment").first()).toHaveClass("segment pointed");
});

test("the shares of layers add up to 100 %", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/lab/oddities/-/tags/every-field" });
  const shares = tableOf(page, "Layers").locator("tbody tr td:last-child");
  await expect(shares.first()).toBeVisible();
  const percents = (await shares.allInnerTexts()).map((text) => Number(/^(\d+) %$/.exec(text)?.[1] ?? 0));
  expect(percents.reduce((sum, percent) => sum + percent, 0)).toBe(100);
});

test("a layer: its size, its kind, the command that made it, its bytes", async ({ page, guard, servers }) => {
  const { layers } = await demoManifest(servers, "lab/oddities", "zstd");
  const layer = layers.at(-1)!;
  await openDemo(page, guard, { servers, view: "r/lab/oddities/-/tags/zstd" });
  await tableOf(page, "Layers").getByRole("link", { name: layer.digest.slice(7, 19) }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`lab/oddities layer ${layer.digest.slice(7, 19)}`);
  const main = page.getByRole("main");
  await expect(main.locator(".whole-digest")).toHaveText(layer.digest);
  await expect(valueOf(main, "Size")).toContainText(`${layer.size.toLocaleString("en")} bytes`);
  await expect(valueOf(main, "Kind")).toContainText("tar archive, zstd");
  await expect(main.locator("pre.command")).toHaveText("COPY --from=build /oddity /opt/oddity # buildkit");
  await expect(main).toContainText(`Layer ${layers.length} of ${layers.length} in `);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    main.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(await bytesOf(download)).toEqual(await demoFile(servers, `lab/oddities/blobs/${layer.digest}`));
});

test("a layer names the tags that have it, of those that were read", async ({ page, guard, servers }) => {
  const index = await demoManifest(servers, "gallery/ui", "2.1.106");
  const { layers } = await demoManifest(servers, "gallery/ui", index.manifests[0].digest);
  const layer = layers.at(-1)!.digest;
  const image = index.manifests[0].digest;
  await openDemo(page, guard, { servers, view: `r/gallery/ui/-/layers/${layer}`, query: { image } });
  await expect(page.getByText("No tags of this repository were read yet")).toBeVisible();
  await page.getByRole("heading", { level: 1 }).getByRole("link", { name: "gallery/ui" }).click();
  await expectDetails(tableOf(page, "Tags"));
  await page.goBack();
  const tags = page.getByText("Of the 23 tags read so far, these have it: ");
  await expect(tags.getByRole("link")).toHaveText(["2.1", "2.1.106"]);
});

test("a digest says which tags lead to it, as a whole or as a platform", async ({ page, guard, servers }) => {
  const index = await demoManifest(servers, "gallery/ui", "2.1.106");
  const { digest } = index.manifests[1];
  await openDemo(page, guard, { servers, view: `r/gallery/ui/-/digests/${digest}` });
  const leads = page.locator(".leading-tags");
  await expect(leads).toContainText("No tags of this repository were read yet");
  await leads.getByRole("button", { name: "Look through all tags" }).click();
  await expect(leads).toHaveText(/^Of the 23 tags read so far, these lead to it: 2\.1 as linux\/arm64\/v8 2\.1\.106 as linux\/arm64\/v8 ?$/);
  await leads.getByRole("link", { name: "2.1.106" }).click();
  const whole = await page.locator(".digest-line code").innerText();
  await page.goto(viewOf(servers.sites.root, "demo", `r/gallery/ui/-/digests/${whole}`));
  await expect(leads).toHaveText(/^Of the 23 tags read so far, these lead to it: 2\.1 2\.1\.106 ?$/);
});

test("a tag whose page was open is a tag that was read, and nothing of it is asked twice", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/3.0.42" });
  await expect(tableOf(page, "Layers")).toBeVisible();
  await page.getByRole("link", { name: "Open by digest" }).click();
  const leads = page.locator(".leading-tags");
  await expect(leads).toContainText("Of the 1 tag read so far, these lead to it: 3.0.42 as linux/amd64");
  const { manifests } = await demoManifest(servers, "gallery/ui", "3.0.42");
  const { config } = await demoManifest(servers, "gallery/ui", manifests[0].digest);
  await page.getByRole("heading", { level: 1 }).getByRole("link", { name: "gallery/ui" }).click();
  await expectDetails(tableOf(page, "Tags"));
  const asked = (part: string) => guard.requests().filter((address) => address.endsWith(part)).length;
  expect(asked("/manifests/3.0.42")).toBe(1);
  // By the two pages that show it, and not for the table.
  expect(asked(config.digest)).toBe(2);
});

test("aliases that were not read are said to be unknown, and can be looked for", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/3.0.42" });
  const line = page.locator(".digest-line").first();
  await expect(line).toContainText("aliases not read yet");
  await line.getByRole("button", { name: "Look through all tags" }).click();
  await expect(line.locator(".alias").first()).toBeVisible();
  await expect(line).not.toContainText("not read yet");
  await expect(line.getByRole("button", { name: /^Look through/ })).toHaveCount(0);
  await expect(line.locator(".alias")).toHaveText(["= 3", "= latest"]);
});

test("a layer is filled in from an image that is read while it is open", async ({ page, guard, servers }) => {
  const index = await demoManifest(servers, "gallery/ui", "2.1.106");
  const { layers } = await demoManifest(servers, "gallery/ui", index.manifests[0].digest);
  const layer = layers.at(-1)!;
  await openDemo(page, guard, { servers, view: `r/gallery/ui/-/layers/${layer.digest}` });
  await expect(page.getByText("No image that was read here has it.")).toBeVisible();
  await page.getByRole("button", { name: "Look through all tags" }).click();
  await expect(valueOf(page.getByRole("main"), "Size")).toContainText(`${layer.size.toLocaleString("en")} bytes`);
  await expect(page.getByText("No image that was read here has it.")).toHaveCount(0);
  await expect(page.getByText("Of the 23 tags read so far, these have it: ")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Look through/ })).toHaveCount(0);
});

test("that a tag moves and a digest does not is text, not a tooltip alone", async ({ page, guard, servers }) => {
  await openDemo(page, guard, { servers, view: "r/gallery/ui/-/tags/2.1" });
  await expect(page.getByText("A tag moves, a digest does not.", { exact: true })).toBeVisible();
});

/** The text of that title, with its buttons. */
function rawText(page: Page, title: string): Locator {
  return page.locator("section.raw-text").filter({ has: page.getByRole("heading", { name: title }) });
}

/** The value beside a name. */
function valueOf(place: Locator, name: string): Locator {
  const term = place.locator("dt").filter({ hasText: new RegExp(`^${name.replaceAll(".", "\\.")}$`) });
  return term.locator("xpath=following-sibling::dd[1]");
}

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}
