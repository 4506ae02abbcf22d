// Reading blobs one way or another. A way is
//
//   streams   how many blobs are read at once
//   reader    "default", "byob", or "whole": into one buffer
//   view      of "byob": how many bytes are asked for at a time
//   gather    how many bytes are put together before they are checked; without it, chunks as they come
//   check     nothing: the bytes are thrown away; "all bytes" or "content": by core;
//             "subtle": by crypto.subtle, of "whole"; "elsewhere": by core, in another worker

import init, { Check } from "./check/check.js";

/** Makes core ready. */
export const ready = () => init();

/** Reads blobs, and says how many chunks they came in and what came of each. */
export async function readAll(blobs, way, hasher) {
  const waiting = [...blobs];
  const done = { chunks: 0, bytes: 0, verdicts: [] };
  const stream = async () => {
    for (let blob = waiting.shift(); blob; blob = waiting.shift()) await readOne(blob, way, hasher, done);
  };
  await Promise.all(Array.from({ length: way.streams ?? 1 }, stream));
  return done;
}

async function readOne(blob, way, hasher, done) {
  const options = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" };
  const response = await fetch(blob.address, options);
  if (!response.ok) throw new Error(`${blob.address} is answered with ${response.status}`);
  const sink = gathered(sinkOf(blob, way, hasher), way.gather);
  for await (const chunk of chunksOf(response, way)) {
    done.chunks += 1;
    done.bytes += chunk.length;
    await sink.push(chunk);
  }
  done.verdicts.push(await sink.finish());
}

async function* chunksOf(response, { reader: kind, view }) {
  if (kind === "whole") {
    yield new Uint8Array(await response.arrayBuffer());
    return;
  }
  const reader = response.body.getReader(kind === "byob" ? { mode: "byob" } : {});
  let buffer = new ArrayBuffer(view ?? 0);
  for (;;) {
    const { done, value } = await reader.read(...(kind === "byob" ? [new Uint8Array(buffer)] : []));
    if (done) return;
    yield value;
    buffer = value.buffer;
  }
}

function sinkOf(blob, { check }, hasher) {
  if (check === "subtle") return new Subtle(blob);
  if (check === "elsewhere") return hasher.of(blob);
  if (check) return new Core(blob, check);
  return { push() {}, finish: () => "read" };
}

/** By core, in this thread. */
export class Core {
  constructor({ digest, size, diffId }, depth) {
    this.check = new Check(digest, BigInt(size), depth === "content" ? diffId : undefined);
  }

  push(chunk) {
    this.check.push(chunk);
  }

  finish() {
    return this.check.finish();
  }
}

class Subtle {
  constructor({ digest }) {
    this.expected = digest;
  }

  async push(whole) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.verdict = `sha256:${hex}` === this.expected ? "all bytes" : "other bytes";
  }

  finish() {
    return this.verdict;
  }
}

/** The same sink, which is given chunks of one size. */
function gathered(sink, size) {
  if (!size) return sink;
  const buffer = new Uint8Array(size);
  let filled = 0;
  return {
    push(chunk) {
      for (let rest = chunk; rest.length > 0; ) {
        const part = rest.subarray(0, size - filled);
        buffer.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
        if (filled === size) {
          sink.push(buffer);
          filled = 0;
        }
      }
    },
    finish() {
      sink.push(buffer.subarray(0, filled));
      return sink.finish();
    },
  };
}
