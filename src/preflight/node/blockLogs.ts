import type { Node } from '../../chain/node'
import type { Profile } from '../../config/profile'
import type { BlockNumber } from '../../economics/units'
import { AssayError } from '../../errors'
import { errorText } from '../../process/redaction'
import { orUnknown } from '../bounded'
import { hex } from '../contract'

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

/** How far back a log is looked for, each time beyond the last: the logs of a busy token's many blocks are megabytes. */
const DEPTHS = [1, 8, 16, 32, 64, 128, 256] as const

/** Of the token in the profile's first block; an error: why they are not there. */
export async function firstLogs({ startBlock, token }: Profile, node: Node): Promise<readonly SeenLog[] | AssayError> {
  const block = hex(startBlock)
  try {
    const filter = { address: token.address, fromBlock: block, toBlock: block }
    const logs = await node.ask<unknown>('eth_getLogs', [filter])
    return Array.isArray(logs) ? (logs as SeenLog[]) : []
  } catch (error) {
    if (error instanceof AssayError) return error
    throw error
  }
}

/**
 * undefined: neither the newest blocks that the node gives nor the first one hold a log of the token.
 * @param first logs of the first block
 */
export async function seenBlock(
  profile: Profile,
  node: Node,
  head: BlockNumber,
  first: readonly SeenLog[] | AssayError,
): Promise<SeenBlock | undefined> {
  const oldest = first instanceof AssayError ? undefined : first.at(-1)?.blockHash
  const hash = (await hashWithLogs(profile, node, head)) ?? oldest
  if (hash === undefined) return undefined
  const by = (filter: object) => logsOf(node, { blockHash: hash, ...filter })
  const [header, logs] = await Promise.all([
    orUnknown(node.ask<{ logsBloom?: unknown } | null>('eth_getBlockByHash', [hash, false])),
    by({}),
  ])
  if (!header) return undefined
  const ofToken = typeof logs === 'string' ? await by({ address: profile.token.address }) : undefined
  const bloom = typeof header.logsBloom === 'string' ? header.logsBloom : null
  return { hash, bloom, logs, ...(ofToken !== undefined && { ofToken }) }
}

async function hashWithLogs({ token }: Profile, node: Node, head: BlockNumber): Promise<string | undefined> {
  let toBlock = head
  for (const depth of DEPTHS) {
    const fromBlock = Math.max(0, head - depth + 1)
    const logs = await logsOf(node, { address: token.address, fromBlock: hex(fromBlock), toBlock: hex(toBlock) })
    const last = typeof logs === 'string' ? undefined : logs.at(-1)
    if (last) return last.blockHash
    if (fromBlock === 0) break
    toBlock = fromBlock - 1
  }
  return undefined
}

/** A text: what the node says instead. */
async function logsOf(node: Node, filter: object): Promise<readonly SeenLog[] | string> {
  try {
    const logs = await node.ask<unknown>('eth_getLogs', [filter])
    return Array.isArray(logs) ? (logs as SeenLog[]) : (JSON.stringify(logs) ?? 'nothing')
  } catch (error) {
    return errorText(error)
  }
}
