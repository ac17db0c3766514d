import type { Hash } from '../../economics/units'
import type { Mined, PublishChain } from './chain'

export interface Waiting {
  readonly chain: PublishChain
  /** how long to wait for a block, in ms; what is not mined by then is looked for at the next run */
  readonly waitMs: number
  readonly sleep: (ms: number) => Promise<void>
}

export interface MinedOne extends Mined {
  readonly tx: Hash
}

/** A block of the fastest chain of ours comes every second: asking twice a second loses no more than that. */
const POLL_MS = 500

/** Waits for one of several transactions of which a chain includes one. null: none is in a block yet */
export async function awaitMined({ chain, sleep, waitMs }: Waiting, txs: readonly Hash[]): Promise<MinedOne | null> {
  for (let waited = 0; ; waited += POLL_MS) {
    const receipt = await minedOf(chain, txs)
    if (receipt !== null || waited >= waitMs) return receipt
    await sleep(POLL_MS)
  }
}

/** Which of several transactions is in a block; null: none is */
export async function minedOf(chain: Pick<PublishChain, 'mined'>, txs: readonly Hash[]): Promise<MinedOne | null> {
  for (const tx of txs) {
    const receipt = await chain.mined(tx)
    if (receipt !== null) return { ...receipt, tx }
  }
  return null
}
