// The servers of the benchmark: a real docker-registry, and one for Porthole's page and the bare ones.
import { spawn } from "node:child_process";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { ROOT, TARGET } from "./settings.mjs";

const REPOSITORY = "layers/speed";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Starts a registry with one image of so many bytes in so many layers. */
export async function startRegistry({ bytes, layers }) {
  const args = ["--seed", "speed", "--large", bytes, "--layers", layers].map(String);
  const child = spawn(`${TARGET}/debug/real-registry`, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const failed = new Promise((_, reject) => child.once("error", reject));
  const first = createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { value } = await Promise.race([first, failed]);
  if (!value) throw new Error("the registry did not start");
  const { origin } = JSON.parse(value);
  const stop = () => {
    child.stdin.end();
    return ended;
  };
  return { origin, repository: REPOSITORY, blobs: await blobsOf(origin), stop };
}

/** The layers of the image, as a bare page reads and checks them. */
async function blobsOf(origin) {
  const read = async (path, accept) => {
    const response = await fetch(`${origin}/v2/${REPOSITORY}/${path}`, { headers: { accept } });
    return response.json();
  };
  const { config, layers } = await read("manifests/latest", MANIFEST);
  const { rootfs } = await read(`blobs/${config.digest}`, "*/*");
  return layers.map(({ digest, size }, place) => ({
    address: `${origin}/v2/${REPOSITORY}/blobs/${digest}`,
    digest,
    size,
    diffId: rootfs.diff_ids[place],
  }));
}

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Serves Porthole's page, set up for registries by id, and the bare pages at `/bare/`. */
export async function startSite(registries) {
  const config = {
    registries: Object.entries(registries).map(([id, { origin }]) => ({ id, title: id, url: origin })),
  };
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://site").pathname);
    if (path === "/config.json") return response.setHeader("content-type", TYPES[".json"]).end(JSON.stringify(config));
    const file = fileAt(path);
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

function fileAt(path) {
  if (path.startsWith("/bare/check/")) return join(TARGET, "bench/check", path.slice("/bare/check/".length));
  if (path.startsWith("/bare/")) return join(ROOT, "benches/page", path.slice("/bare/".length));
  return join(ROOT, "dist", path.endsWith("/") ? `${path}index.html` : path);
}
