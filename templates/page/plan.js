// @ts-check
// The plan: a form, the season that it makes, and the file that keeps it. The text of the file is
// all there is to remember.

import { download, element, fields, fill, keepRunner, recall, remember, runner, sentence, text, today } from "./dom.js";
import { call, latest, Refused } from "./python.js";

const view = element("plan");
const season = element("plan-season");
const form = /** @type {HTMLFormElement} */ (element("plan-form"));
const dialog = /** @type {HTMLDialogElement} */ (element("plan-dialog"));
const opener = /** @type {HTMLInputElement} */ (element("plan-file"));
const settings = /** @type {HTMLDetailsElement} */ (element("plan-settings"));
const make = latest("plan");
const PAUSE_MS = 300;

/** The file that the form changes; empty for a new one. */
let base = "";
/** The same file with what the form changes. */
let current = "";
/** The fields that change it. @type {Set<string>} */
const touched = new Set();
/** Whether empty fields are to show what the file says as well. */
let refill = true;
let begun = false;
/** The timer that makes the plan after a pause in typing; 0 if none runs. */
let pause = 0;
/** Who waits for the plan that is being made. @type {((made: boolean) => void)[]} */
const waiting = [];
/** The mile that the plan's paces come from, after its last result. */
let mile = "";
let hasResults = false;
const id = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @typedef {{ problem: string, remedy: string }} Wrong */
/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

/** @returns {Control[]} */
function controls() {
  return /** @type {Control[]} */ ([...form.querySelectorAll("input[name], select[name]")]);
}

// --- what the form makes ------------------------------------------------------------------

/** Make the plan from the form and show it; returns whether it could be made. */
async function update() {
  clearTimeout(pause);
  pause = 0;
  season.setAttribute("aria-busy", "true");
  const all = fields(form);
  if (touched.has("mile_s") || touched.has("mile_distance")) touched.add("mile_s").add("mile_distance");
  const changed = Object.fromEntries([...touched].map((name) => [name, all[name]]));
  let made = false;
  try {
    made = showMade(await refusable(() => make({ base, form: changed, today: today(), id })));
  } finally {
    season.removeAttribute("aria-busy");
    for (const go of waiting.splice(0)) go(made);
  }
  return made;
}

/** Show what Python made of the form; returns whether it is a plan. @param {import("./python.js").Answer | null} answer */
function showMade(answer) {
  if (answer === null) return false;
  showErrors(answer.data.errors ?? {});
  if (answer.data.errors) return false;
  // A result or an illness may have been typed while Python was at work.
  const typed = refill ? null : lifeForms();
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  fill(answer);
  if (typed) {
    lifeForms()?.replaceWith(typed);
    if (typed.contains(focused)) focused?.focus();
  }
  current = answer.data.text;
  showValues(answer.data.values);
  tell(answer.data.title, true);
  ({ mile, results: hasResults } = answer.data);
  if (base || touched.size) {
    keepRunner({ mile, units: answer.data.values.units });
    element("plan-storage").hidden = remember("plan", current);
  }
  return true;
}

/** Where results, illnesses and days away are entered. */
const lifeForms = () => season.querySelector("[aria-labelledby=plan-life]");

/**
 * Wait until the plan has everything that was typed, even a moment ago; whether it could be made. If
 * not, the form says why.
 * @returns {Promise<boolean>}
 */
export async function settled() {
  if (pause) update();
  if (!season.hasAttribute("aria-busy")) return true;
  return new Promise((resolve) => waiting.push(resolve));
}

/** Tell what is shown; unseen where the page shows it anyway. @param {string} words @param {boolean} [unseen] */
function tell(words, unseen = false) {
  text("plan-status", words);
  element("plan-status").classList.toggle("unseen", unseen);
}

/** An answer; null where Python refuses, which is shown. @param {() => Promise<import("./python.js").Answer>} ask */
async function refusable(ask) {
  try {
    const answer = await ask();
    showError(null);
    return answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    showError(error.refusal);
    return null;
  }
}

/** @param {Wrong | null | undefined} wrong */
function showError(wrong) {
  element("plan-error").hidden = !wrong;
  text("plan-error", wrong ? sentence(wrong) : "");
}

/** @param {Record<string, Wrong>} errors By field; under "" what concerns several. */
function showErrors(errors) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-field]"))) {
    const name = place.dataset.field ?? "";
    const wrong = errors[name];
    const shown = element(`plan-${name}-error`);
    shown.textContent = wrong ? sentence(wrong) : "";
    shown.hidden = !wrong;
    for (const control of place.querySelectorAll("input, select")) {
      control.setAttribute("aria-invalid", String(Boolean(wrong)));
    }
    for (let around = place.closest("details"); wrong && around; around = around.parentElement?.closest("details") ?? null) {
      around.open = true;
    }
  }
  showError(errors[""]);
  const count = Object.keys(errors).length;
  if (count) tell("The plan below is the one from before: the form has an error.");
  season.classList.toggle("stale", count > 0);
}

/** Show what the file says in the fields that nobody has changed. @param {Record<string, string | string[]>} values */
function showValues(values) {
  for (const control of controls()) {
    const value = values[control.name];
    if (value === undefined || touched.has(control.name)) continue;
    if (control instanceof HTMLInputElement && control.type === "checkbox") {
      if (refill && base) control.checked = value.includes(control.value);
    } else if ((refill && base) || control.value !== "") {
      control.value = String(value);
    } else if (control instanceof HTMLInputElement && value !== "") {
      control.placeholder = String(value);
    }
  }
  refill = false;
}

form.addEventListener("input", (event) => {
  const { name } = /** @type {Control} */ (event.target);
  if (!name) return;
  touched.add(name);
  forgetWhatHappened();
  if (/^(at|strength_at|race_at)$/.test(name)) fillTimeZone();
  clearTimeout(pause);
  pause = setTimeout(update, PAUSE_MS);
});
form.addEventListener("submit", (event) => event.preventDefault());

/** What a file or a change brought is of no interest after the next step. */
function forgetWhatHappened() {
  for (const place of ["plan-opened", "plan-changed"]) text(place, "");
}

/** Times of day need the time zone, and the browser knows it. */
function fillTimeZone() {
  const zone = controls().find((control) => control.name === "timezone");
  if (!zone || zone.value) return;
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  touched.add("timezone");
}

/** Go on from a file: the form shows it, and changes it from now on. @param {string} file */
async function goOnFrom(file) {
  base = current = file;
  touched.clear();
  refill = true;
  form.reset();
  return update();
}

// --- files --------------------------------------------------------------------------------

/** @param {File | undefined} file */
async function open(file) {
  if (!file) return;
  // Far more than any plan has: Python says how much is too much.
  const data = new Uint8Array(await file.slice(0, 2 ** 22).arrayBuffer());
  const answer = await call("plan_open", { today: today() }, [{ name: file.name, data }]);
  forgetWhatHappened();
  fill(answer);
  if (answer.data.text !== null) await goOnFrom(answer.data.text);
}

opener.addEventListener("change", async () => {
  await open(opener.files?.[0]);
  opener.value = "";
});
view.addEventListener("dragover", (event) => event.preventDefault());
view.addEventListener("drop", (event) => {
  event.preventDefault();
  return open(event.dataTransfer?.files[0]);
});

element("plan-new").addEventListener("click", async () => {
  if (!confirm("Forget the plan that this browser keeps, and start with a new one?")) return;
  settings.open = true;
  forgetWhatHappened();
  await goOnFrom("");
  remember("plan", null);
});

/** @param {HTMLElement} button */
async function offer(button) {
  button.setAttribute("aria-busy", "true");
  const what = button.dataset.download;
  const answer = (await settled()) ? await refusable(() => call("plan_files", { text: current, today: today(), what })) : null;
  button.removeAttribute("aria-busy");
  if (answer) download(answer.files);
}

// --- a session, and changes ---------------------------------------------------------------

/** @param {string} key */
async function showSession(key) {
  await settled();
  const answer = await refusable(() => call("plan_session", { text: current, today: today(), key }));
  if (!answer) return;
  fill(answer);
  text("plan-refused", "");
  dialog.showModal();
}

/** @param {object} change */
async function carryOut(change) {
  if (!(await settled())) {
    dialog.close();
    return;
  }
  const answer = await refusable(() => call("plan_change", { text: current, today: today(), ...change }));
  if (!answer) {
    dialog.close();
    element("plan-error").scrollIntoView({ block: "center" });
    return;
  }
  if (answer.data.refused) {
    refuse(answer.data.refused, change);
    return;
  }
  dialog.close();
  fill(answer);
  await goOnFrom(answer.data.text);
  element("plan-changed").focus();
}

/** Which rules speak against a change; it can be forced. @param {string[]} lines @param {object} change */
function refuse(lines, change) {
  const place = dialog.open ? element("plan-refused") : element("plan-changed");
  const box = document.createElement("div");
  box.className = "error";
  for (const line of lines) box.append(Object.assign(document.createElement("p"), { textContent: line }));
  const anyway = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "Do it anyway" });
  anyway.addEventListener("click", () => carryOut({ ...change, force: true }));
  box.append(anyway);
  place.replaceChildren(box);
  anyway.focus();
}

view.addEventListener("submit", (event) => {
  const changing = /** @type {HTMLFormElement} */ (event.target);
  if (!changing.matches("form.change")) return;
  event.preventDefault();
  const kind = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value;
  const { swap, ...written } = fields(changing);
  return carryOut({ session: changing.dataset.session, ...written, ...(kind ? { kind } : {}), swap: Boolean(swap?.length) });
});

view.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const tile = /** @type {HTMLAnchorElement | null} */ (target.closest("a.tile, a.open"));
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-download], [data-change], [data-close]"));
  if (tile) {
    event.preventDefault();
    return showSession(tile.hash.slice(1));
  }
  if (target === dialog || button?.hasAttribute("data-close")) dialog.close();
  else if (button?.dataset.download) return offer(button);
  else if (button?.dataset.change) return carryOut({ kind: button.dataset.change });
});

// --- the beginning ------------------------------------------------------------------------

/** @param {unknown} kept What this browser kept: the text of a file. */
async function begin(kept) {
  const known = typeof kept === "string" ? kept : "";
  settings.open = !known; // who has a plan comes to see what is next
  if (await goOnFrom(known)) return;
  const why = element("plan-error").textContent;
  settings.open = true;
  await goOnFrom("");
  showError({ problem: `The plan that this browser kept cannot be used, so a new one begins here. ${why}`, remedy: "" });
}

/** The plan is made when it is first looked at. A mile from another part of the page is the plan's,
 * too, unless that has one from a result. */
async function look() {
  if (location.hash !== "#plan") return;
  if (!begun) {
    begun = true;
    await begin(recall("plan"));
  }
  const known = runner().mile;
  if (hasResults || known === mile || !/\d:\d\d(\.\d+)?$/.test(known)) return;
  const field = /** @type {HTMLInputElement} */ (element("plan-mile_s"));
  field.value = known;
  touched.add("mile_s");
  await update();
}

addEventListener("hashchange", look);
look();
