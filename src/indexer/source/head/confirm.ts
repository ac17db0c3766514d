import { sentenceOf } from '../../../chain/said'
import { AssayError } from '../../../errors'
import type { Alarms } from '../../alarms'
import type { Difference } from '../completeness/difference'
import { StructureFault } from '../history/faults'
import { onOne } from '../history/onOne'
import type { HistoryBlock } from '../history/range'
import type { HistoryRpc } from '../history/rpc'
import { type BlockRef, readHeaders } from './header'
import type { BlockReader } from './reader'

/** Two endpoints name different blocks at a height that is about to be final; one wrong answer looks the same. */
export class Disagreement extends StructureFault {
  constructor(
    readonly indexed: BlockRef,
    /** hash at the second endpoint */
    readonly other: string,
  ) {
    super(indexed.height, `here it is ${indexed.hash}, the second endpoint has ${other}`)
  }
}

interface ConfirmParts {
  /** a second endpoint where there is one, else the first one, later */
  readonly rpc: HistoryRpc
  readonly reader: Pick<BlockReader, 'read'>
  readonly second: boolean
  readonly alarms: Alarms
  /** The first log that is stored otherwise than it was read, if any. */
  compare(blocks: readonly HistoryBlock[]): Promise<Difference | undefined>
}

/**
 * Reads blocks a second time before they become final, to be compared with the rows that were written. A bloom does not
 * reveal a missing log where others of the block set the same bits; a second reading does.
 */
export class Confirmer {
  constructor(private readonly parts: ConfirmParts) {}

  /**
   * @param refs hot blocks that follow on each other
   * @returns undefined while no endpoint confirms them @throws Disagreement, StructureFault, what the transport throws
   */
  async read(refs: readonly BlockRef[]): Promise<HistoryBlock[] | undefined> {
    const { rpc, reader, second, alarms } = this.parts
    try {
      const blocks = await onOne(rpc, async (one) => {
        const headers = await readHeaders(one, { from: refs[0]!.height, to: refs[refs.length - 1]!.height })
        const at = refs.findIndex(({ hash }, i) => headers[i]!.hash !== hash)
        // The node itself has gone on to another branch: the follower will see its head.
        if (at >= 0 && !second) return undefined
        if (at >= 0) throw new Disagreement(refs[at]!, headers[at]!.hash)
        return reader.read(headers, one)
      })
      if (blocks) await alarms.clear('E-CHECK-AWAY')
      return blocks
    } catch (error) {
      if (!second || error instanceof Disagreement) throw error
      // Indexing goes on; blocks become final once the second endpoint is back.
      await alarms.raise('E-CHECK-AWAY', `the second endpoint does not confirm blocks: ${sentenceOf(error)}`)
      return undefined
    }
  }

  compare(blocks: readonly HistoryBlock[]): Promise<Difference | undefined> {
    return this.parts.compare(blocks)
  }
}

export function disagreed({ indexed, other }: Disagreement, cause: unknown): AssayError {
  const { height, hash } = indexed
  return new AssayError('E-ENDPOINTS-DISAGREE', `block ${height} is ${hash} here, ${other} at the second endpoint`, {
    next: 'Nothing from this block on becomes final. Find out which endpoint is wrong, set RPC_<NETWORK>_HTTP or _CHECK to a sound one, and start again.',
    details: { block: height, ours: hash, theirs: other },
    cause,
  })
}
