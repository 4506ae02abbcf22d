import { Nginx } from "./nginx.ts";

/** The policy under which the page has to work. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
  "img-src 'self'; connect-src 'self' http: https:; worker-src 'self'; " +
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
  const nginx = await Nginx.start({
    configuration: configuration(dist, registry),
    ports: ["root", "inFolder", "proxied"],
  });
  const sites = {
    root: `${nginx.origin("root")}/`,
    folder: `${nginx.origin("inFolder")}/tools/porthole/`,
    proxied: `${nginx.origin("proxied")}/`,
  };
  return [sites, () => nginx.stop()];
}

function configuration(dist: string, registry: string): string {
  const files = `root ${dist}; try_files $uri $uri/index.html =404;`;
  const inFolder = `alias ${dist}/; try_files $uri $uri/index.html =404;`;
  const servers = [
    server("{root}", `location / { ${files} }`),
    server("{inFolder}", `location /tools/porthole/ { ${inFolder} }`),
    server(
      "{proxied}",
      `location / { ${files} }
       location /v2/ { proxy_pass ${registry}; proxy_set_header Host $http_host; proxy_buffering off; }`,
    ),
  ];
  return servers.join("\n");
}

function server(port: string, locations: string): string {
  return `server {
    listen 127.0.0.1:${port};
    index index.html;
    add_header Content-Security-Policy "${POLICY}" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Cache-Control no-cache always;
    ${locations}
  }`;
}
