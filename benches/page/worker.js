import { Hasher, serve } from "./hasher.js";
import { Core, readAll, ready } from "./reading.js";

let hasher;

onmessage = async ({ data: { blobs, way, reads, hashes } }) => {
  try {
    if (reads) hasher = new Hasher(reads);
    else if (hashes) serve(hashes, (blob) => new Core(blob, "all bytes"));
    else postMessage({ done: await readAll(blobs, way, hasher) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
};

await ready();
postMessage({ done: "ready" });
