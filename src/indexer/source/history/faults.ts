import type { BlockNumber } from '../../../economics/units'

/**
 * How a failed read is mended: `split` into smaller ranges, `wait`, `split-or-wait` where the node's error does not tell
 * which, or `reread` since the answer contradicts itself.
 */
type Remedy = 'split' | 'split-or-wait' | 'wait' | 'reread'

/** An answer that contradicts itself or the chain at `block`. */
export class StructureFault extends Error {
  override readonly name = 'StructureFault'

  constructor(
    readonly block: BlockNumber,
    readonly reason: string,
    /** the answer was truncated: the range is split */
    readonly cut = false,
  ) {
    super(`block ${block}: ${reason}`)
  }
}

const BUSY = /rate.?limit|too many requests|capacity|throttl|quota|credits|per (second|day|month)/i
/** Words of geth, Erigon, Infura, Alchemy, QuickNode, Ankr and anvil for "this answer would be too large". */
const TOO_LARGE =
  /too many (results|logs)|too large|too big|more than \d+|exceeds?\b|block range|range is too|max(imum)? (results|logs)|response size|limit exceeded/i
/** A closed WebSocket: by its client over a message above the limit, or by a node that ended. */
const CUT_OFF = /connection terminated/i
const UNCLEAR_CODES = new Set([-32000, -32603])

/** Reads the error of any transport: JSON-RPC errors carry `code`, HTTP errors `response.status`. */
export function remedyOf(error: unknown): Remedy {
  if (error instanceof StructureFault) return error.cut ? 'split' : 'reread'
  const { code, response, message } = Object(error) as {
    code?: unknown
    response?: { status?: number }
    message?: unknown
  }
  const status = response?.status ?? 0
  const text = typeof message === 'string' ? message : ''
  if (status === 429 || BUSY.test(text)) return 'wait'
  if (status === 413 || TOO_LARGE.test(text) || CUT_OFF.test(text)) return 'split'
  if (status >= 500 || UNCLEAR_CODES.has(code as number) || /time.?out|timed out/i.test(text)) return 'split-or-wait'
  return 'wait'
}
