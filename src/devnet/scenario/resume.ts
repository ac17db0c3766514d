import { AssayError } from '../../errors'
import type { JournalledBlock } from '../chain/journal'
import type { BlockWish, Wish } from '../chain/transaction'
import type { Planner } from './planner'

/**
 * Brings the planner to where the journal ends by asking it for the same blocks again. Returns blocks of the set-up
 * that were planned but not announced before the stop.
 * @throws AssayError E-SCENARIO-CHANGED when it would plan them differently today
 */
export function resume(planner: Planner, blocks: readonly JournalledBlock[]): BlockWish[] {
  const setUp = planner.setUp()
  for (const [at, block] of blocks.entries()) {
    const { time, planned } = setUp[at] ?? replan(planner, block)
    if (time !== block.time || !equal(planned, block)) throw changed(block)
  }
  return setUp.slice(blocks.length)
}

function replan(planner: Planner, { phase, time }: JournalledBlock): BlockWish {
  const next = phase === 'history' ? planner.nextHistoryTime() : time
  return planner.block(next ?? -1, phase)
}

function equal(planned: readonly Wish[], { sent, unplanned }: JournalledBlock): boolean {
  if (planned.length !== sent.length - unplanned) return false
  return planned.every(({ from, to, data, value }, at) => {
    const [sender, receiver, , , wei, calldata] = sent[at]!
    return sender === from && receiver === to && calldata === data && wei === (value ?? 0n).toString()
  })
}

function changed({ number, phase }: JournalledBlock): AssayError {
  return new AssayError('E-SCENARIO-CHANGED', `block ${number} (${phase}) was planned by another version of Assay`, {
    next: 'The chain is whole, but its story cannot be continued; `assay up --fresh` starts a new devnet.',
    details: { number },
  })
}
