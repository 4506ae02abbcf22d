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

/** What is in a registry from the start: the demo's repositories; a repository to delete from; or images of layers to
 * be verified, where it can be said how many bytes are in a large layer; or an image of so many large layers, for how
 * many bytes are in them. */
export type Seed =
  | "small"
  | "lab"
  | "layers"
  | { name: "layers"; large: number; layers?: undefined }
  | { name: "speed"; large: number; layers: number };

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

  /** Starts it, with what is to be in it from the start. */
  static async start(configuration: Configuration = {}, seed?: Seed): Promise<RealRegistry> {
    const { name, large, layers } = typeof seed === "string" ? { name: seed } : (seed ?? {});
    const given = { "--seed": name, "--large": large, "--layers": layers };
    const seeding = Object.entries(given).flatMap(([key, value]) => (value ? [key, String(value)] : []));
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
