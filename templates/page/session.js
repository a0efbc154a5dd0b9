// @ts-check
// Write a session.

import { download, element, fields, fill, keepRunner, recall, remember, runner, sentence, text, today } from "./dom.js";
import { call, latest, Refused } from "./python.js";
import { mark, offer, place, select, write } from "./text_field.js";

const form = /** @type {HTMLFormElement} */ (element("session-form"));
const outcome = element("session-outcome");
const field = /** @type {HTMLTextAreaElement} */ (element("session-text"));
const ask = latest("session");

const HERE = "#write";
const MOST_IN_LINK = 8_000; // longer ones are cut by what sends them
const SPOKEN_AFTER_MS = 900;
const NOT_IN_LINK = "This session is too long for a link: send its FIT file.";
const WRITTEN = /** @type {const} */ (["text", "name"]);

function values() {
  return { ...fields(form), at: place(), today: today() };
}

/** @param {string} name @returns {HTMLInputElement | HTMLTextAreaElement} */
function named(name) {
  return /** @type {any} */ (form.elements.namedItem(name));
}

/** Everything from what is in the form. @param {boolean} [typing] Whether the text is being typed. */
async function update(typing = false) {
  const answer = await ask({ ...values(), typing });
  fill(answer);
  const { ready, field: wrong, marks, replaced, spoken } = answer.data;
  mark(marks);
  if (typing) offer(replaced);
  outcome.classList.toggle("stale", !ready);
  for (const name of ["text", "mile", "name", "day"]) named(name).setAttribute("aria-invalid", String(wrong === name));
  for (const button of form.querySelectorAll("button")) {
    const { files } = button.dataset;
    if (files === undefined) continue;
    button.disabled = !ready;
    button.hidden = files !== "fit" && !named("day").value;
  }
  speak(spoken);
}

let speaking = 0;

/** Tell who hears the page, once the typing pauses. @param {string} words */
function speak(words) {
  clearTimeout(speaking);
  speaking = setTimeout(() => text("session-status", words), SPOKEN_AFTER_MS);
}

// --- what is kept ------------------------------------------------------------------------

/** The runner is the plan's as well. */
function showRunner() {
  const { mile = "", units = "mi" } = runner();
  named("mile").value = String(mile);
  named("units").value = units === "km" ? "km" : "mi";
}

const isLinked = () => location.hash.startsWith(`${HERE}?`);

/** The session of a link, or the one that this browser had last. */
function showWritten() {
  const known = isLinked() ? Object.fromEntries(new URLSearchParams(location.hash.slice(HERE.length))) : recall("session");
  if (typeof known?.text !== "string") return;
  for (const name of WRITTEN) named(name).value = String(known[name] ?? "");
}

function keep() {
  const { text, name, mile, units } = fields(form);
  remember("session", { text, name });
  keepRunner({ mile, units });
}

// --- what happens ------------------------------------------------------------------------

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", ({ target }) => {
  const typing = target === field;
  if (typing) {
    mark([]);
    // The address holds another text by now.
    if (isLinked()) history.replaceState(null, "", HERE);
  }
  element("session-link").hidden = true;
  text("session-done", "");
  keep();
  update(typing);
});

field.addEventListener("blur", () => update());

form.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("button") : null;
  if (button === null) return;
  const { text, begin, end, files } = button.dataset;
  if (text !== undefined) {
    write(text);
    if (button.isConnected) button.focus(); // and no keyboard covers the result on a telephone
  } else if (begin !== undefined) select(Number(begin), Number(end));
  else if (files !== undefined) save(files);
  else if (button.id === "session-share") share();
});

/** @param {string} what */
async function save(what) {
  try {
    const answer = await call("session_files", { ...values(), what });
    download(answer.files);
    text("session-done", `Saved ${answer.files.map(([name]) => name).join(", ")}.`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    text("session-done", sentence(error.refusal));
  }
}

async function share() {
  const kept = WRITTEN.map((name) => [name, named(name).value]).filter(([, value]) => value);
  const address = `${location.href.split("#")[0]}${HERE}?${new URLSearchParams(kept)}`;
  if (address.length > MOST_IN_LINK) {
    text("session-done", NOT_IN_LINK);
    return;
  }
  const shown = /** @type {HTMLInputElement} */ (element("session-address"));
  shown.value = address;
  element("session-link").hidden = false;
  try {
    await navigator.clipboard.writeText(address);
    text("session-done", "The link is copied. Whoever opens it sees this session at their own paces.");
  } catch {
    shown.select();
    text("session-done", "Copy the link from this field.");
  }
}

addEventListener("hashchange", () => {
  if (!location.hash.startsWith(HERE)) return;
  showRunner();
  if (isLinked()) showWritten();
  update();
});

showRunner();
const first = field.value;
showWritten();
mark([]);
// What stands there is of the first example and nobody's mile.
outcome.classList.toggle("stale", field.value !== first || named("mile").value !== "" || named("units").value !== "mi");
update();
