// @ts-check
// The frame: which part of the page is shown, and how far Python is.

import { element, text } from "./dom.js";
import { ready } from "./python.js";
import "./drop.js";
import "./plan.js";
import "./session.js";
import "./watch.js";

const views = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("main > .view")]);
const tabs = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".tabs a")]);

function showView() {
  const name = location.hash.slice(1).split("?")[0];
  const shown = views.find((view) => view.id === name) ?? views[0];
  for (const view of views) view.hidden = view !== shown;
  for (const tab of tabs) {
    if (tab.hash === `#${shown.id}`) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

addEventListener("hashchange", showView);
showView();

/** What no view expects: a runtime that does not load, a fault of ours. @param {unknown} error */
function fail(error) {
  element("starting").hidden = true;
  element("failed").hidden = false;
  const loaded = document.body.classList.contains("ready");
  text(
    "failed",
    loaded
      ? `Something went wrong in this page, and it is our fault: ${error}. Reload it to go on.`
      : `Python could not be loaded, so nothing can be computed here (${error}). Check the connection and reload ` +
          "the page; if that does not help, use a current Chrome, Edge, Firefox or Safari.",
  );
}

addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});

ready((share) => {
  const bar = /** @type {HTMLProgressElement} */ (element("started"));
  bar.value = share;
}).then(() => {
  element("starting").hidden = true;
  document.body.classList.add("ready");
  // Offline from the second visit on, once nothing else is loading. Without it (a private window,
  // plain http) the page works online.
  navigator.serviceWorker?.register("service-worker.js").catch(() => {});
}, fail);
