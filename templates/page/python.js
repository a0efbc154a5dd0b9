// @ts-check
// The client of the worker: calls of Python as promises.

/**
 * @typedef {{ name: string, data: Uint8Array<ArrayBuffer> }} Upload
 * @typedef {{ problem: string, remedy: string, where: string, excerpt: string, at: number | null }} Refusal
 * @typedef {{ html: Record<string, string>, data: any, files: [string, Uint8Array<ArrayBuffer>][] }} Answer
 * @typedef {{ id: number, name: string, args: object, uploads: Upload[],
 *             handle?: FileSystemDirectoryHandle }} Request
 */

/** What Python refused, in the words of its error. */
export class Refused extends Error {
  /** @param {Refusal} refusal */
  constructor(refusal) {
    super(refusal.problem);
    this.refusal = refusal;
  }
}

/** @type {Map<number, { resolve: (answer: Answer) => void, reject: (error: Error) => void }>} */
const waiting = new Map();
let last = 0;

// A worker that starts from a blob is bound by this page's Content-Security-Policy.
const source = `import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`;
const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
const worker = new Worker(address, { type: "module" });

/** @type {(share: number) => void} */
let onProgress = () => {};

/** Python is loaded, or it cannot be. @type {Promise<void>} */
const loaded = new Promise((resolve, reject) => {
  worker.addEventListener("error", (event) => reject(new Error(event.message)));
  worker.addEventListener("message", ({ data }) => {
    if (data.progress !== undefined) onProgress(data.progress);
    else if (data.ready) resolve();
    else if (data.id === undefined) reject(new Error(data.broken));
    else settle(data);
  });
});

/** @param {{ id: number, broken?: string, answer?: any, files?: Answer["files"] }} data */
function settle({ id, broken, answer, files }) {
  const { resolve, reject } = /** @type {any} */ (waiting.get(id));
  waiting.delete(id);
  if (broken !== undefined) reject(new Error(broken));
  else if (answer.error) reject(new Refused(answer.error));
  else resolve({ ...answer, files });
}

/** @param {(share: number) => void} progress Told how much is loaded, from 0 to 1. */
export function ready(progress) {
  onProgress = progress;
  return loaded;
}

/**
 * Ask Python. Rejects with Refused where Python refuses.
 * @param {string} name
 * @param {object} [args]
 * @param {Upload[]} [uploads]
 * @param {FileSystemDirectoryHandle} [handle]
 * @returns {Promise<Answer>}
 */
export function call(name, args = {}, uploads = [], handle = undefined) {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, name, args, uploads, handle });
  });
}

/**
 * Calls of which only the newest counts, as while someone types: one at a time, and the last one
 * asked for; the others never settle.
 * @param {string} name
 */
export function latest(name) {
  let newest = 0;
  let running = Promise.resolve();
  /** @param {object} args @returns {Promise<Answer>} */
  return (args) => {
    const mine = ++newest;
    return new Promise((resolve, reject) => {
      running = running.then(async () => {
        if (mine !== newest) return;
        try {
          const answer = await call(name, args);
          if (mine === newest) resolve(answer);
        } catch (error) {
          if (mine === newest) reject(error);
        }
      });
    });
  };
}
