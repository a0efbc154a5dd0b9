// @ts-check
// The text field of a session: its errors are marked, its words can be completed.
//
// Python counts characters, JavaScript counts UTF-16 units: both meet here and nowhere else.

import { element } from "./dom.js";

/** @typedef {{ begin: number, end: number, whole: boolean }} Replaced */

const field = /** @type {HTMLTextAreaElement} */ (element("session-text"));
const mirror = element("session-mirror");
const list = element("session-words");

/** @type {Replaced} */
let replaced = { begin: 0, end: 0, whole: true };
let chosen = -1;
/** Words can be taken once they are those of the text as it is now; after Escape, or once the field is
 * left, no more are wanted. @type {"unwanted" | "awaited" | "current"} */
let offering = "unwanted";

/** Where the cursor is, in characters. */
export function place() {
  return [...field.value.slice(0, field.selectionStart)].length;
}

/** @param {number} characters */
function units(characters) {
  return [...field.value].slice(0, characters).join("").length;
}

/** Underline places of the text, behind it. @param {[number, number][]} places */
export function mark(places) {
  const letters = [...field.value];
  /** @type {(string | Node)[]} */
  const parts = [];
  let at = 0;
  for (const [begin, end] of places) {
    if (begin < at) continue;
    const marked = document.createElement("mark");
    marked.textContent = letters.slice(begin, end).join("").trim() || "\u00a0\u00a0";
    parts.push(letters.slice(at, begin).join(""), marked);
    at = Math.max(begin, Math.min(end, letters.length));
    if (letters[at - 1] === "\n" && at > begin) at -= 1;
  }
  // The line after the last keeps the height of the field ahead of what is typed.
  mirror.replaceChildren(...parts, `${letters.slice(at).join("")}\n`);
}

/** Put the cursor on a place. @param {number} begin @param {number} end */
export function select(begin, end) {
  field.focus();
  field.setSelectionRange(units(begin), units(end));
}

/** Write in place of a part of the text, or of all of it; undo takes it back.
 * @param {string} words @param {number} [begin] @param {number} [end] */
export function write(words, begin = 0, end = field.value.length) {
  select(begin, end);
  // The only way to write so that the browser's undo knows of it.
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, units(begin), units(end), "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Offer the words in the list; the first is chosen if something of it is written.
 * @param {Replaced} place */
export function offer(place) {
  if (offering === "unwanted") return withdraw();
  replaced = place;
  offering = "current";
  choose(place.whole || options().length === 0 ? -1 : 0);
}

/** No words. */
export function withdraw() {
  offering = "unwanted";
  list.replaceChildren();
  choose(-1);
}

function options() {
  return /** @type {HTMLElement[]} */ ([...list.children]);
}

/** @param {number} number */
function choose(number) {
  chosen = number;
  for (const [place, option] of options().entries()) {
    option.setAttribute("aria-selected", String(place === number));
    if (place === number) option.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (number < 0) field.removeAttribute("aria-activedescendant");
  else field.setAttribute("aria-activedescendant", options()[number].id);
}

/** @param {HTMLElement} option */
function accept(option) {
  if (offering === "current") write(option.dataset.word ?? "", replaced.begin, replaced.end);
}

/** @type {Record<string, () => boolean>} */
const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => chosen >= 0 && move(-1),
  Enter: take,
  Tab: take,
  Escape: () => {
    const some = options().length > 0;
    withdraw();
    return some;
  },
};

/** @param {number} by */
function move(by) {
  const count = options().length;
  if (count === 0 || offering !== "current") return false;
  choose(chosen < 0 ? 0 : (chosen + by + count) % count);
  return true;
}

function take() {
  if (chosen < 0 || offering !== "current") return false;
  accept(options()[chosen]);
  return true;
}

field.addEventListener("input", () => {
  offering = "awaited";
});
field.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (KEYS[event.key]?.()) event.preventDefault();
});
for (const name of /** @type {const} */ (["blur", "pointerdown"])) field.addEventListener(name, withdraw);
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the cursor
list.addEventListener("click", ({ target }) => {
  const option = target instanceof Element ? target.closest("li") : null;
  if (option) accept(option);
});
