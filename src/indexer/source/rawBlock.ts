import { type Address, address, type Hash, hash } from '../../economics/units'
import type { DecodedBlock } from '../../events/decode'
import type { Call, RawBlock } from '../../events/log'
import type { Network } from '../network'
import type { HistoryBlock } from './history/range'
import type { HistoryLog } from './history/wire'
import { logHash } from './logHash'

/** Decodes the logs of a block that a reader has read. */
export function decoded(block: HistoryBlock, network: Network): DecodedBlock {
  return network.decoder.block(toRawBlock(block, network))
}

/** The block with its events alone, as a handler needs it: while it waits to be handed over it weighs half. */
export function decodedAhead(block: HistoryBlock, network: Network): HistoryBlock {
  return { header: block.header, logs: [], decoded: decoded(block, network) }
}

/** Parses a block at the border: decoders trust its addresses and hashes. */
function toRawBlock({ header, logs }: HistoryBlock, { decoder }: Network): RawBlock {
  // Consecutive logs share contract and transaction: each text is parsed once.
  const addressOf = remembered(address)
  const hashOf = remembered(hash)
  return {
    number: header.height,
    hash: hash(header.hash),
    time: Math.floor(header.timestamp / 1000),
    logs: logs.map((log) => {
      const contract: Address = addressOf(log.address)
      const txHash: Hash = hashOf(log.transactionHash)
      const { topics, data, logIndex, transactionIndex: txIndex } = log
      const call = decoder.wantsCall(contract, topics[0]) ? callOf(log) : undefined
      return { address: contract, topics, data, logIndex, txHash, txIndex, hash: logHash(log), call }
    }),
  }
}

/** The transaction of a log; a reader attaches it to every log of that transaction. */
function callOf({ transaction, withdrawn }: HistoryLog): Call | undefined {
  if (!transaction) return undefined
  const to = transaction.to ? address(transaction.to) : undefined
  return { to, input: transaction.input, ...(withdrawn && { withdrawn }) }
}

function remembered<T>(parse: (text: string) => T): (text: string) => T {
  let last: { text: string; parsed: T } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, parsed: parse(text) }
    return last.parsed
  }
}
