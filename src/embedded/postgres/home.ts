import { createHash, randomUUID } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Account, firstClosedFolder, handOver } from './account'

/** Name of the note that says where the data lies, if not in the folder asked for. */
const noteName = 'location.json'
const prefix = 'assay-postgres-data-'
/** File of an outside home that names the data folder it belongs to. */
const sourceName = 'source'
type Note = { readonly home: string; readonly token: string }

/** Where a cluster lies: `cluster` belongs to PostgreSQL, `home` around it to us. */
export type PostgresHome = { readonly home: string; readonly cluster: string }

/**
 * Makes the folder of a cluster, owned by the account that runs it.
 * When that account cannot pass to `dataDir`, the cluster lies outside, in a folder derived from `dataDir`, and a note in
 * `dataDir` says where. Deleting `dataDir` thus forgets the cluster too: one without its note is put aside.
 */
export function preparePostgresHome(dataDir: string, account: Account | undefined): PostgresHome {
  mkdirSync(dataDir, { recursive: true })
  const inside = realpathSync(dataDir)
  const home = account && firstClosedFolder(inside, account) !== undefined ? outsideHome(inside) : inside
  const cluster = path.join(home, 'cluster')
  mkdirSync(cluster, { recursive: true, mode: 0o700 })
  handOver(cluster, account)
  return { home, cluster }
}

/** Removes what `preparePostgresHome` put outside of `dataDir`, if anything; the caller removes `dataDir` itself. */
export function removeOutsideHome(dataDir: string): void {
  const note = readNote(dataDir)
  if (note && readToken(note.home) === note.token) rmSync(note.home, { recursive: true, force: true })
}

function outsideHome(dataDir: string): string {
  const name = `${prefix}${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`
  const root = outsideRoot(dataDir)
  const home = path.join(root, name)
  if (root === realpathSync(os.tmpdir())) removeForgotten(root)
  const note = readNote(dataDir)
  if (note?.home === home && readToken(home) === note.token) return home
  if (existsSync(home)) {
    rmSync(`${home}.old`, { recursive: true, force: true })
    renameSync(home, `${home}.old`)
  }
  mkdirSync(home)
  chmodSync(home, 0o755)
  writeFileSync(path.join(home, sourceName), dataDir, { mode: 0o600 })
  const token = randomUUID()
  writeFileSync(path.join(home, 'token'), token, { mode: 0o600 })
  writeFileSync(path.join(dataDir, noteName), JSON.stringify({ home, token } satisfies Note))
  return home
}

/** Removes outside homes of temporary data folders that were deleted meanwhile. */
function removeForgotten(root: string): void {
  for (const name of readdirSync(root).filter((each) => each.startsWith(prefix))) {
    const home = path.join(root, name)
    const source = path.join(home, sourceName)
    const isRunning = existsSync(path.join(home, 'cluster', 'postmaster.pid'))
    if (isRunning || !existsSync(source) || existsSync(readFileSync(source, 'utf8'))) continue
    rmSync(home, { recursive: true, force: true })
  }
}

/** Data in a temporary folder stays temporary; other data must survive a restart of the machine. */
function outsideRoot(dataDir: string): string {
  const temporary = realpathSync(os.tmpdir())
  if (dataDir.startsWith(temporary + path.sep)) return temporary
  try {
    mkdirSync('/var/lib/assay', { recursive: true, mode: 0o755 })
    accessSync('/var/lib/assay', constants.W_OK)
    return '/var/lib/assay'
  } catch {
    return temporary
  }
}

function readNote(dataDir: string): Note | undefined {
  const file = path.join(dataDir, noteName)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Note) : undefined
}

function readToken(home: string): string | undefined {
  const file = path.join(home, 'token')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
