// @ts-check
// Drop recordings and workouts: they are read one after the other, then what is in them is shown.

import { element, fields, fill, keepRunner, recall, runner, text, today } from "./dom.js";
import { call } from "./python.js";

/** @typedef {{ name: string, file: File }} Dropped */

const HEAD_BYTES = 1000; // Python looks at no more to tell what a file is.
const form = /** @type {HTMLFormElement} */ (element("drop-form"));
const input = /** @type {HTMLInputElement} */ (element("drop-files"));
const bar = /** @type {HTMLProgressElement} */ (element("drop-bar"));
const results = element("drop-results");
let newest = 0;
let stopped = false;

/** What Python needs to know to show anything. */
const known = () => ({ ...fields(form), mile: runner().mile ?? "", today: today() });

/** @param {Dropped[]} dropped */
async function read(dropped) {
  if (dropped.length === 0) return;
  const mine = ++newest;
  stopped = false;
  results.replaceChildren();
  bar.value = 0;
  element("drop-progress").hidden = false;
  try {
    text("drop-reading", "Looking at the files");
    const files = await Promise.all(dropped.map(described));
    const { data: wanted } = await call("drop_begin", { files });
    for (const [done, index] of wanted.entries()) {
      bar.value = done / wanted.length;
      await readOne(dropped[index], `Reading ${done + 1} of ${wanted.length}`, mine);
      if (mine !== newest) return;
      if (stopped) break;
    }
    bar.value = 1;
    fill(await call("drop_results", known()));
    results.focus();
  } finally {
    if (mine === newest) element("drop-progress").hidden = true;
  }
}

/** @param {Dropped} dropped @param {string} progress @param {number} mine */
async function readOne({ name, file }, progress, mine) {
  text("drop-reading", `${progress}: ${name}`);
  const data = await file.arrayBuffer().catch(() => null);
  if (mine !== newest) return;
  await call("drop_file", { name }, data === null ? [] : [{ name, data: new Uint8Array(data) }]);
  for (let parts = 1; mine === newest && !stopped; ++parts) {
    const { data: part } = await call("drop_next");
    if (part === null) return;
    if (part !== name) text("drop-reading", `${progress}: ${name}, ${parts} read, ${part}`);
  }
}

/** @param {Dropped} dropped */
async function described({ name, file }) {
  const head = await file.slice(0, HEAD_BYTES).arrayBuffer().catch(() => null);
  const hex = (/** @type {number} */ byte) => byte.toString(16).padStart(2, "0");
  return { name, size: file.size, head: head && [...new Uint8Array(head)].map(hex).join("") };
}

/** The files in an entry that was dropped, which may be a folder. @param {FileSystemEntry} entry @returns {Promise<Dropped[]>} */
async function inside(entry) {
  const name = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const of = /** @type {FileSystemFileEntry} */ (entry);
    return [{ name, file: await new Promise((resolve, reject) => of.file(resolve, reject)) }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {Dropped[]} */
  const found = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const each of some) found.push(...(await inside(each)));
  }
}

/** @param {Iterable<File>} files @returns {Dropped[]} */
const plain = (files) => [...files].map((file) => ({ name: file.name, file }));

/** @param {DataTransfer} transfer @returns {Promise<Dropped[]>} */
async function filesOf(transfer) {
  const files = plain(transfer.files);
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return files;
  const found = entries.map((entry) => (entry ? inside(entry) : []));
  // A folder that may not be read is refused by its name.
  return Promise.all(found).then((all) => all.flat()).catch(() => files);
}

input.addEventListener("change", () => {
  const files = plain(input.files ?? []);
  input.value = "";
  return read(files);
});

// Files may be dropped anywhere on the page: elsewhere the browser would leave it and open them.
const carriesFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");

addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  element("drop-zone").classList.add("over");
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) element("drop-zone").classList.remove("over");
});
addEventListener("drop", async (event) => {
  element("drop-zone").classList.remove("over");
  if (event.defaultPrevented || !event.dataTransfer || !carriesFiles(event)) return;
  event.preventDefault();
  location.hash = "#run";
  await read(await filesOf(event.dataTransfer));
});

element("drop-stop").addEventListener("click", () => {
  stopped = true;
});

form.addEventListener("click", async ({ target }) => {
  const name = target instanceof HTMLElement ? target.dataset.sample : undefined;
  if (name === undefined) return;
  await read([{ name, file: new File([await (await fetch(name)).blob()], name) }]);
});

form.addEventListener("change", async (event) => {
  if (event.target === input) return;
  keepRunner({ units: fields(form).units });
  if (results.childElementCount > 0) await showAgain();
});

/** The runs among the results, open or closed. */
const runs = () => /** @type {HTMLDetailsElement[]} */ ([...results.querySelectorAll("details[data-run]")]);

/** Show the results again, with the same runs open: those that are when Python has answered, since
 * some may have been opened or closed while it worked. */
async function showAgain() {
  const answer = await call("drop_results", known());
  const open = new Set(runs().filter((run) => run.open).map((run) => run.dataset.run));
  fill(answer);
  for (const run of runs()) run.open = open.has(run.dataset.run);
}

function showUnits() {
  for (const choice of form.querySelectorAll("input[type=radio]")) {
    const radio = /** @type {HTMLInputElement} */ (choice);
    radio.checked = radio.value === (runner().units ?? "mi");
  }
}
addEventListener("hashchange", showUnits); // other parts of the page may have changed them
showUnits();

/** Whether the plan that this browser keeps has results, which its paces follow. */
const hasResults = () => /^\[\[result\]\]/m.test(recall("plan") ?? "");

// What stands in the results: runs to open, miles to use, words to copy.
results.addEventListener(
  "toggle",
  async (event) => {
    const details = /** @type {HTMLDetailsElement} */ (event.target);
    const run = details.dataset.run;
    if (run === undefined || !details.open || element(`run-${run}`).childElementCount > 0) return;
    fill(await call("drop_run", { ...known(), run }));
  },
  true,
);

results.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (button === null) return;
  const status = /** @type {HTMLElement} */ (button.parentElement?.querySelector("[role=status]"));
  const { mile } = button.dataset;
  if (mile !== undefined) {
    status.textContent = keepRunner({ mile })
      ? `Your mile is ${mile} now, in sessions${
          hasResults() ? '. Your plan goes by the last result in it: enter this one there, under "A new result".' : " and in your plan."
        }`
      : `This browser keeps nothing for the page (a private window?): type ${mile} in your plan.`;
  } else {
    const words = button.closest("article")?.querySelector("pre")?.textContent ?? "";
    status.textContent = await navigator.clipboard.writeText(words).then(
      () => "Copied.",
      () => "This browser does not let the page copy: select the words instead.",
    );
  }
});
