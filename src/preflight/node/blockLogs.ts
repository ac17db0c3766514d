import type { Node } from '../../chain/node'
import type { Profile } from '../../config/profile'
import type { BlockNumber } from '../../economics/units'
import { errorText } from '../../process/redaction'
import { orUnknown } from '../bounded'

export interface SeenLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly logIndex: string | number
  readonly blockHash: string
}

/** A block with logs, as a node tells it in two answers. */
export interface SeenBlock {
  readonly hash: string
  /** null: the header has none */
  readonly bloom: string | null
  /** of all contracts; a text: why the node does not give them by block hash alone */
  readonly logs: readonly SeenLog[] | string
  /** the same of the token alone; asked where those of all are refused */
  readonly ofToken?: readonly SeenLog[] | string
}

/** Spans of blocks in which a log is looked for: a plan that refuses one takes the next. */
const SPANS = [200, 8, 1] as const

/** undefined: the newest blocks that the node gives hold no log of the token. */
export async function seenBlock(profile: Profile, node: Node, head: BlockNumber): Promise<SeenBlock | undefined> {
  const hash = await hashWithLogs(profile, node, head)
  if (hash === undefined) return undefined
  const by = (filter: object) => logsOf(node, { blockHash: hash, ...filter })
  const [header, logs] = await Promise.all([
    orUnknown(node.ask<{ logsBloom?: string } | null>('eth_getBlockByHash', [hash, false])),
    by({}),
  ])
  if (!header) return undefined
  const ofToken = typeof logs === 'string' ? await by({ address: profile.token.address }) : undefined
  return { hash, bloom: header.logsBloom ?? null, logs, ...(ofToken !== undefined && { ofToken }) }
}

async function hashWithLogs({ token }: Profile, node: Node, head: BlockNumber): Promise<string | undefined> {
  const hex = (block: number) => `0x${Math.max(0, block).toString(16)}`
  for (const span of SPANS) {
    const filter = { address: token.address, fromBlock: hex(head - span + 1), toBlock: hex(head) }
    const logs = await logsOf(node, filter)
    if (typeof logs !== 'string') return logs.at(-1)?.blockHash
  }
  return undefined
}

/** A text: what the node says instead. */
async function logsOf(node: Node, filter: object): Promise<readonly SeenLog[] | string> {
  try {
    const logs = await node.ask<readonly SeenLog[] | null>('eth_getLogs', [filter])
    return logs ?? 'null'
  } catch (error) {
    return errorText(error)
  }
}
