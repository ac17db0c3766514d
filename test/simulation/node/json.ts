import type { SimBlock, SimLog, SimTransaction } from '../chain/block'
import { FOREIGN } from '../chain/contracts'

export const hex = (number: number) => `0x${number.toString(16)}`
const ZERO_HASH = `0x${'0'.repeat(64)}`

export type Json = Record<string, unknown>

/** A block as geth writes it. */
export function blockJson(block: SimBlock, withTransactions: boolean): Json {
  const { number, hash, parent, time, logsBloom, transactions } = block
  return {
    number: hex(number),
    hash,
    parentHash: parent?.hash ?? ZERO_HASH,
    timestamp: hex(time),
    logsBloom,
    nonce: '0x0000000000000000',
    sha3Uncles: ZERO_HASH,
    transactionsRoot: ZERO_HASH,
    stateRoot: ZERO_HASH,
    receiptsRoot: ZERO_HASH,
    mixHash: ZERO_HASH,
    miner: FOREIGN,
    difficulty: '0x0',
    totalDifficulty: '0x0',
    extraData: '0x',
    size: '0x200',
    gasLimit: '0x1c9c380',
    gasUsed: '0x0',
    baseFeePerGas: '0x7',
    uncles: [],
    transactions: withTransactions
      ? transactions.map((_, i) => transactionJson(block, i))
      : transactions.map((each) => each.hash),
  }
}

export function transactionJson(block: SimBlock, index: number): Json {
  const { hash, to, input } = block.transactions[index]!
  return {
    hash,
    to,
    input,
    from: FOREIGN,
    value: '0x0',
    nonce: '0x0',
    gas: '0x5208',
    gasPrice: '0x7',
    type: '0x0',
    chainId: hex(31_337),
    v: '0x0',
    r: '0x0',
    s: '0x0',
    blockNumber: hex(block.number),
    blockHash: block.hash,
    transactionIndex: hex(index),
  }
}

/** Logs of a block, as `eth_getLogs` gives them. */
export function logsJson(block: SimBlock): Json[] {
  let logIndex = 0
  return block.transactions.flatMap((transaction, txIndex) =>
    transaction.logs.map((log) => logJson(block, transaction, txIndex, log, logIndex++)),
  )
}

function logJson(block: SimBlock, transaction: SimTransaction, txIndex: number, log: SimLog, logIndex: number): Json {
  return {
    address: log.address,
    topics: log.topics,
    data: log.data,
    blockNumber: hex(block.number),
    blockHash: block.hash,
    transactionHash: transaction.hash,
    transactionIndex: hex(txIndex),
    logIndex: hex(logIndex),
    removed: false,
  }
}
