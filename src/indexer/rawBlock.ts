import * as pool from '../abi/destra-pool'
import { address, hash } from '../economics/units'
import type { RawBlock } from '../events/log'
import type { HistoryBlock } from './history/range'

/** An Unstaked names no stake: its transaction's input may (domain.md §2, trap 4). */
export const isUnstaked = (topics: readonly string[]) => topics[0] === pool.events.Unstaked.topic

/** A block as a reader has it, parsed into what decoders trust. */
export function toRawBlock({ header, logs }: HistoryBlock): RawBlock {
  return {
    number: header.height,
    hash: hash(header.hash),
    time: Math.floor(header.timestamp / 1000),
    logs: logs.map(({ transaction, ...log }) => ({
      address: address(log.address),
      topics: log.topics,
      data: log.data,
      logIndex: log.logIndex,
      txHash: hash(log.transactionHash),
      txIndex: log.transactionIndex,
      // A reader attaches the transaction to every log of it; the event log keeps it where it says something.
      ...(transaction &&
        isUnstaked(log.topics) && {
          call: { to: transaction.to ? address(transaction.to) : undefined, input: transaction.input },
        }),
    })),
  }
}
