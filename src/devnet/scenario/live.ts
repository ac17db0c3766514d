import { setTimeout as sleep } from 'node:timers/promises'
import type { Wish } from '../chain/transaction'
import type { Devnet } from './history'

/** Often enough to see figures move, and one block more costs the journal a few hundred bytes. */
const BLOCK_MS = 1_500

/**
 * A block every second or two until `stopped`: some actions of each network, what `unplanned` gives, and whatever
 * others have put into the node's pool.
 * @param onFailed labels of scripted transactions that did not succeed; others may have changed what they relied on
 */
export async function live(
  { writer, planner }: Devnet,
  unplanned: () => Wish[],
  onFailed: (failed: readonly string[]) => void,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    const begun = Date.now()
    const time = Math.max(planner.time + 1, Math.floor(begun / 1000))
    const [mined] = await writer.mine([{ ...planner.block(time, 'live'), unplanned: unplanned() }])
    if (mined!.failed.length > 0) onFailed(mined!.failed)
    await sleep(Math.max(0, BLOCK_MS - (Date.now() - begun)), undefined, { signal: stopped }).catch(() => undefined)
  }
}
