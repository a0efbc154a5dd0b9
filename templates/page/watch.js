// @ts-check
// The watch: its drive is chosen here, all else is Python's.

import { download, element, fields, fill, recall, text, today } from "./dom.js";
import { settled } from "./plan.js";
import { call, Refused } from "./python.js";

/** @typedef {(options: object) => Promise<FileSystemDirectoryHandle>} Picker */

const view = element("watch");
const form = /** @type {HTMLFormElement} */ (element("watch-form"));
// Python waits for the drive by suspending itself, which not every browser with a picker can.
const able = "showDirectoryPicker" in window && "Suspending" in WebAssembly;
/** @type {FileSystemDirectoryHandle | undefined} */
let drive;

/** @returns {HTMLButtonElement[]} */
const buttons = () => [...view.querySelectorAll("button")];

/** @param {boolean} busy @param {boolean} [writing] Whether the watch is at work. */
function show(busy, writing = busy) {
  view.ariaBusy = String(busy);
  element("watch-busy").hidden = !writing;
  for (const button of buttons()) {
    const needsDrive = button.dataset.call !== undefined && button.dataset.call !== "watch_files";
    button.disabled = busy;
    button.hidden = needsDrive && drive === undefined;
  }
}

/** @param {string} words */
function complain(words) {
  element("watch-error").hidden = words === "";
  text("watch-error", words);
}

/** One call, while no other tab uses a watch. @param {string} name @param {string} [agreed] */
async function ask(name, agreed = "") {
  complain("");
  show(true);
  const handle = name === "watch_files" ? undefined : drive;
  try {
    if (!(await settled())) {
      complain('what you typed in "Your plan" has an error\ncorrect it there first');
      return;
    }
    const plan = recall("plan");
    const values = { ...fields(form), text: typeof plan === "string" ? plan : "", today: today(), agreed };
    const answer = await navigator.locks.request("fitexport-watch", { ifAvailable: true }, (lock) =>
      call(name, { ...values, alone: lock !== null }, [], handle),
    );
    fill(answer);
    download(answer.files);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { where, problem, remedy } = error.refusal;
    complain(`${where ? `${where}: ` : ""}${problem}\n${remedy}`);
  } finally {
    show(false);
  }
}

async function choose() {
  complain("");
  show(true, false);
  try {
    const picker = /** @type {Picker} */ (/** @type {any} */ (window).showDirectoryPicker);
    drive = await picker({ id: "watch", mode: "readwrite" });
  } catch (error) {
    // AbortError: closed without a choice, or a folder that the browser never opens to a page.
    if (/** @type {Error} */ (error).name !== "AbortError") {
      complain(`the browser cannot open that folder: ${/** @type {Error} */ (error).message}\nchoose the drive of the watch`);
    }
    show(false);
    return;
  }
  // Records of what was changed are kept here: asks the browser not to drop them.
  navigator.storage.persist?.();
  await ask("watch_status");
}

view.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("button");
  if (button?.id === "watch-choose") choose();
  else if (button?.dataset.call !== undefined) ask(button.dataset.call, button.dataset.agreed);
});
form.addEventListener("submit", (event) => event.preventDefault());

/** The system as the guides name it. */
function system() {
  const agent = navigator.userAgent;
  if (/Android/.test(agent)) return "Android";
  if (/iPhone|iPad/.test(agent) || (/Mac/.test(agent) && navigator.maxTouchPoints > 1)) return "iOS";
  return /Windows/.test(agent) ? "Windows" : /Mac/.test(agent) ? "Darwin" : "Linux";
}

element("watch-direct").hidden = !able;
element("watch-hint").hidden = !able;
element("watch-none").hidden = able;
const guide = view.querySelector(`[data-system=${system()}]`);
if (guide instanceof HTMLDetailsElement) guide.open = true;
show(false);
