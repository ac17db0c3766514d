import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { folderIn, idOfFolder } from '../../config/distributionFolder'
import type { StoredReport } from '../../rewards/close/stored'
import { writtenHashes } from '../../rewards/files/manifest'
import { renderFiles, writtenAs } from '../../rewards/files/render'
import { distributionFolder, distributionsFolder } from '../../rewards/files/write'
import type { Program } from '../../rewards/programs'
import { sha256 } from '../../rewards/report/sha256'
import type { AuditContext } from '../check'
import type { Found } from './found'

/** The manifest says what is served. A folder that is not on this machine is somebody else's to look at. */
export async function besideFiles(
  { db, env }: AuditContext,
  program: Program,
  report: StoredReport,
  found: Found,
): Promise<void> {
  const { id } = report
  const folder = distributionFolder(env.dataDir, id)
  const isHere = (await stat(folder).catch(() => null)) !== null
  const kept = await writtenHashes(db, id)
  const files = renderFiles(report, program, writtenAs(kept))
  const wanted = new Map([...files].map(([name, content]) => [name, sha256(content)]))
  const isDone = await isWritten(db, report)
  for (const name of wanted.keys()) if (isDone && !kept.has(name)) found.note(id, `${name} is kept without sha256`)
  if (isHere)
    // A draft is renamed within the second, or was left by a process that was killed.
    for (const name of await readdir(folder))
      if (!wanted.has(name) && !name.endsWith('.tmp')) found.note(id, `${name} is none of its files`)
  for (const [name, written] of kept) {
    found.files++
    const hash = wanted.get(name)
    if (written !== hash) found.note(id, `${name} is kept with sha256 ${written}, it is ${hash ?? 'none of its files'}`)
    if (!isHere) continue
    const content = await readFile(path.join(folder, name), 'utf8').catch(() => undefined)
    if (content === undefined) found.note(id, `${name} is not there`)
    else if (sha256(content) !== hash) found.note(id, `${name} has sha256 ${sha256(content)}, it should have ${hash}`)
  }
}

/** Whether its files were written by now: what is paid has them, and an empty one once its period is closed. */
async function isWritten(db: AuditContext['db'], { id, state }: StoredReport): Promise<boolean> {
  if (state !== 'empty') return state !== 'verified' && state !== 'computed'
  const { rows } = await db.query(
    `select from distribution d join reward_fire f using (network, program, period) where d.id = $1 and f.finished_at is not null`,
    [id],
  )
  return rows.length > 0
}

/** Folders that look like distributions of the program, and are none. */
export async function foreignFolders(
  { db, env, network }: AuditContext,
  program: Program,
  found: Found,
): Promise<void> {
  const parent = distributionsFolder(env.dataDir)
  const folders = await readdir(parent).catch(() => [])
  const ours = folders.filter((name) => idOfFolder(name).startsWith(`${network.name}:${program.name}:`))
  const { rows } = await db.query<{ id: string }>(
    `select id from unnest($1::text[]) as folder(id) where not exists (select from distribution d where d.id = folder.id)`,
    [ours.map(idOfFolder)],
  )
  for (const { id } of rows) found.note(id, 'its folder is there, and no distribution is called so')
  for (const name of ours)
    if (folderIn(parent, idOfFolder(name)) !== path.join(parent, name))
      found.note(idOfFolder(name), `it has a second folder, ${name}, which nobody reads`)
}
