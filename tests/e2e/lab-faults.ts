import type { World } from "./registry.ts";

/** What goes wrong with a request to a world of the fake registry. */
export interface Fault {
  /** An error is the answer; the answer breaks off within its body; no answer ever comes; the connection ends. Where it
   * is closed without a byte, and was used before, the browser asks again by itself, whatever the method is. */
  how: "error" | "cut" | "hang" | "reset" | "close";
  /** Which request it happens to, of those that are counted, from now on: 1, the next, if nothing is said. */
  at?: number;
  /** Which requests are counted: those by these methods, all but OPTIONS if none is named. */
  methods?: string[];
  /** Which requests are counted: those whose path ends so, as in `/manifests/latest`. */
  path?: string;
  /** Whether the registry does what it was asked all the same. If nothing is said, only where the answer is cut. */
  done?: boolean;
  /** Whether it happens to every counted request from then on. */
  lasting?: boolean;
  /** The error's status, 500 if nothing is said, and the seconds of its Retry-After. */
  status?: number;
  wait?: number;
}

/** Lets a request of a world go wrong. */
export async function fail(world: World, fault: Fault): Promise<void> {
  await ask("POST", world, fault);
}

/** How many faults wait for their requests: after a test that is about one, none. */
export async function waiting(world: World): Promise<number> {
  return (await ask("GET", world)).length;
}

/** Lets nothing go wrong any more. */
export async function mend(world: World): Promise<void> {
  await ask("DELETE", world);
}

async function ask(method: string, { address }: World, fault: Partial<Fault> = {}): Promise<unknown[]> {
  const { origin, pathname } = new URL(address);
  const given = Object.entries(fault).filter(([, value]) => value !== undefined);
  const said = given.map(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams([["prefix", pathname], ...said]);
  const response = await fetch(`${origin}/-/faults?${query}`, { method });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as unknown[];
}
