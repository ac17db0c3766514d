import { AssayError } from '../../../errors'
import type { SegmentFolder } from './folder'
import { type ArchiveIdentity, writeIdentity } from './identity'

/**
 * Empties an archive of an older layout, which will be filled again from the node, and says so.
 * @throws AssayError E-ARCHIVE-OLDER where nobody will fill it
 */
export async function renew(segments: SegmentFolder, identity: ArchiveIdentity, writable: boolean): Promise<void> {
  const { folder } = segments
  if (!writable)
    throw new AssayError('E-ARCHIVE-OLDER', `the archive in ${folder} was filled by an older version of Assay`, {
      next: 'Start once with an RPC endpoint: it is filled anew from the node.',
      details: { folder },
    })
  console.error(`archive: ${folder} was filled by an older version of Assay, filling it anew from the node`)
  await segments.clear()
  // Written last: a process that is killed before it begins again.
  writeIdentity(folder, identity)
}
