import { isRateLimit, isRefusal, saidBy } from '../../../chain/said'
import type { BlockNumber } from '../../../economics/units'

/**
 * How a failed read is mended: `split` into smaller ranges, `wait` until an endpoint is there or its rate allows more,
 * `split-or-wait` where its words do not tell which, or `reread` since the answer contradicts itself; `reread-or-split`
 * where it is none.
 */
type Remedy = 'split' | 'split-or-wait' | 'wait' | 'reread' | 'reread-or-split'

/** An answer that contradicts itself or the chain at `block`. */
export class StructureFault extends Error {
  override readonly name = 'StructureFault'

  constructor(
    readonly block: BlockNumber,
    readonly reason: string,
    readonly remedy: Remedy = 'reread',
  ) {
    super(`block ${block}: ${reason}`)
  }
}

/** Words of geth, Erigon, Infura, Alchemy, QuickNode, Ankr and anvil for "this answer would be too large". */
const TOO_LARGE =
  /too many (results|logs)|too (large|big|wide)|more than \d+|exceeds?\b|block range|range is too|max(imum)? (results|logs)|response size|limit exceeded|at most|this one fits|range that fits/i
/** A closed WebSocket: by its client over a message above the limit, or by a node that ended. */
const CUT_OFF = /connection terminated/i

/** Nothing in time, or a connection that is cut while it answers: it may be too much for it. */
const LATE = /time.?out|timed out|premature close|hang up|econnreset|invalid response body/i

/** How a read is mended. Whatever an endpoint refuses may be refused for its size, so no words keep it from a split. */
export function remedyOf(error: unknown): Remedy {
  if (error instanceof StructureFault) return error.remedy
  if (isRateLimit(error)) return 'wait'
  const { status, words } = saidBy(error)
  if (status === 413 || TOO_LARGE.test(words) || CUT_OFF.test(words)) return 'split'
  return isRefusal(error) || LATE.test(words) ? 'split-or-wait' : 'wait'
}
