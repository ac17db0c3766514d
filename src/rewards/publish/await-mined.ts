import type { Hash } from '../../economics/units'
import type { Mined, PublishChain } from './chain'

export interface Waiting {
  readonly chain: PublishChain
  /** how long to wait for a block, in ms; what is not mined by then is looked for at the next run */
  readonly waitMs: number
  readonly sleep: (ms: number) => Promise<void>
}

/** A block of the fastest chain of ours comes every second: asking twice a second loses no more than that. */
const POLL_MS = 500

/** null: not in a block yet */
export async function awaitMined({ chain, sleep, waitMs }: Waiting, tx: Hash): Promise<Mined | null> {
  for (let waited = 0; ; waited += POLL_MS) {
    const receipt = await chain.mined(tx)
    if (receipt !== null || waited >= waitMs) return receipt
    await sleep(POLL_MS)
  }
}
