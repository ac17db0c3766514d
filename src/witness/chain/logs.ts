import { hex, type Rpc } from './rpc'

/** A log as a node tells it. */
export interface RawLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockNumber: string
  readonly blockHash: string
  readonly transactionHash: string
  readonly logIndex: string
}

export interface Filter {
  readonly address: readonly string[]
  readonly topics: readonly (string | readonly string[] | null)[]
}

const FIRST_BLOCKS = 500
/** What the most generous providers take. */
const MOST_BLOCKS = 100_000
/** An answer above it is larger than it should be: the next range is half as long. */
const MANY_LOGS = 5_000

/**
 * The logs of a filter, range after range. Providers limit ranges by blocks or by logs, each by its own numbers: a range
 * that is refused is halved, one that is answered is doubled.
 */
export async function* logsOf(rpc: Rpc, filter: Filter, from: number, to: number): AsyncGenerator<RawLog[]> {
  let blocks = FIRST_BLOCKS
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + blocks - 1)
    let logs: RawLog[]
    try {
      logs = await rpc.ask('eth_getLogs', [{ ...filter, fromBlock: hex(first), toBlock: hex(last) }])
    } catch (error) {
      if (first === last) throw error
      blocks = Math.ceil((last - first + 1) / 2)
      continue
    }
    yield logs
    first = last + 1
    if (logs.length < MANY_LOGS) blocks = Math.min(MOST_BLOCKS, blocks * 2)
    else blocks = Math.max(1, Math.floor(blocks / 2))
  }
}
