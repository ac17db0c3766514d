import { realpathSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import path from 'node:path'
import { Group, type Packages } from './group'
import { readManifest } from './manifest'

/**
 * From now on `require` finds the packed packages under the names of their own files, and reads none of those. What is
 * not packed, or was packed of other versions, is loaded as ever.
 * @param root folder with lib/ and node_modules/ @returns the groups that have been loaded, filled as they are
 */
export function offerPacked(root: string): ReadonlySet<Group> {
  const loaded = new Set<Group>()
  const folder = path.join(root, 'lib/packages')
  const modules = path.join(root, 'node_modules')
  const manifest = readManifest(folder, modules)
  if (!manifest) return loaded
  const packages = new Map<string, Packages>()
  const load = (name: string): Packages => {
    const group = new Group(path.join(folder, `${name}.js`))
    loaded.add(group)
    packages.set(name, group.packages())
    return packages.get(name)!
  }
  // A linked folder of packages is known by where it is.
  const home = realpathSync(modules)
  const { cache } = createRequire(folder)
  for (const [below, group] of Object.entries(manifest.files)) {
    const file = path.join(home, below)
    const module = new Module(file)
    module.filename = file
    module.loaded = true
    Object.defineProperty(module, 'exports', { get: () => (packages.get(group) ?? load(group))[below]!() })
    cache[file] = module
  }
  return loaded
}
