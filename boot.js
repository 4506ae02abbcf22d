// Starts Porthole, and says in words when it cannot. Whatever happens, the page
// is never blank: it shows the program, or one card with a reason and a way on.
//
// The same file starts the same program as a worker, which hashes what the page
// verifies. What goes wrong there is told to the page.

const isWorker = typeof document === "undefined";
const { js, wasm } = isWorker
  ? Object.fromEntries(new URLSearchParams(location.search))
  : document.querySelector("script[data-wasm]").dataset;
const RELOADED = "porthole:reloaded";
const LAST_ERRORS = 5;
const errors = [];

/** A reason not to start that is known, in words for the card. */
class Obstacle extends Error {
  constructor(title, text, stale = false) {
    super(text);
    this.title = title;
    /** Whether an outdated page asking for files of before an upgrade explains it. */
    this.stale = stale;
  }
}

const unsupported = (reason) =>
  new Obstacle("This browser cannot run Porthole", `${reason} A current Firefox, Chrome, Edge or Safari can run it.`);

const blocked = () =>
  new Obstacle(
    "WebAssembly is blocked here",
    "A Content-Security-Policy forbids it. Whoever runs this site must allow 'wasm-unsafe-eval' in script-src; an extension of the browser can be the cause too.",
  );

const unreachable = (file) =>
  new Obstacle(
    "A file of Porthole could not be loaded",
    `${file} did not arrive: the server cannot be reached, or something in this browser blocks it. Reload to try again.`,
  );

const missing = (file, status) =>
  new Obstacle(
    "A file of Porthole is missing",
    `The server answers ${status} for ${file}. The copy of the site on the server is incomplete, or an upgrade is under way. Reload in a moment.`,
    true,
  );

const wrongType = (file, type) =>
  new Obstacle(
    "The server sends a wrong file",
    `For ${file} it sends ${type || "something unknown"}. The file is missing there, and the server answers with a page instead of 404.`,
    true,
  );

async function start() {
  if (typeof WebAssembly !== "object") {
    throw unsupported("It has no WebAssembly, or WebAssembly is switched off.");
  }
  const [program, code] = await Promise.all([loadProgram(), loadCode()]);
  await program.default({ module_or_path: code });
}

async function loadProgram() {
  try {
    return await import(js);
  } catch (error) {
    // The browser does not tell why an import failed; asking again does.
    await fetchFile(js, { cache: "no-store" });
    throw error;
  }
}

async function loadCode() {
  const response = await fetchFile(wasm);
  const type = mediaType(response);
  if (type === "application/wasm") return response;
  const bytes = await response.arrayBuffer();
  const magic = String.fromCharCode(...new Uint8Array(bytes.slice(0, 4)));
  if (magic !== "\0asm") throw wrongType(fileName(wasm), type);
  return bytes;
}

async function fetchFile(address, options) {
  const response = await fetch(address, options).catch(() => {
    throw unreachable(fileName(address));
  });
  if (!response.ok) throw missing(fileName(address), response.status);
  if (mediaType(response) === "text/html") throw wrongType(fileName(address), "text/html");
  return response;
}

const mediaType = (response) => (response.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();

const fileName = (address) => address.split("/").pop();

function explain(error) {
  if (error instanceof Obstacle) return error;
  if (/content.security.policy|unsafe-eval|blocked by CSP/i.test(error?.message)) return blocked();
  if (error instanceof WebAssembly.RuntimeError) return stopped(error.message);
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return unsupported("It does not understand the program, or the file was damaged on the way.");
  }
  return new Obstacle("Porthole could not start", clean(error?.message ?? error));
}

const stopped = (message) =>
  new Obstacle("Porthole stopped", `It met a fault of its own: ${clean(message)}`);

/** A message as it may be shown and passed on: no query, no user name, no token. */
function clean(message) {
  return String(message)
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*@/gi, "$1")
    .replace(/[?#][^\s"'<>)]*=[^\s"'<>)]*/g, "")
    .replace(/\b(Bearer|Basic)\s+\S+/gi, "$1 …")
    .trim()
    .slice(0, 300);
}

function note(error) {
  errors.push(clean(error?.message ?? error));
  errors.splice(0, errors.length - LAST_ERRORS);
}

const byId = (id) => document.getElementById(id);

function show({ title, message }) {
  const card = byId("failure");
  if (!card.hidden) return;
  byId("failure-title").textContent = title;
  byId("failure-text").textContent = message;
  byId("failure-details").textContent = details();
  for (const element of document.body.children) element.hidden = element !== card;
  byId("failure-title").focus();
}

function details() {
  const version = document.querySelector("meta[name=porthole-version]").content;
  const page = location.pathname + location.hash.split("?")[0];
  const lines = [`Porthole ${version}`, navigator.userAgent, `Page: ${page}`];
  return lines.concat(errors.map((message) => `Error: ${message}`)).join("\n");
}

async function copyDetails() {
  const copied = await navigator.clipboard?.writeText(details()).then(() => true, () => false);
  // Over plain http there is no clipboard to ask, but a selection can be copied.
  if (!copied) getSelection().selectAllChildren(byId("failure-details"));
  const done = copied || document.execCommand("copy");
  byId("failure-copied").textContent = done ? "Copied." : "Selected; copy it with the keyboard.";
}

/** Whether the page was reloaded for this already; where nothing can be remembered, it counts as done. */
function reloadedBefore() {
  try {
    const before = sessionStorage.getItem(RELOADED);
    sessionStorage.setItem(RELOADED, "yes");
    return before !== null;
  } catch {
    return true;
  }
}

function forgetReload() {
  try {
    sessionStorage.removeItem(RELOADED);
  } catch {
    // Nothing could be remembered either.
  }
}

function fail(error) {
  note(error);
  const obstacle = explain(error);
  if (obstacle.stale && !reloadedBefore()) location.reload();
  else show(obstacle);
}

/** An error that nobody caught: kept for the details, and the end when the program trapped. */
function uncaught(error) {
  note(error);
  if (typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError) show(stopped(error.message));
}

function startPage() {
  addEventListener("porthole:panic", ({ detail }) => {
    note(detail);
    show(stopped(detail));
  });
  addEventListener("error", (event) => uncaught(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => uncaught(event.reason));
  byId("failure-reload").addEventListener("click", () => location.reload());
  byId("failure-copy").addEventListener("click", copyDetails);

  // A page that was opened with a name and a password in its address may load nothing by
  // addresses relative to it. The browser keeps them, so that the page opens without, too.
  const opened = new URL(document.baseURI);
  if ((opened.username || opened.password) && !reloadedBefore()) {
    opened.username = opened.password = "";
    opened.hash = location.hash;
    location.replace(opened);
  } else {
    start().then(forgetReload, fail);
  }
}

/** A rejection does not reach the page by itself, and a trap leaves nothing that could go on. */
function startWorker() {
  const tell = (message) => postMessage(["failed", clean(message)]);
  const tellError = (error) => tell(error?.message ?? error);
  addEventListener("porthole:panic", ({ detail }) => tell(detail));
  addEventListener("error", (event) => tellError(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => tellError(event.reason));
  start().catch((error) => tellError(explain(error)));
}

if (isWorker) startWorker();
else startPage();
