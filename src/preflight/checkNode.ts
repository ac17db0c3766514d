import { headNumber } from '../chain/blocks'
import type { Node } from '../chain/node'
import type { Profile } from '../config/profile'
import { loadKeccak } from '../keccak'
import { type Bounded, bounded, orUnknown } from './bounded'
import { type Line, lower } from './line'
import { batchLine } from './node/batches'
import { firstLogs, seenBlock } from './node/blockLogs'
import { depthLine, finalizedLine, historyLine, rangeLine } from './node/limits'
import { logLines } from './node/logs'

/** Requests to a node: one by one, and so many at once where it speaks HTTP. */
export interface Asked {
  readonly node: Node
  readonly batched?: (size: number) => Node
}

/** A dozen questions, and each again where the provider is busy. */
const BOUNDS = { requests: 50, ms: 8_000, inFlight: 4 }
/** A batch that is refused for so long is too large for the plan's rate. */
const BATCH_MS = 1_500
/** The bisection of the archive's depth takes a question for each doubling of the chain's length. */
const LIMIT_BOUNDS = { requests: 50, ms: 60_000, inFlight: 4 }

/** What a node's answers prove. Refuses nothing: a chain that is unusual is followed at a lower level. */
export async function checkNode(profile: Profile, { node: asked, batched }: Asked): Promise<Line[]> {
  const node = bounded(asked, BOUNDS)
  const head = await orUnknown(headNumber(node))
  if (head === undefined) return []
  const first = await firstLogs(profile, node)
  const [batches, block, keccak] = await Promise.all([
    batched && batchLine((size) => bounded(batched(size), { requests: size, ms: BATCH_MS, inFlight: size })),
    seenBlock(profile, node, head, first),
    loadKeccak(),
  ])
  return [...(batches ? [batches] : []), historyLine(profile, first), ...logLines(block, keccak), ...rateLines(node)]
}

/** How far its answers reach; the readers find that out by themselves, so a person alone asks. */
export async function checkLimits(profile: Profile, { node: asked }: Asked): Promise<Line[]> {
  const node = bounded(asked, LIMIT_BOUNDS)
  const head = await orUnknown(headNumber(node))
  if (head === undefined) return []
  return Promise.all([rangeLine(profile, node, head), depthLine(profile, node, head), finalizedLine(profile, node)])
}

/** A provider that has asked us to slow down while so few questions were asked. */
function rateLines({ asked, busy, words }: Bounded): Line[] {
  if (busy === 0) return []
  const follows = 'fewer requests at once, and history takes longer'
  return [lower('node.rate', `${busy} of ${asked} requests refused: ${words}`, { follows })]
}
