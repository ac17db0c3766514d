import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What scripts/pack.mjs leaves beside the groups. */
export interface Manifest {
  /** entry file of a package, below node_modules → the group that holds the package */
  readonly files: Readonly<Record<string, string>>
  /** every package of which a group holds files, as npm names its place → version */
  readonly versions: Readonly<Record<string, string>>
}

/** @returns undefined where nothing is packed, or where other versions are installed by now than were packed */
export function readManifest(folder: string, modules: string): Manifest | undefined {
  const manifest = read<Manifest>(path.join(folder, 'manifest.json'))
  // npm's own account of what is installed: one file instead of a package.json each.
  const installed = read<{ packages: Record<string, { version?: string }> }>(path.join(modules, '.package-lock.json'))
  if (!manifest || !installed) return undefined
  const same = ([place, version]: [string, string]) => installed.packages[place]?.version === version
  return Object.entries(manifest.versions).every(same) ? manifest : undefined
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined
}
