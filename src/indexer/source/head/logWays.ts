import { isRateLimit, isRefusal, saidBy, sentenceOf } from '../../../chain/said'
import type { Alarms } from '../../alarms'
import type { Proof } from '../completeness/proof'
import { remedyOf, StructureFault } from '../history/faults'
import { inOrder } from '../history/order'
import type { Call, HistoryRpc } from '../history/rpc'
import { hex, readHeader, readLogs, type WireLog } from '../history/wire'
import type { HotHeader } from './header'

/**
 * How the logs of blocks are asked for: all of a block by its hash; those of our contracts by its hash; those of our
 * contracts by its number, with the header beside them. Endpoints that refuse the first may serve the others.
 */
const WAYS = ['whole', 'addressed', 'numbered'] as const
type Way = (typeof WAYS)[number]

/** Refusals in a row before another way is tried: a machine that lags refuses for a moment. */
const REFUSALS = 3
/** Readings after which an endpoint that had refused to give whole blocks is asked for one again. */
const AGAIN_AFTER = 1_000
/** What a node says of a block that it does not have yet, or any more. */
const UNKNOWN =
  /(?:unknown|missing|no such) block|(?:block|header)\b.*\bnot (?:found|available)|could not find|header for hash/i

export interface Given {
  readonly logs: WireLog[][]
  /** whether they are all logs of their blocks */
  readonly whole: boolean
}

/** Logs of blocks in the best way that the endpoint serves. */
export class LogWays {
  private way: Way = 'whole'
  private refusals = 0
  private readings = 0

  constructor(
    private readonly rpc: HistoryRpc,
    private readonly addresses: ReadonlySet<string>,
    private readonly proof: Proof,
    private readonly alarms?: Pick<Alarms, 'raise' | 'clear'>,
  ) {}

  /** @throws StructureFault, or what the transport throws */
  async read(headers: readonly HotHeader[]): Promise<Given> {
    const way = this.way !== 'whole' && ++this.readings % AGAIN_AFTER === 0 ? 'whole' : this.way
    try {
      const given = await this.ask(way, headers)
      this.refusals = 0
      if (way !== this.way) await this.take(way)
      return given
    } catch (error) {
      if (way !== this.way) return this.ask(this.way, headers)
      if (!isOfWay(error, headers.length) || ++this.refusals < REFUSALS) throw error
      return this.otherwise(headers, error)
    }
  }

  /** The same blocks by number, which another machine may answer: for what one reading leaves in doubt. */
  again(headers: readonly HotHeader[]): Promise<Given> {
    return this.ask('numbered', headers)
  }

  private async otherwise(headers: readonly HotHeader[], refusal: unknown): Promise<Given> {
    for (const way of WAYS.slice(WAYS.indexOf(this.way) + 1)) {
      const given = await this.ask(way, headers).catch(() => undefined)
      if (!given) continue
      await this.take(way, refusal)
      return given
    }
    throw refusal
  }

  private async take(way: Way, refusal?: unknown): Promise<void> {
    this.way = way
    this.refusals = 0
    if (way === 'whole') return this.alarms?.clear('E-LOGS-FILTERED')
    await this.alarms?.raise(
      'E-LOGS-FILTERED',
      `the endpoint gives no block's logs ${way === 'numbered' ? 'by its hash' : 'without an address'} (${sentenceOf(refusal)}): blocks are checked to level bloom at most. For level block name an endpoint that serves eth_getLogs by block hash without an address.`,
      'process',
    )
  }

  private async ask(way: Way, headers: readonly HotHeader[]): Promise<Given> {
    const address = [...this.addresses]
    if (way === 'numbered') return { logs: await this.numbered(headers, address), whole: false }
    const calls = headers.map(({ hash: blockHash }) =>
      logsCall(way === 'whole' ? { blockHash } : { blockHash, address }),
    )
    const answers = await this.rpc.batch(calls)
    const logs = await Promise.all(headers.map(({ height }, i) => this.ordered(answers[i], height)))
    return { logs, whole: way === 'whole' }
  }

  private async numbered(headers: readonly HotHeader[], address: string[]): Promise<WireLog[][]> {
    const calls = headers.flatMap(({ height }): Call[] => [
      logsCall({ fromBlock: hex(height), toBlock: hex(height), address }),
      { method: 'eth_getBlockByNumber', params: [hex(height), false] },
    ])
    const answers = await this.rpc.batch(calls)
    for (const [i, { height, hash }] of headers.entries()) {
      const there = readHeader(answers[2 * i + 1], height)
      if (there.hash !== hash) throw new StructureFault(height, `its number is now of block ${there.hash}, not ${hash}`)
    }
    return Promise.all(headers.map(({ height }, i) => this.ordered(answers[2 * i], height)))
  }

  // Async, so that what one block throws at once leaves no other block's reading without anybody who waits for it.
  private async ordered(answer: unknown, height: number): Promise<WireLog[]> {
    return inOrder(this.rpc, readLogs(answer, height), this.proof)
  }
}

const logsCall = (filter: object): Call => ({ method: 'eth_getLogs', params: [filter] })

/** Whether an endpoint refuses what is asked, and not for now: another way may pass where this one never does. */
function isOfWay(error: unknown, blocks: number): boolean {
  if (error instanceof StructureFault || !isRefusal(error) || isRateLimit(error)) return false
  const { status = 0, words } = saidBy(error)
  // An answer that is no JSON is a gateway's.
  if (status >= 500 || (error as Error).name === 'RpcProtocolError' || UNKNOWN.test(words)) return false
  return blocks === 1 || remedyOf(error) !== 'split'
}
