import type { SimBlock, SimLog, SimTransaction } from '../chain/block'
import { kindAt, NETWORK } from '../chain/contracts'
import type { Args } from '../chain/encode'

/** A log of the canonical chain with its place in it. */
export interface Placed {
  readonly block: SimBlock
  readonly transaction: SimTransaction
  readonly txIndex: number
  readonly logIndex: number
  readonly log: SimLog
  /** key of its row in the event log */
  readonly id: string
}

/** A decoded event, as its contract meant it. */
export interface Fact extends Placed {
  readonly event: string
  readonly args: Args
}

export const height = (block: number) => String(block).padStart(10, '0')

/** Logs of a chain in its order. */
export function placed(blocks: readonly SimBlock[]): Placed[] {
  const all: Placed[] = []
  for (const block of blocks) {
    let logIndex = 0
    for (const [txIndex, transaction] of block.transactions.entries())
      for (const log of transaction.logs) {
        const index = String(logIndex).padStart(6, '0')
        const id = `${NETWORK}-${height(block.number)}-${block.hash.slice(2, 7)}-${index}-0`
        all.push({ block, transaction, txIndex, logIndex, log, id })
        logIndex++
      }
  }
  return all
}

export function factsOf(logs: readonly Placed[]): Fact[] {
  return logs
    .filter(({ log }) => log.verdict === 'fact')
    .map((each) => ({ ...each, event: each.log.event!, args: each.log.args! }))
}

/** What the event log calls it. */
export const kindOf = ({ log, event }: Fact) => `${kindAt.get(log.address)}.${event}`

/** An amount of an event. */
export const int = (fact: Fact, name: string) => fact.args[name] as bigint
/** An address, hash or word of an event. */
export const text = (fact: Fact, name: string) => String(fact.args[name])
