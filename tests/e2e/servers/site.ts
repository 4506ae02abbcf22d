import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "./program.ts";

/** The policy under which the page has to work. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
  "img-src 'self' data:; connect-src 'self' http: https:; worker-src 'self'; " +
  "base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/** Where the built page is served, each as an address that ends in a slash. */
export interface Sites {
  /** At the root of its origin. */
  root: string;
  /** In a folder of its origin. */
  folder: string;
  /** At the root, with the real registry's `/v2/` behind the same origin. */
  proxied: string;
}

/** Serves `dist` with nginx in the three ways. */
export async function serveSites(dist: string, registry: string): Promise<[Sites, () => Promise<void>]> {
  const folder = await mkdtemp(join(tmpdir(), "porthole-nginx-"));
  const ports = await freePorts(3);
  const path = join(folder, "nginx.conf");
  await writeFile(path, configuration(folder, dist, registry, ports));
  const [nginx] = await Program.start("sh", ["-c", UNTIL_INPUT_CLOSES, "sh", path, String(ports[0])]);
  const [root, inFolder, proxied] = ports.map((port) => `http://127.0.0.1:${port}/`);
  const stop = async () => {
    await nginx.stop();
    await rm(folder, { recursive: true });
  };
  return [{ root, folder: `${inFolder}tools/porthole/`, proxied }, stop];
}

// nginx does not watch its standard input; the shell around it does. It says
// "ready" when nginx has bound its ports.
const UNTIL_INPUT_CLOSES = `
PATH="$PATH:/usr/sbin"
nginx -t -q -c "$1" || exit 1
nginx -c "$1" & nginx=$!
until [ -s "$(dirname "$1")/nginx.pid" ]; do
  kill -0 $nginx || exit 1
  sleep 0.05
done
echo ready
cat >/dev/null
kill $nginx
wait $nginx
`;

function configuration(folder: string, dist: string, registry: string, ports: number[]): string {
  const files = `root ${dist}; try_files $uri $uri/index.html =404;`;
  const inFolder = `alias ${dist}/; try_files $uri $uri/index.html =404;`;
  const servers = [
    server(ports[0], `location / { ${files} }`),
    server(ports[1], `location /tools/porthole/ { ${inFolder} }`),
    server(
      ports[2],
      `location / { ${files} }
       location /v2/ { proxy_pass ${registry}; proxy_set_header Host $http_host; proxy_buffering off; }`,
    ),
  ];
  return `
daemon off;
master_process off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
http {
  access_log off;
  ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ")}
  types {
    text/html html; text/css css; text/javascript js; application/json json;
    application/wasm wasm; image/svg+xml svg;
  }
  default_type application/octet-stream;
  ${servers.join("\n")}
}`;
}

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

function server(port: number, locations: string): string {
  return `server {
    listen 127.0.0.1:${port};
    index index.html;
    add_header Content-Security-Policy "${POLICY}" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control no-cache always;
    ${locations}
  }`;
}

/** Ports that were free just now, all different. */
async function freePorts(count: number): Promise<number[]> {
  const listeners = await Promise.all(Array.from({ length: count }, () => listen()));
  const ports = listeners.map((listener) => (listener.address() as AddressInfo).port);
  await Promise.all(listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
  return ports;
}

function listen() {
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const listener = createServer();
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", () => resolve(listener));
  });
}
