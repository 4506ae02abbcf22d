// What the benchmark calls: `prepare` starts threads, `run` reads blobs in them and takes the time.
import { readAll, ready } from "./reading.js";

let threads = [];

/** Starts so many workers; of none the page itself reads. One more hashes where it is wanted. */
window.prepare = async ({ workers, hashesElsewhere }) => {
  for (const { worker } of threads) worker.terminate();
  threads = await Promise.all(Array.from({ length: workers }, start));
  if (hashesElsewhere) {
    const { port1: reads, port2: hashes } = new MessageChannel();
    const hashing = await start();
    hashing.worker.postMessage({ hashes }, [hashes]);
    threads[0].worker.postMessage({ reads }, [reads]);
  }
  await ready();
};

/** Reads blobs a way, and returns what came and how long it took. */
window.run = async ({ blobs, way }) => {
  const begun = performance.now();
  const shares = threads.map((_, number) => blobs.filter((_, place) => place % threads.length === number));
  const parts =
    threads.length === 0
      ? [await readAll(blobs, way)]
      : await Promise.all(threads.map((thread, number) => thread.told({ blobs: shares[number], way })));
  const milliseconds = performance.now() - begun;
  const sum = (name) => parts.reduce((sum, part) => sum + part[name], 0);
  return { milliseconds, bytes: sum("bytes"), chunks: sum("chunks"), verdicts: parts.flatMap((part) => part.verdicts) };
};

async function start() {
  const worker = new Worker("worker.js", { type: "module" });
  const answered = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data: { done, error } }) => (error ? reject(new Error(error)) : resolve(done));
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  const told = (job) => {
    const answer = answered();
    worker.postMessage(job);
    return answer;
  };
  await answered();
  return { worker, told };
}
