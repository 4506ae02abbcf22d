// A worker that hashes what another one reads. Buffers change hands; so many may be on their way.
const ON_THEIR_WAY = 16;

/** The side that reads: `port` leads to the worker that hashes. */
export class Hasher {
  constructor(port) {
    this.port = port;
    this.counter = 0;
    this.waiting = new Map();
    port.onmessage = ({ data: { number, verdict } }) => this.waiting.get(number)(verdict);
  }

  /** What takes the chunks of a blob. */
  of(blob) {
    const number = this.counter++;
    let onTheirWay = 0;
    let room = () => {};
    let told;
    const verdict = new Promise((resolve) => (told = resolve));
    this.waiting.set(number, (word) => {
      if (word !== undefined) return told(word);
      onTheirWay -= 1;
      room();
    });
    this.port.postMessage({ number, blob });
    return {
      push: async (chunk) => {
        onTheirWay += 1;
        this.port.postMessage({ number, chunk }, [chunk.buffer]);
        if (onTheirWay > ON_THEIR_WAY) await new Promise((resolve) => (room = resolve));
      },
      finish: () => {
        this.port.postMessage({ number });
        return verdict;
      },
    };
  }
}

/** The side that hashes; `open` makes a check of a blob. */
export function serve(port, open) {
  const checks = new Map();
  port.onmessage = ({ data: { number, blob, chunk } }) => {
    if (blob) {
      checks.set(number, open(blob));
    } else if (chunk) {
      checks.get(number).push(chunk);
      port.postMessage({ number });
    } else {
      port.postMessage({ number, verdict: checks.get(number).finish() });
      checks.delete(number);
    }
  };
}
