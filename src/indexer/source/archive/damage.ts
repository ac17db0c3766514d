import { AssayError } from '../../../errors'
import type { SegmentFolder } from './folder'

/**
 * E-ARCHIVE-CORRUPT: damage that only a node could mend.
 * @param range blocks that cannot be read; without an end, up to the end of the archive
 */
export function corrupt(segments: SegmentFolder, first: number, range: { from: number; to?: number }): AssayError {
  const blocks = `blocks ${range.from} to ${range.to ?? 'its end'}`
  return new AssayError('E-ARCHIVE-CORRUPT', `${blocks} of the archive are damaged: ${segments.file(first)}`, {
    next: 'Start with an RPC endpoint: the damaged blocks are fetched again from the node.',
    details: { segment: segments.file(first), ...range },
  })
}
