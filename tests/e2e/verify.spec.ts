import { readFileSync } from "node:fs";
import { GOOD, LAYERS, layersOf, REMEMBERED, StoredBlob } from "./blobs.ts";
import { demoManifest, openDemo } from "./demo.ts";
import { verdicts } from "./memory.ts";
import { expect, test } from "./servers/fixture.ts";
import { integrityOf, LARGE, marksOf, openImage, READABLE, SMALL, truthOf, verify } from "./verifying.ts";

// Every byte of an image, read from a registry just now, and held against what was promised.

const CONTENT = Array<string>(5).fill("content");

test("five layers, each packed another way, are what was promised down to their content", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, LARGE);
  await openImage({ page, guard, servers }, registry);
  await expect(integrityOf(page)).toHaveText(Array<RegExp>(5).fill(/not read/));
  const asked: string[] = [];
  page.context().on("request", (request) => asked.push(request.url()));
  await verify(page);
  expect(await marksOf(page)).toEqual(CONTENT);
  await expect(truthOf(page)).toContainText(/^All 5 layers were read from .*; every byte matches [0-9a-f]{12}, and so does/);
  await expect(page.locator(".digest-line")).toContainText("content");
  for (const { digest } of await layersOf(registry, "good")) {
    expect(asked.filter((url) => url.endsWith(`/blobs/${digest}`))).toHaveLength(1);
  }
});

test("bytes alone are compared where somebody wants no more", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  await openImage({ page, guard, servers }, registry);
  await page.getByText("Options").click();
  await page.getByLabel(/^Bytes only/).check();
  await verify(page);
  expect(await marksOf(page)).toEqual(Array<string>(5).fill("all bytes"));
  await page.getByText("Options").click();
  await page.getByLabel(/^Bytes and content/).check();
  await verify(page);
  expect(await marksOf(page)).toEqual(CONTENT);
});

test("a byte that is changed on the registry's disk is found in the same page", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  await openImage({ page, guard, servers }, registry);
  await verify(page);
  expect(await marksOf(page)).toEqual(CONTENT);
  const layer = (await layersOf(registry, "good"))[GOOD.zstd];
  const stored = new StoredBlob(registry, layer.digest);

  stored.flip();
  await verify(page);
  expect(await marksOf(page)).toEqual(CONTENT.with(GOOD.zstd, "mismatch"));
  await expect(truthOf(page)).toContainText("1 of 5 layers is not what the image promises.");
  await expect(truthOf(page)).toContainText("The other 4 match.");
  const card = page.getByRole("heading", { name: /^Layer 2, .*: changed$/ }).locator("..");
  await expect(card).toContainText(`${layer.digest}, ${layer.size.toLocaleString("en")} bytes`);
  await expect(card).toContainText("As many bytes came as were promised, but they are others");

  stored.restore();
  await verify(page);
  expect(await marksOf(page)).toEqual(CONTENT);
  await expect(page.locator(".verdict")).toHaveCount(0);
});

test("a blob that is cut is called cut, and one that is gone is called gone", async ({ page, guard, servers, start }) => {
  const registry = await start.registry({ ...READABLE, pasted: REMEMBERED }, SMALL);
  await openImage({ page, guard, servers }, registry);
  guard.mayFail(new RegExp(`^${registry.origin}/v2/.*/blobs/`));
  await verify(page);
  const layers = await layersOf(registry, "good");
  new StoredBlob(registry, layers[GOOD.large].digest).cut(2_500_000);
  new StoredBlob(registry, layers[GOOD.zstd].digest).remove();
  await verify(page);
  expect(await marksOf(page)).toEqual(CONTENT.with(GOOD.large, "mismatch").with(GOOD.zstd, "mismatch"));
  const cut = page.getByRole("heading", { name: /^Layer 5, .*: cut$/ }).locator("..");
  // A browser throws away what waits to be read where a body breaks off.
  await expect(cut).toContainText(/It ends after at least [\d,]+ of 3,[\d,]+ bytes/);
  await expect(page.getByRole("heading", { name: /^Layer 2, .*: gone$/ })).toBeVisible();
});

test("a blob that is cut and served as if it were whole is called cut, to the byte", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  await openImage({ page, guard, servers }, registry);
  const layer = (await layersOf(registry, "good"))[GOOD.gzip];
  new StoredBlob(registry, layer.digest).cut(100);
  await verify(page);
  expect(await marksOf(page)).toEqual(CONTENT.with(GOOD.gzip, "mismatch"));
  const card = page.getByRole("heading", { name: /^Layer 1, .*: cut$/ }).locator("..");
  await expect(card).toContainText(`It ends after 100 of ${layer.size.toLocaleString("en")} bytes. The registry sent it as if it were whole.`);
});

test("a digest that is expected is compared, whoever wrote it how", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  const address = `${registry.origin}/v2/${LAYERS}/manifests/good`;
  const answer = await fetch(address, { headers: { accept: "application/vnd.oci.image.manifest.v1+json" } });
  const digest = answer.headers.get("docker-content-digest")!;
  await openImage({ page, guard, servers }, registry, { query: { expect: digest } });
  const panel = page.getByRole("region").filter({ hasText: "Expected digest" }).or(page.locator(".expected"));
  await expect(panel).toContainText("as expected");
  await expect(panel).not.toContainText("not as expected");
  const field = page.getByLabel("Expected digest");
  await field.fill(`somewhere/app:1@sha256:${"0".repeat(64)}`);
  await field.press("Tab");
  await expect(panel).toContainText("not as expected");
  expect(page.url()).toContain(`expect=somewhere/app:1@sha256:${"0".repeat(64)}`);
  await field.fill("latest");
  await field.press("Tab");
  await expect(panel).toContainText("is no digest");
  await field.fill("");
  await field.press("Tab");
  await expect(panel).toContainText("Without one");
  expect(page.url()).not.toContain("expect=");
});

test("what an earlier verification came to is remembered, and stands in for none", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  await openImage({ page, guard, servers }, registry);
  await verify(page);
  const mark = page.locator(".digest-line .mark-remembered");
  await expect(mark).toHaveCount(0);
  new StoredBlob(registry, (await layersOf(registry, "good"))[GOOD.plain].digest).flip();
  await expect.poll(() => verdicts(page)).toBe(1);
  await page.reload();
  await expect(mark).toContainText(/^◌ content, /);
  await expect(integrityOf(page)).toHaveText(Array<RegExp>(5).fill(/not read/));
  await verify(page);
  await expect(mark).toHaveCount(0);
  expect(await marksOf(page)).toEqual(CONTENT.with(GOOD.plain, "mismatch"));
});

test("the report says what was read, and can be copied as it is saved", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  await openImage({ page, guard, servers }, registry);
  await page.getByRole("tab", { name: "Report" }).click();
  await expect(page.getByText("Nothing was verified yet.")).toBeVisible();
  await verify(page);
  const report = page.getByRole("region", { name: "Report" });
  await expect(report).toContainText("Overall: content.");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    report.getByRole("button", { name: "Download as JSON" }).click(),
  ]);
  const saved = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(saved).toMatchObject({ format: "porthole.verification/1", overall: "content", repository: LAYERS, page: new URL(servers.sites.root).origin });
  const layers = await layersOf(registry, "good");
  expect(saved.subjects[0].images[0].layers.map(({ digest }: { digest: string }) => digest)).toEqual(layers.map(({ digest }) => digest));
  await page.emulateMedia({ media: "print" });
  await expect(report).toBeVisible();
  await expect(page.getByRole("banner")).toBeHidden();
});

test("the demo's changed layer is found", async ({ page, guard, servers }) => {
  const { layers } = await demoManifest(servers, "lab/oddities", "changed-layer");
  await openDemo(page, guard, { servers, view: "r/lab/oddities/-/tags/changed-layer" });
  await verify(page);
  expect((await marksOf(page)).filter((mark) => mark === "mismatch")).toHaveLength(1);
  await expect(page.getByRole("heading", { name: /: changed$/ })).toHaveCount(1);
  expect(layers.length).toBeGreaterThan(0);
});

test("a tag that is moved while its page is open is called moved, and nothing shown is called proved", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  await openImage({ page, guard, servers }, registry);
  await expect(integrityOf(page)).toHaveCount(5);
  const type = "application/vnd.oci.image.manifest.v1+json";
  const manifests = `${registry.origin}/v2/${LAYERS}/manifests`;
  const other = await (await fetch(`${manifests}/embedded`, { headers: { accept: type } })).arrayBuffer();
  const moved = await fetch(`${manifests}/good`, { method: "PUT", headers: { "content-type": type }, body: other });
  expect(moved.status).toBe(201);
  await verify(page);
  await expect(truthOf(page)).toContainText("The tag was moved while this page was open.");
  await expect(page.locator(".digest-line")).toContainText("moved");
  await expect(page.locator(".digest-line .mark-proved")).toHaveCount(0);
  expect(await marksOf(page)).toEqual(Array<string>(5).fill("not read"));
  await page.getByRole("button", { name: "Reload the page" }).click();
  await verify(page);
  await expect(page.locator(".digest-line .mark-proved")).toHaveCount(1);
});

test("another digest than the expected one is said where nobody overlooks it", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  await openImage({ page, guard, servers }, registry, { query: { expect: `sha256:${"b".repeat(64)}` } });
  const warning = page.getByText("This is not the image that you expect");
  await expect(warning).toBeVisible();
  await verify(page);
  await expect(warning).toBeVisible();
  await page.getByRole("tab", { name: /^Health/ }).click();
  await expect(page.getByText("Its layers were read too.")).toBeVisible();
});
