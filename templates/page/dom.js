// @ts-check
// What every view does with the page: find, fill, download, remember.

/** @typedef {import("./python.js").Answer} Answer */

/** @param {string} id @returns {HTMLElement} */
export function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element "${id}"`);
  return found;
}

/** @param {string} id @param {string} words */
export function text(id, words) {
  element(id).textContent = words;
}

/** Put the fragments of an answer into their places. @param {Answer} answer */
export function fill(answer) {
  for (const [id, html] of Object.entries(answer.html)) element(id).innerHTML = html;
}

/**
 * What a form's fields say, by name; of boxes of one name the list of the ticked ones.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string | string[]>}
 */
export function fields(form) {
  /** @type {Record<string, string | string[]>} */
  const found = {};
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement)) continue;
    if (!field.name) continue;
    if (field.type === "checkbox") {
      const ticked = /** @type {string[]} */ (found[field.name] ??= []);
      if (/** @type {HTMLInputElement} */ (field).checked) ticked.push(field.value);
    } else if (field.type !== "radio" || /** @type {HTMLInputElement} */ (field).checked) {
      found[field.name] = field.value;
    }
  }
  return found;
}

/** Offer files to be saved. @param {Answer["files"]} files */
export function download(files) {
  for (const [name, data] of files) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([data]));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

/**
 * Remember something in this browser; whether it could be: storage may be full, or off.
 * @param {string} key @param {unknown} value
 */
export function remember(key, value) {
  try {
    localStorage.setItem(`fitexport.${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** What was remembered; null without, or if it cannot be read. @param {string} key @returns {any} */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(`fitexport.${key}`) ?? "null");
  } catch {
    return null;
  }
}

/** The runner that every part of the page knows: `mile` and `units`, as they are written. @returns {any} */
export const runner = () => recall("runner") ?? {};

/** Whether it could be remembered. @param {{ mile?: unknown, units?: unknown }} change */
export function keepRunner(change) {
  return remember("runner", { ...runner(), ...change });
}

/** A refusal in one line. @param {{ problem: string, remedy: string }} refusal */
export function sentence({ problem, remedy }) {
  return remedy ? `${problem}: ${remedy}` : problem;
}

/** Today on this computer, as 2027-03-16. */
export function today() {
  const now = new Date();
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
