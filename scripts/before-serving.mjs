// Says in one line what would keep `make run` from serving: a port that is
// taken, a registry that does not answer. Prints the registry's base address.
//
//   node scripts/before-serving.mjs <port> [<registry>]

import { createServer } from "node:net";

const [port, registry] = process.argv.slice(2);

function fail(message) {
  console.error(`porthole: ${message}`);
  process.exit(1);
}

function checkPort(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65535) {
    fail(`PORT=${text} is no port; take a number from 1 to 65535`);
  }
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => fail(reasonForPort(number, error.code)));
    server.listen(number, "127.0.0.1", () => server.close(resolve));
  });
}

function reasonForPort(number, code) {
  const instead = "choose another: make run PORT=8081";
  if (code === "EADDRINUSE") return `port ${number} is taken; ${instead}`;
  if (code === "EACCES") return `port ${number} is not allowed for this user; ${instead}`;
  return `port ${number} cannot be used (${code}); ${instead}`;
}

function baseAddress(text) {
  const withScheme = text.includes("://") ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    fail(`REGISTRY=${text} is no address; write it like http://localhost:5000`);
  }
  if (url.username || url.password) {
    fail("REGISTRY must not hold a user name or a password");
  }
  return url.origin + url.pathname.replace(/\/+$/, "").replace(/\/v2$/, "");
}

async function checkRegistry(base) {
  const response = await fetch(`${base}/v2/`, { signal: AbortSignal.timeout(5000) }).catch(
    () => fail(`no registry answers at ${base}/v2/; is it running?`),
  );
  // 401 is a registry too: it wants a sign-in.
  if (!response.ok && response.status !== 401) {
    console.error(`porthole: ${base}/v2/ answers ${response.status}, which no registry does`);
  }
}

await checkPort(port);
if (registry) {
  const base = baseAddress(registry);
  await checkRegistry(base);
  console.log(base);
}
