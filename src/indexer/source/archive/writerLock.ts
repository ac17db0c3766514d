import path from 'node:path'
import { AssayError } from '../../../errors'
import { holdPidFile } from '../../../process/pidFile'

/**
 * One process writes an archive at a time; the lock of one that has ended is taken over.
 * @throws AssayError E-ARCHIVE-HELD naming the process that runs and writes it
 */
export function holdArchive(folder: string): void {
  const file = path.join(folder, 'writer.pid')
  const lock = holdPidFile(file)
  if (lock.held || lock.owner?.pid === process.pid) return
  throw new AssayError('E-ARCHIVE-HELD', `process ${lock.owner?.pid ?? 'unknown'} fills the archive in ${folder}`, {
    next: 'Stop that process and start this one again, or give this one a folder of its own: --archive DIR.',
    details: { folder, ...lock.owner },
  })
}
