import { realpathSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import path from 'node:path'
import { Bundle, type Modules } from './bundle'
import { currentFiles } from './manifest'

/**
 * From now on `require` finds the packed modules under the names of their own files, and reads none of those. What is
 * not packed, or has changed since, is loaded as ever.
 * @param root folder with lib/ and node_modules/ @returns the bundles that have been loaded, filled as they are
 */
export function offerPacked(root: string): ReadonlySet<Bundle> {
  const loaded = new Set<Bundle>()
  const folder = path.join(root, 'lib/bundles')
  const files = currentFiles(folder, root)
  if (files.length === 0) return loaded
  const bundles = new Map<string, Modules>()
  const load = (name: string): Modules => {
    const bundle = new Bundle(path.join(folder, `${name}.js`))
    loaded.add(bundle)
    const modules = bundle.modules()
    bundles.set(name, modules)
    return modules
  }
  // A linked folder of packages is known by where it is.
  const home = realpathSync(path.join(root, 'node_modules'))
  const { cache } = createRequire(folder)
  for (const [below, bundle] of files) {
    const file = below.startsWith('node_modules/') ? path.join(home, '..', below) : path.join(root, below)
    // What runs already is what it is.
    if (cache[file]) continue
    const module = new Module(file)
    module.filename = file
    module.loaded = true
    Object.defineProperty(module, 'exports', { get: () => (bundles.get(bundle) ?? load(bundle))[below]!() })
    cache[file] = module
  }
  return loaded
}
