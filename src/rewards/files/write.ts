import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { folderIn } from '../../config/distributionFolder'
import type { Queryable } from '../../postgres/queryable'
import { loadReport } from '../close/stored'
import { sha256 } from '../report/sha256'
import { storeManifest, writtenHashes } from './manifest'
import { type PublishTarget, renderFiles } from './render'

/** Where the folders of all distributions lie. @param dataDir the ASSAY_DATA folder */
export function distributionsFolder(dataDir: string): string {
  return path.join(dataDir, 'distributions')
}

/** @param dataDir the ASSAY_DATA folder */
export function distributionFolder(dataDir: string, id: string): string {
  return folderIn(distributionsFolder(dataDir), id)
}

/**
 * Writes a distribution's folder from the database. Each file appears whole or not at all, so it may be killed and run
 * again; a file that is there with the right bytes is left alone.
 */
export async function writeDistributionFiles(
  db: Queryable,
  dataDir: string,
  id: string,
  target: PublishTarget,
): Promise<string> {
  const folder = distributionFolder(dataDir, id)
  await mkdir(folder, { recursive: true })
  const kept = await writtenHashes(db, id)
  const files = renderFiles(await loadReport(db, id), target, (name, content) => kept.get(name) === sha256(content))
  await storeManifest(db, id, files)
  for (const [name, content] of files) {
    const file = path.join(folder, name)
    if ((await readFile(file, 'utf8').catch(() => undefined)) === content) continue
    const draft = `${file}.${process.pid}.tmp`
    await writeFile(draft, content, 'utf8')
    await rename(draft, file)
  }
  return folder
}
