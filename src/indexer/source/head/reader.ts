import { remedyOf } from '../history/faults'
import type { HistoryBlock, HistoryFilter, HistoryLog } from '../history/range'
import { type HistoryRpc, inBatches } from '../history/rpc'
import { readLogs, readTransaction, type WireLog, type WireTransaction } from '../history/wire'
import type { Blooms } from './bloom'
import type { HotHeader } from './header'
import { checkWhole } from './whole'

/** Blocks of one batch: at 500 logs a block, unfiltered, 10 MiB. */
const BLOCKS_PER_BATCH = 20

/**
 * Reads blocks of the hot tail whole: all logs by the block's own hash, unfiltered, so that its bloom can be recomputed.
 * Each read is tried once: the follower handles a block that is gone.
 */
export class BlockReader {
  constructor(
    private readonly rpc: HistoryRpc,
    private readonly filter: HistoryFilter,
    private readonly blooms: Blooms,
  ) {}

  /** The blocks of these headers with the logs that are ours. @throws StructureFault, or what the transport throws */
  read(headers: readonly HotHeader[]): Promise<HistoryBlock[]> {
    return inBatches(headers, (some) => this.readSplit(some), BLOCKS_PER_BATCH)
  }

  /** Halves the batch while its answer exceeds what the endpoint or a WebSocket message admits. */
  private async readSplit(headers: readonly HotHeader[]): Promise<HistoryBlock[]> {
    try {
      return await this.readTogether(headers)
    } catch (error) {
      if (headers.length === 1 || remedyOf(error) !== 'split') throw error
      const middle = headers.length >> 1
      return [...(await this.readSplit(headers.slice(0, middle))), ...(await this.readSplit(headers.slice(middle)))]
    }
  }

  private async readTogether(headers: readonly HotHeader[]): Promise<HistoryBlock[]> {
    const logs = await this.logsOf(headers)
    const transactions = await this.transactionsOf(logs.flat().filter(this.filter.wantsTransaction))
    return headers.map((header, i) => ({
      header,
      logs: logs[i]!.map((log) => attach(log, transactions)),
      whole: true as const,
    }))
  }

  private async logsOf(headers: readonly HotHeader[]): Promise<WireLog[][]> {
    const calls = headers.map(({ hash }) => ({ method: 'eth_getLogs', params: [{ blockHash: hash }] }))
    const answers = await this.rpc.batch(calls)
    return headers.map((header, i) => {
      const logs = readLogs(answers[i], header.height)
      checkWhole(header, logs, this.blooms)
      return logs.filter(({ address }) => this.filter.addresses.has(address))
    })
  }

  private async transactionsOf(logs: readonly WireLog[]): Promise<Map<string, WireTransaction>> {
    const wanted = [...new Map(logs.map((log) => [log.transactionHash, log])).values()]
    const read = await inBatches(wanted, async (some) => {
      const calls = some.map((log) => ({ method: 'eth_getTransactionByHash', params: [log.transactionHash] }))
      const answers = await this.rpc.batch(calls)
      return some.map((log, i) => readTransaction(answers[i], log))
    })
    return new Map(read.map((transaction) => [transaction.hash, transaction]))
  }
}

function attach(log: WireLog, transactions: ReadonlyMap<string, WireTransaction>): HistoryLog {
  const transaction = transactions.get(log.transactionHash)
  return transaction ? { ...log, transaction } : log
}
