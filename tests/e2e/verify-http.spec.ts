import { GOOD, layersOf, StoredBlob } from "./blobs.ts";
import config from "./playwright.config.ts";
import { manifestsOf, openRegistry } from "./registry.ts";
import { expect, test } from "./servers/fixture.ts";
import { LAYERS } from "./blobs.ts";
import { marksOf, READABLE, SMALL, truthOf, verify } from "./verifying.ts";

// A page over plain http that is not this computer's: browsers keep a part of what they can from it, and nothing of
// that part is needed.

const NAMES = "MAP registry.test 127.0.0.1, MAP page.test 127.0.0.1";
const launchOptions = config.use!.launchOptions!;
test.use({ launchOptions: { ...launchOptions, args: [...launchOptions.args!, `--host-resolver-rules=${NAMES}`] } });

test("a page without a secure context verifies as any other", async ({ page, guard, servers, start }) => {
  const registry = await start.registry(READABLE, SMALL);
  const named = registry.origin.replace("127.0.0.1", "registry.test");
  const site = servers.sites.root.replace("127.0.0.1", "page.test");
  guard.mayFail(manifestsOf(named));
  await openRegistry(page, guard, { site, registry: named, view: `r/${LAYERS}/-/tags/good` });
  expect(await page.evaluate(() => [isSecureContext, "subtle" in crypto])).toEqual([false, false]);
  await verify(page);
  expect(await marksOf(page)).toEqual(Array<string>(5).fill("content"));
  await expect(truthOf(page)).toContainText("someone on the path could change what the page is and what it reads");

  new StoredBlob(registry, (await layersOf(registry, "good"))[GOOD.members].digest).flip();
  await verify(page);
  expect(await marksOf(page)).toEqual(Array<string>(5).fill("content").with(GOOD.members, "mismatch"));
});
