import { built, Program } from "./program.ts";

/** Somebody with a password. */
export interface User {
  name: string;
  password: string;
}

/** Who may do something at a registry: anybody, the users, whoever has a token. */
export type Access =
  | "open"
  | "htpasswd"
  | { token: { realm: string; service: string; issuer: string; certificate: string } };

/** How a registry is configured; without anything, pages of other origins may do nothing. */
export interface Configuration {
  /** Headers of every answer; each value becomes a line of its own. */
  headers?: Record<string, string[]>;
  /** YAML as somebody merges it into config.yml, of whole keys or of headers only. It replaces what
   * is said of the same names. */
  pasted?: string;
  /** Variables of the registry's environment. */
  environment?: Record<string, string>;
  /** Whether it deletes; it does unless this is false. */
  delete?: boolean;
  access?: Access;
  /** The origin that serves its storage at `/docker/registry/v2/`, where it sends people for blobs. */
  redirect?: string;
}

interface Said {
  origin: string;
  storage: string;
  users: User[];
  error?: string;
}

/** A real docker-registry of one test's own. */
export class RealRegistry {
  private constructor(
    private readonly program: Program,
    /** Where it answers. */
    readonly origin: string,
    /** The folder of its blobs and repositories. */
    readonly storage: string,
    /** Who has a password there: Alice, then Bob. */
    readonly users: User[],
  ) {}

  /** Starts it, with the repositories of the demo where they are wanted. */
  static async start(configuration: Configuration = {}, seed?: "small"): Promise<RealRegistry> {
    const seeding = seed ? ["--seed", seed] : [];
    const args = [...seeding, "--configuration", JSON.stringify(configuration)];
    const [program, line] = await Program.start(built("real-registry"), args);
    const { origin, storage, users } = JSON.parse(line) as Said;
    return new RealRegistry(program, origin, storage, users);
  }

  /** Starts it again, configured otherwise, at the same origin and with what it holds. */
  async restart(configuration: Configuration): Promise<void> {
    const { error } = JSON.parse(await this.program.tell(JSON.stringify(configuration))) as Said;
    if (error) throw new Error(error);
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }
}
