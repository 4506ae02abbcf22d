import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** A server of the tests. It ends when its standard input closes, so none outlives the run. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {}

  /** Starts `command` and returns it with the first line that it prints. */
  static async start(command: string, args: string[]): Promise<[Program, string]> {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    const program = new Program(child, command);
    return [program, await program.firstLine()];
  }

  /** Closes its standard input and waits for its end. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.child.stdin?.end();
    await ended;
  }

  private firstLine(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.child.once("error", reject);
      this.child.once("exit", (code) => {
        reject(new Error(`${this.name} ended with ${code} before it was ready`));
      });
      createInterface({ input: this.child.stdout! }).once("line", resolve);
    });
  }
}
