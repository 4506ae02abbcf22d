import type { Logged } from "../registry.ts";
import { built, Program } from "./program.ts";
import type { Access, User } from "./real-registry.ts";

/** One of the token services at an origin: the right one, and those that go wrong. */
export type Variant =
  | "token"
  | "wrong"
  | "expired"
  | "narrow"
  | "html"
  | "empty"
  | "redirect"
  | "without-cors"
  | "brief";

interface Said {
  origin: string;
  access: Record<Variant, Access>;
  users: User[];
}

/** A token service of one test's own. Everyone pulls `gallery/*`, Bob pulls and pushes `tools/*`,
 * Alice does everything. */
export class TokenService {
  private constructor(
    private readonly program: Program,
    /** Where it answers. */
    readonly origin: string,
    /** How a registry is configured that sends people to a variant, and accepts its tokens. */
    readonly access: Record<Variant, Access>,
    /** Who has a password there: Alice, then Bob. */
    readonly users: User[],
  ) {}

  static async start(): Promise<TokenService> {
    const [program, line] = await Program.start(built("token-service"), []);
    const { origin, access, users } = JSON.parse(line) as Said;
    return new TokenService(program, origin, access, users);
  }

  /** What it was asked so far; paths begin with the variant. */
  async requests(): Promise<Logged[]> {
    const response = await fetch(`${this.origin}/-/requests`);
    return (await response.json()) as Logged[];
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }
}
