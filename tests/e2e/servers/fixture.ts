import { test as base } from "../fixture.ts";
import { Nginx, type Wanted } from "./nginx.ts";
import { RealRegistry, type Configuration, type Seed } from "./real-registry.ts";
import { TokenService } from "./token-service.ts";

export { expect } from "../fixture.ts";

/** Starts servers that are one test's own, and end with it. */
export class Start {
  private readonly started: { stop(): Promise<void> }[] = [];

  /** Starts a real docker-registry, with what is to be in it from the start. */
  async registry(configuration: Configuration = {}, seed?: Seed): Promise<RealRegistry> {
    return this.noted(await RealRegistry.start(configuration, seed));
  }

  async tokenService(): Promise<TokenService> {
    return this.noted(await TokenService.start());
  }

  async nginx(wanted: Wanted): Promise<Nginx> {
    return this.noted(await Nginx.start(wanted));
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.map((server) => server.stop()));
  }

  private noted<S extends { stop(): Promise<void> }>(server: S): S {
    this.started.push(server);
    return server;
  }
}

/** A test that can start servers of its own. */
export const test = base.extend<{ start: Start }>({
  start: async ({ guard, context }, use) => {
    const start = new Start();
    await use(start);
    await guard.conclude(context.pages());
    await start.stop();
  },
});
