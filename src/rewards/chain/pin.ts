import type { Blocks } from '../../chain/blocks'
import type { BlockNumber, Seconds } from '../../economics/units'
import { AssayError } from '../../errors'
import type { BlockPin } from '../distribution'

/**
 * The last block with timestamp < end, by bisection: timestamps never go down.
 * @param first a block before which the network has nothing of ours
 * @param final number of a final block
 * @throws AssayError E-NOT-CLOSED unless block `final` has timestamp ≥ end
 * @throws AssayError E-CHAIN-BROKEN when the pinned block is not the parent of the next
 */
export async function pinBefore(
  blocks: Blocks,
  end: Seconds,
  first: BlockNumber,
  final: BlockNumber,
): Promise<BlockPin> {
  const last = await blocks.header(final)
  if (last.time < end)
    throw new AssayError('E-NOT-CLOSED', `block ${final} (time ${last.time}) is final, but the period ends at ${end}`, {
      next: 'Wait until a block at or after the end of the period is final.',
      retryable: true,
    })
  let before = first - 1
  let after = last
  while (after.number - before > 1) {
    const middle = await blocks.header(before + Math.floor((after.number - before) / 2))
    if (middle.time < end) before = middle.number
    else after = middle
  }
  if (before < first)
    throw new AssayError('E-NO-BLOCK', `the network's first block ${first} is not before ${end}`, {
      next: 'The period ends before the network began; nothing is to be closed.',
    })
  const pinned = await blocks.header(before)
  if (after.parentHash !== pinned.hash)
    throw new AssayError('E-CHAIN-BROKEN', `block ${after.number} is not a child of block ${pinned.number}`, {
      next: 'The RPC endpoint contradicts itself; check it and use one endpoint of one node.',
      details: { parentHash: after.parentHash, pinned },
      retryable: true,
    })
  return { number: pinned.number, hash: pinned.hash, time: pinned.time }
}
