import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "./program.ts";

/** What nginx is to serve. */
export interface Wanted {
  /** What stands in a file of `/etc/nginx/conf.d`: servers, maps. */
  configuration: string;
  /** Texts of the configuration and what stands there instead. A text that is not there is a mistake. */
  fill?: Record<string, string>;
  /** Names of ports: each becomes a free one, wherever its name stands in braces, as `{port}`. */
  ports?: string[];
  /** Files in a folder of nginx' own, by name; that folder is `{folder}`. */
  files?: Record<string, string>;
  /** What a certificate is made out to, which nobody trusts: names as `DNS:registry.test`, addresses as
   * `IP:127.0.0.1`. Servers listen with it by `securely`. */
  certified?: string[];
}

/** The lines by which a server listens at a port, with the certificate. */
export function securely(port = "port"): string {
  return `listen 127.0.0.1:{${port}} ssl;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;`;
}

/** A running nginx. */
export class Nginx {
  private constructor(
    private readonly program: Program,
    private readonly folder: string,
    private readonly ports: Record<string, number>,
  ) {}

  /** Starts nginx in a folder of its own. */
  static async start({ configuration, fill = {}, ports = ["port"], files = {}, certified }: Wanted): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), "porthole-nginx-"));
    const free = await freePorts(ports.length);
    const named = Object.fromEntries(ports.map((name, index) => [name, free[index]]));
    const braces = Object.entries({ ...named, folder }).map(([name, value]) => [`{${name}}`, String(value)]);
    const filled = replaced(configuration, Object.entries(fill));
    const path = join(folder, "nginx.conf");
    await writeFile(path, framed(folder, braces.reduce((text, [name, value]) => text.replaceAll(name, value), filled)));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    if (certified) certify(folder, certified);
    const [program] = await Program.start("sh", ["-c", UNTIL_INPUT_CLOSES, "sh", path]);
    return new Nginx(program, folder, named);
  }

  /** Where it answers at one of its ports. */
  origin(port = "port", host = "http://127.0.0.1"): string {
    return `${host}:${this.ports[port]}`;
  }

  async stop(): Promise<void> {
    await this.program.stop();
    await rm(this.folder, { recursive: true });
  }
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

const TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/** The file that Debian's nginx has around those of `conf.d`, for a folder. */
function framed(folder: string, configuration: string): string {
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
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  ${configuration}
}`;
}

/** Makes a certificate that is signed by itself alone. */
function certify(folder: string, names: string[]): void {
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const subject = ["-subj", "/CN=registry.test", "-addext", `subjectAltName=${names.join(",")}`];
  const args = ["req", "-x509", ...kind, ...subject, "-keyout", key, "-out", certificate];
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}

function replaced(text: string, pairs: [string, string][]): string {
  return pairs.reduce((text, [before, after]) => {
    if (!text.includes(before)) throw new Error(`the configuration says nowhere: ${before}`);
    return text.replaceAll(before, () => after);
  }, text);
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
