// @ts-check
// The worker: Python in the browser, and nothing else. It answers the calls of python.js, one at a
// time, with what fitexport.page.calls makes of them.

import { loadPyodide } from "./python/pyodide.mjs";
import { startFitexport } from "./start.js";

/** @typedef {import("./python.js").Request} Request */

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

async function start() {
  const { files: release } = await (await network(new URL("../release.json", here))).json();
  const [files, python] = await Promise.all([fetchAll(release), loadPyodide({ indexURL: here.href })]);
  return { python, calls: startFitexport(python, files) };
}

const started = start();
started.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ broken: String(error) }),
);

let before = Promise.resolve();

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
  before = before.then(() => carryOut(event.data));
});
