// A planted bug changes one module of the built program as it is loaded: `node --require plants/NAME.cjs`.
const Module = require('node:module')

/** Calls `change` with the exports of the module whose file ends so, once. */
exports.plant = (ending, change) => {
  const load = Module._load
  const done = new WeakSet()
  Module._load = function planted(request, parent, isMain) {
    const loaded = load.call(this, request, parent, isMain)
    if (loaded === null || typeof loaded !== 'object' || done.has(loaded)) return loaded
    if (!Module._resolveFilename(request, parent).endsWith(ending)) return loaded
    done.add(loaded)
    change(loaded)
    return loaded
  }
}

// Modules of a bundle know each other without asking: what is planted starts from separate files.
const load = Module._load
Module._load = (request, ...rest) => load.call(Module, request.replace('/lib/bundle/', '/lib/'), ...rest)
