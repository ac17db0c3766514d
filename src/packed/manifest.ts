import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** What scripts/pack.mjs leaves beside the bundles; files and places are below the root. */
export interface Manifest {
  /** module, a package's entry or one of ours → the bundle that holds it */
  readonly files: Readonly<Record<string, string>>
  /** place of every package of which a bundle holds files → version */
  readonly versions: Readonly<Record<string, string>>
}

/** The modules that are packed as they are now: nothing where other versions are installed by now than were packed. */
export function currentFiles(folder: string, root: string): [file: string, bundle: string][] {
  const place = path.join(folder, 'manifest.json')
  const manifest = read<Manifest>(place)
  // npm's own account of what is installed: one file instead of a package.json each.
  const installed = read<Installed>(path.join(root, 'node_modules/.package-lock.json'))
  if (!manifest || !installed) return []
  const same = ([each, version]: [string, string]) => installed.packages[each]?.version === version
  if (!Object.entries(manifest.versions).every(same)) return []
  const files = Object.entries(manifest.files)
  const packages = files.filter(([file]) => file.startsWith('node_modules/'))
  const ours = files.filter(([file]) => !file.startsWith('node_modules/'))
  // All or none: one of an old bundle beside new files would know others than they do.
  const packedMs = statSync(place).mtimeMs
  const changed = ([file]: [string, string]) =>
    (statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) > packedMs
  return ours.some(changed) ? packages : files
}

interface Installed {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined
}
