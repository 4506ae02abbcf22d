import { createHash } from "node:crypto";
import { GOOD, LAYERS, layersOf, REMEMBERED, StoredBlob, type Descriptor } from "./blobs.ts";
import { expect, test } from "./servers/fixture.ts";
import type { RealRegistry } from "./servers/real-registry.ts";

// What tests do to a registry's disk is what it serves from then on.

interface Came {
  status: number;
  /** How many bytes were announced. */
  announced: number;
  /** How many came. */
  size: number;
  /** Whether the body ended before its time. */
  isBroken: boolean;
  digest: string;
}

async function get(registry: RealRegistry, { digest }: Descriptor): Promise<Came> {
  const response = await fetch(`${registry.origin}/v2/${LAYERS}/blobs/${digest}`, { cache: "no-store" });
  const announced = Number(response.headers.get("content-length"));
  const hash = createHash("sha256");
  let size = 0;
  let isBroken = false;
  try {
    for await (const chunk of response.body!) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch {
    isBroken = true;
  }
  return { status: response.status, announced, size, isBroken, digest: `sha256:${hash.digest("hex")}` };
}

function whole({ digest, size }: Descriptor): Came {
  return { status: 200, announced: size, size, isBroken: false, digest };
}

test("a registry serves what was done to its blobs, and what was put back", async ({ start }) => {
  const registry = await start.registry({}, "layers");
  const layers = await layersOf(registry, "good");
  expect(layers).toHaveLength(Object.keys(GOOD).length);
  for (const layer of layers) {
    const { size, digest } = layer;
    const stored = new StoredBlob(registry, digest);
    expect(stored.size).toBe(size);
    expect(await get(registry, layer)).toEqual(whole(layer));

    stored.flip();
    const flipped = await get(registry, layer);
    expect(flipped).toEqual({ ...whole(layer), digest: flipped.digest });
    expect(flipped.digest).not.toBe(digest);

    stored.cut(100);
    expect(await get(registry, layer)).toMatchObject({ announced: 100, size: 100, isBroken: false });
    stored.append("more");
    expect(await get(registry, layer)).toMatchObject({ announced: 104, size: 104 });
    stored.remove();
    expect((await get(registry, layer)).status).toBe(404);

    stored.restore();
    expect(await get(registry, layer)).toEqual(whole(layer));
  }
});

test("a registry that remembers its blobs announces what they had", async ({ start }) => {
  const registry = await start.registry({ pasted: REMEMBERED }, "layers");
  const layer = (await layersOf(registry, "good"))[GOOD.gzip];
  const stored = new StoredBlob(registry, layer.digest);
  expect(await get(registry, layer)).toEqual(whole(layer));
  stored.cut(100);
  expect(await get(registry, layer)).toMatchObject({ status: 200, announced: layer.size, size: 100, isBroken: true });
  stored.remove();
  expect(await get(registry, layer)).toMatchObject({ status: 200, announced: layer.size, size: 0, isBroken: true });
  stored.restore();
  expect(await get(registry, layer)).toEqual(whole(layer));
});
