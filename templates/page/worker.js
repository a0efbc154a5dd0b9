// @ts-check
// The worker: Python in the browser, and nothing else. It answers the calls of python.js, one at a
// time, with what fitexport.page.calls makes of them.

import { loadPyodide } from "./python/pyodide.mjs";

/** @typedef {import("./python.js").Request} Request */

const PACKAGES = "/lib/python3.14/site-packages";
const LIBRARIES = "/lib/libraries.zip";
const IDLE_MS = 3000;
const here = new URL("python/", import.meta.url);

const network = fetch;
/** Answers for the runtime, which asks for its files itself: of two requests for one file at the same
 * time, Chromium's cache may answer neither. @type {Map<string, Promise<Response>>} */
const copies = new Map();
/** @type {typeof fetch} */
const fromCopies = (address, options) => copies.get(String(address)) ?? network(address, options);
globalThis.fetch = fromCopies;

/**
 * The bytes of every file the runtime needs; the page hears how many have come.
 * @param {Record<string, { bytes: number }>} release
 */
async function fetchAll(release) {
  const paths = Object.keys(release).filter((path) => path.startsWith("python/"));
  const all = paths.reduce((sum, path) => sum + release[path].bytes, 0);
  let done = 0;
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  await Promise.all(
    paths.map(async (path) => {
      const { href } = new URL(`../${path}`, here);
      const asked = network(href);
      copies.set(href, asked.then((each) => each.clone()));
      const answer = await asked;
      if (!answer.ok || answer.body === null) throw new Error(`${path}: ${answer.status}`);
      const data = new Uint8Array(release[path].bytes);
      let at = 0;
      for (const reader = answer.body.getReader(); ; ) {
        const { done: ended, value } = await reader.read();
        if (ended) break;
        data.set(value, at);
        at += value.length;
        done += value.length;
        postMessage({ progress: done / all });
      }
      files.set(path.replace("python/", ""), data);
    }),
  );
  return files;
}

/** Modules that an earlier visit has compiled; nothing where the browser keeps nothing.
 * @param {Record<string, { sha256: string }>} release */
async function compiled(release) {
  const files = Object.keys(release).filter((path) => path.startsWith("python/"));
  const address = new URL(`compiled?${files.map((path) => release[path].sha256.slice(0, 8))}`, here).href;
  const cache = await globalThis.caches?.open("compiled-fitexport").catch(() => undefined);
  const kept = await cache?.match(address).catch(() => undefined);
  /** @param {Uint8Array<ArrayBuffer>} data */
  const keep = async (data) => {
    for (const old of (await cache?.keys()) ?? []) await cache?.delete(old);
    await cache?.put(address, new Response(data));
  };
  return { data: kept && new Uint8Array(await kept.arrayBuffer()), keep };
}

async function start() {
  const { files: release } = await (await network(new URL("../release.json", here))).json();
  const earlier = compiled(release);
  const [files, python] = await Promise.all([fetchAll(release), loadPyodide({ indexURL: here.href })]);
  for (const [name, data] of files) {
    if (name === "fitexport.zip") python.unpackArchive(data, "zip", { extractDir: PACKAGES });
    if (name === "libraries.zip") python.FS.writeFile(LIBRARIES, data);
    if (name.endsWith(".whl")) python.unpackArchive(data, "wheel");
  }
  python.pyimport("sys").path.append(LIBRARIES); // unpacked, they would take as long as Python itself
  const { data, keep } = await earlier;
  const code = python.pyimport("fitexport.page.kept_code");
  code.use(data && python.toPy(data));
  const calls = python.pyimport("fitexport.page.calls");
  python.pyimport("fitexport.page.session_view"); // what is asked first is ready, too
  return { python, calls, keepCode: () => keepNew(code, keep) };
}

/** @param {any} code @param {(data: Uint8Array<ArrayBuffer>) => Promise<void>} keep */
function keepNew(code, keep) {
  const data = code.unsaved();
  if (!data) return;
  keep(data.toJs()).catch(() => {}); // storage is full: the next visit compiles again
  data.destroy();
}

const started = start();
started.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ broken: String(error) }),
);

let before = Promise.resolve();
let idle = 0;

/** @param {Request} request */
async function carryOut({ id, name, args, uploads, handle }) {
  try {
    const { python, calls } = await started;
    const files = python.toPy(uploads.map(({ name, data }) => [name, data]));
    // With a folder of the user's, Python waits for the browser: that needs callPromising.
    const made =
      handle === undefined
        ? calls.answer(name, JSON.stringify(args), files)
        : await calls.answer.callPromising(name, JSON.stringify(args), files, handle);
    const [text, written] = made.toJs({ create_pyproxies: false });
    made.destroy();
    postMessage({ id, answer: JSON.parse(text), files: written });
  } catch (error) {
    postMessage({ id, broken: String(error) });
  }
}

addEventListener("message", (event) => {
  clearTimeout(idle);
  idle = setTimeout(async () => (await started).keepCode(), IDLE_MS);
  before = before.then(() => carryOut(event.data));
});
