import type { BlockNumber, Hash } from '../economics/units'
import type { Node } from './node'

export interface Mined {
  readonly block: BlockNumber
  readonly ok: boolean
}

export interface MinedOne extends Mined {
  readonly tx: Hash
}

/** Receipts of our transactions on the head's chain; null: in no block. */
export interface Receipts {
  mined(tx: Hash): Promise<Mined | null>
}

export interface Waiting {
  readonly chain: Receipts
  /** how long to wait for a block, in ms; a transaction not mined by then is looked for at the next run */
  readonly waitMs: number
  readonly sleep: (ms: number) => Promise<void>
}

/** A block of the fastest chain of ours comes every second: asking twice a second loses no more than that. */
const POLL_MS = 500

/** @throws NodeError E-RPC */
export async function receiptOf(node: Node, tx: Hash): Promise<Mined | null> {
  const receipt = await node.ask<{ blockNumber: string; status: string } | null>('eth_getTransactionReceipt', [tx])
  return receipt === null ? null : { block: Number(receipt.blockNumber), ok: receipt.status === '0x1' }
}

/** Waits for one of several transactions of which a chain includes one. null: none is in a block yet */
export async function awaitMined({ chain, sleep, waitMs }: Waiting, txs: readonly Hash[]): Promise<MinedOne | null> {
  for (let waited = 0; ; waited += POLL_MS) {
    const receipt = await minedOf(chain, txs)
    if (receipt !== null || waited >= waitMs) return receipt
    await sleep(POLL_MS)
  }
}

/** Which of several transactions is in a block; null: none is */
export async function minedOf(chain: Receipts, txs: readonly Hash[]): Promise<MinedOne | null> {
  for (const tx of txs) {
    const receipt = await chain.mined(tx)
    if (receipt !== null) return { ...receipt, tx }
  }
  return null
}
