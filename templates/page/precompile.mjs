// For Node.js, in a folder with the runtime, the archives and start.js: compile what the page loads.
// fitexport/page/precompiling.py starts it, with the names of the archives.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { startFitexport } from "./start.js";
import { loadPyodide } from "./pyodide.mjs";

/** @param {string} name */
const read = (name) => new Uint8Array(readFileSync(name));

// Sets of constants are stored in the order of their hashes: the same site has the same bytes.
const python = await loadPyodide({ indexURL: "./", env: { HOME: "/home/pyodide", PYTHONHASHSEED: "0" } });
const files = readdirSync(".").filter((name) => /\.(zip|whl)$/.test(name));
const calls = startFitexport(
  python,
  files.map((name) => [name, read(name)]),
);
calls.load_all();
const { with_compiled } = python.pyimport("fitexport.page.precompiling");
for (const name of process.argv.slice(2)) {
  writeFileSync(`compiled/${name}`, with_compiled(name, python.toPy(read(name))).toJs());
}
