// @ts-check
// Write a session.

import { element, fields, text } from "./dom.js";
import { latest, Refused } from "./python.js";

const form = /** @type {HTMLFormElement} */ (element("session-form"));
const write = latest("session");

async function update() {
  try {
    const answer = await write(fields(form));
    text("session-result", answer.data.text);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    text("session-result", error.refusal.problem);
  }
}

form.addEventListener("input", update);
update();
