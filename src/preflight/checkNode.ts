import { headNumber } from '../chain/blocks'
import type { Node } from '../chain/node'
import type { Profile } from '../config/profile'
import { loadKeccak } from '../keccak'
import { bounded, orUnknown } from './bounded'
import type { Line } from './line'
import { batchLine } from './node/batches'
import { seenBlock } from './node/blockLogs'
import { depthLine, finalizedLine, historyLine, rangeLine } from './node/limits'
import { logLines } from './node/logs'

/** Requests to a node: one by one, and so many at once where it speaks HTTP. */
export interface Asked {
  readonly node: Node
  readonly batched?: (size: number) => Node
}

const BOUNDS = { requests: 20, ms: 10_000, inFlight: 4 }
/** The bisection of the archive's depth takes a question for each doubling of the chain's length. */
const LIMIT_BOUNDS = { requests: 50, ms: 60_000, inFlight: 4 }

/** What a node's answers prove. Refuses nothing: a chain that is unusual is followed at a lower level. */
export async function checkNode(profile: Profile, { node: asked, batched }: Asked): Promise<Line[]> {
  const node = bounded(asked, BOUNDS)
  const head = await orUnknown(headNumber(node))
  if (head === undefined) return []
  const [batches, history, block, keccak] = await Promise.all([
    batched && batchLine(batched),
    historyLine(profile, node),
    seenBlock(profile, node, head),
    loadKeccak(),
  ])
  return [...(batches ? [batches] : []), history, ...logLines(block, keccak)]
}

/** How far its answers reach; the readers find that out by themselves, so a person alone asks. */
export async function checkLimits(profile: Profile, { node: asked }: Asked): Promise<Line[]> {
  const node = bounded(asked, LIMIT_BOUNDS)
  const head = await orUnknown(headNumber(node))
  if (head === undefined) return []
  return Promise.all([rangeLine(profile, node, head), depthLine(profile, node, head), finalizedLine(profile, node)])
}
