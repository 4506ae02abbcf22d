import type { Page } from "@playwright/test";
import type { Guard } from "./guard.ts";
import { ALIASES, ATTESTED, DELETABLE, LAB, LAB_TAGS, SHARED, SHARED_PLATFORM, SIGNED, signatureTag } from "./lab.ts";
import { fail, mend, waiting } from "./lab-faults.ts";
import { World } from "./registry.ts";
import { expect, test, type Start } from "./servers/fixture.ts";
import { Skopeo } from "./skopeo.ts";

// The ground on which tests delete: pages can change it, a witness sees it, and it fails as it is told to.

const BLANK = `server { listen 127.0.0.1:{port}; default_type text/html; location / { return 200 "<title>Blank</title>"; } }`;
const INDEX = "application/vnd.oci.image.index.v1+json";
const TOMBSTONE = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [], annotations: { unique: "1" } });

/** Opens a page that is nobody's, of another origin than the registry. */
async function openBlank({ page, guard, start }: { page: Page; guard: Guard; start: Start }, registry: string): Promise<void> {
  const site = await start.nginx({ configuration: BLANK });
  guard.waive("accessibility", "a blank page is shown to nobody");
  guard.mayAsk(site.origin(), registry);
  guard.mayFail(registry, `${site.origin()}/favicon.ico`);
  await page.goto(site.origin());
}

/** What a page reads of an answer to its end: the status and the digest, or what hindered it. */
async function told(page: Page, method: string, address: string, body?: string): Promise<string> {
  return page.evaluate(
    async ([method, address, body, type]) => {
      const headers = body === undefined ? undefined : { "Content-Type": type };
      try {
        const answer = await fetch(address!, { method, body, headers, cache: "no-store" });
        await answer.arrayBuffer();
        return `${answer.status} ${answer.headers.get("docker-content-digest") ?? ""}`.trim();
      } catch (error) {
        return (error as Error).name;
      }
    },
    [method, address, body, INDEX] as const,
  );
}

const at = (registry: string, reference: string) => `${registry}/v2/${LAB}/manifests/${reference}`;

test("a page removes one tag of the lab by a tombstone, and the witness sees it", async ({ page, guard, start }) => {
  const { origin } = await start.registry(DELETABLE, "lab");
  await openBlank({ page, guard, start }, origin);
  const witness = new Skopeo(origin, LAB);
  const before = await witness.pullAll();
  expect(Object.keys(before)).toEqual([...LAB_TAGS, signatureTag(before[SIGNED])].toSorted());
  for (const tag of ALIASES) expect(before[tag]).toBe(before.latest);
  const others = [before.latest, ...[ATTESTED, SIGNED, SHARED, SHARED_PLATFORM].map((tag) => before[tag])];
  expect(new Set(others).size).toBe(5);

  const [status, tombstone] = (await told(page, "PUT", at(origin, "2"), TOMBSTONE)).split(" ");
  expect(status).toBe("201");
  expect(await witness.digest("2")).toBe(tombstone);
  expect(await told(page, "DELETE", at(origin, tombstone))).toBe("202");
  await expect(witness.digest("2")).rejects.toThrow("manifest unknown");
  const { 2: _removed, ...kept } = before;
  expect(await witness.pullAll()).toEqual(kept);

  for (const digest of new Set(Object.values(kept))) {
    expect(await told(page, "DELETE", at(origin, digest))).toBe("202");
  }
  expect(await witness.tags()).toEqual([]);
});

test("a world begins as the lab, and is each test's own", async ({ page, guard, start, servers }) => {
  const world = new World(servers, "writable");
  const { origin } = await start.registry(DELETABLE, "lab");
  await openBlank({ page, guard, start }, world.address);
  guard.mayAsk(origin);
  for (const tag of LAB_TAGS) {
    const accept = [INDEX, "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"];
    const real = await fetch(at(origin, tag), { headers: { accept: accept.join(",") } });
    expect(await told(page, "GET", at(world.address, tag))).toBe(`200 ${real.headers.get("docker-content-digest")}`);
  }
  const digest = (await told(page, "GET", at(world.address, "2"))).split(" ")[1];
  expect(await told(page, "DELETE", at(world.address, digest))).toBe("202");
  expect(await told(page, "GET", at(world.address, "latest"))).toBe("404");
  expect(await told(page, "GET", at(`${world.address}-other`, "latest"))).toBe(`200 ${digest}`);
});

for (const [name, deleted, put] of [
  ["writable-without-preflight", "TypeError", "TypeError"],
  ["writable-without-content-type", "404", "TypeError"],
] as const) {
  test(`pages cannot get around what ${name} refuses`, async ({ page, guard, start, servers }) => {
    const world = new World(servers, name);
    await openBlank({ page, guard, start }, world.address);
    expect(await told(page, "DELETE", at(world.address, `sha256:${"0".repeat(64)}`))).toBe(deleted);
    expect(await told(page, "PUT", at(world.address, "2"), TOMBSTONE)).toBe(put);
    const methods = (await world.requests()).map(({ method }) => method).filter((method) => method !== "OPTIONS");
    expect(methods).toEqual(deleted === "TypeError" ? [] : ["DELETE"]);
  });
}

for (const { how, done } of [
  { how: "reset", done: false },
  { how: "reset", done: true },
  { how: "cut", done: true },
] as const) {
  test(`a page gets no answer, and asks once, where it is ${how} and ${done ? "all was" : "nothing was"} done`, async ({
    page,
    guard,
    start,
    servers,
  }) => {
    const world = new World(servers, "writable");
    await openBlank({ page, guard, start }, world.address);
    const [, digest] = (await told(page, "GET", at(world.address, "2"))).split(" ");
    await fail(world, { how, done, methods: ["DELETE"] });
    expect(await told(page, "DELETE", at(world.address, digest))).toBe("TypeError");
    expect(await waiting(world)).toBe(0);
    const deletes = (await world.requests()).filter(({ method }) => method === "DELETE");
    expect(deletes.map(({ status }) => status)).toEqual([null]);
    expect(await told(page, "GET", at(world.address, "latest"))).toBe(done ? "404" : `200 ${digest}`);
  });
}

test("a browser asks again by itself where a connection that was used is closed, and is told that all is gone", async ({
  page,
  guard,
  start,
  servers,
}) => {
  const world = new World(servers, "writable");
  await openBlank({ page, guard, start }, world.address);
  const [, digest] = (await told(page, "GET", at(world.address, "2"))).split(" ");
  await fail(world, { how: "close", done: true, methods: ["DELETE"] });
  expect(await told(page, "DELETE", at(world.address, digest))).toBe("404");
  const deletes = (await world.requests()).filter(({ method }) => method === "DELETE");
  expect(deletes.map(({ status }) => status)).toEqual([null, 404]);
});

test("what a page reads goes wrong at the request that was meant, until it is mended", async ({ page, guard, start, servers }) => {
  const world = new World(servers, "writable");
  await openBlank({ page, guard, start }, world.address);
  const read = (tag: string) => told(page, "GET", at(world.address, tag));
  const sound = await read("2");
  await fail(world, { how: "cut", at: 2 });
  expect([await read("2"), await read("2"), await read("2")]).toEqual([sound, "TypeError", sound]);
  await fail(world, { how: "error", status: 429, wait: 0, path: "/manifests/2" });
  expect([await read("latest"), await read("2"), await read("2")]).toEqual([sound, "429", sound]);

  await fail(world, { how: "reset", lasting: true });
  expect([await read("2"), await read("2")]).toEqual(["TypeError", "TypeError"]);
  await mend(world);
  await fail(world, { how: "hang" });
  const hanging = page.evaluate((address) => fetch(address).then(() => "answered"), at(world.address, "2"));
  const other = (async () => {
    await expect.poll(() => waiting(world)).toBe(0);
    return read("latest");
  })();
  expect(await Promise.race([hanging.catch(() => "ended"), other])).toBe(sound);
});

test("a fault that nothing would meet is a mistake", async ({ servers }) => {
  const world = new World(servers, "writable");
  await expect(fail(world, { how: "cut", status: 500 })).rejects.toThrow("status");
  await expect(fail(new World(servers, "writabel"), { how: "cut" })).rejects.toThrow("writabel");
});
