import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The path of a program of the tests, as cargo built it. */
export function built(name: string): string {
  return `${process.env.CARGO_TARGET_DIR ?? `${ROOT}target`}/debug/${name}`;
}

/** A server of the tests. It ends when its standard input closes, so none outlives the run. */
export class Program {
  private readonly lines: AsyncIterator<string>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {
    this.lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    // Whoever ended hears nothing; that it does not answer is said where it is asked.
    child.stdin!.on("error", () => {});
  }

  /** Starts `command` and returns it with the first line that it prints. */
  static async start(command: string, args: string[]): Promise<[Program, string]> {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    const failed = new Promise<never>((_resolve, reject) => child.once("error", reject));
    const program = new Program(child, command);
    return [program, await Promise.race([program.line(), failed])];
  }

  /** Tells it a line and returns the line that it answers. */
  async tell(line: string): Promise<string> {
    this.child.stdin?.write(`${line}\n`);
    return this.line();
  }

  /** Closes its standard input and waits for its end. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.child.stdin?.end();
    await ended;
  }

  private async line(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.name} ended before it answered`);
    return value;
  }
}
