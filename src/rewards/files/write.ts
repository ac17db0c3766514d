import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { folderIn } from '../../config/distributionFolder'
import type { Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { loadHead, storedShares } from '../close/stored'
import { Draft } from './draft'
import { storeManifest, writtenHashes } from './manifest'
import { FileTexts, type PublishTarget, writtenAs } from './render'

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
  const written = writtenAs(await writtenHashes(db, id))
  const drafts = new Map<string, Draft>()
  try {
    const files = new FileTexts(
      await loadHead(db, id),
      target,
      (name) => {
        const draft = new Draft(path.join(folder, name))
        drafts.set(name, draft)
        return draft
      },
      written,
    )
    for await (const page of storedShares(db, id)) for (const share of page) files.add(share)
    files.end()
    const hashes = new Map<string, Hash>([...drafts].map(([name, draft]) => [name, draft.finish()]))
    await storeManifest(db, id, hashes)
    for (const draft of drafts.values()) await draft.publish()
  } finally {
    for (const draft of drafts.values()) await draft.discard()
  }
  return folder
}
