// @ts-check
// How fitexport is set up in Python for browsers: in the worker, and where its modules are compiled.

const PACKAGES = "/lib/python3.14/site-packages";
const LIBRARIES = "/lib/libraries.zip";

/**
 * Put the archives and wheels where Python finds them, and load what is asked first.
 * @param {any} python
 * @param {Iterable<[string, Uint8Array]>} files
 * @returns The module that answers calls.
 */
export function startFitexport(python, files) {
  for (const [name, data] of files) {
    if (name === "fitexport.zip") python.unpackArchive(data, "zip", { extractDir: PACKAGES });
    if (name === "libraries.zip") python.FS.writeFile(LIBRARIES, data);
    if (name.endsWith(".whl")) python.unpackArchive(data, "wheel");
  }
  python.pyimport("sys").path.append(LIBRARIES); // unpacked, they would take as long as Python itself
  const calls = python.pyimport("fitexport.page.calls");
  python.pyimport("fitexport.page.session_view");
  return calls;
}
