import type { BlockNumber } from '../../../economics/units'
import { StructureFault } from '../history/faults'
import { callOne, type HistoryRpc, inBatches } from '../history/rpc'
import type { BlockRange } from '../history/structure'
import { hex, quantity, readHeader, type WireHeader } from '../history/wire'

/** A block by height and hash. */
export interface BlockRef {
  readonly height: BlockNumber
  readonly hash: string
}

/** A header with the bloom that its logs are checked against. */
export interface HotHeader extends WireHeader {
  /** empty where a chain gives none */
  readonly logsBloom: string
}

/** 256 bytes of hex */
const BLOOM_LENGTH = 514

/** The block the node calls its newest. */
export async function readLatest(rpc: HistoryRpc): Promise<BlockRef> {
  const answer = await callOne(rpc, 'eth_getBlockByNumber', ['latest', false])
  const { height, hash } = readHeader(answer, quantity(Object(answer).number, 0))
  return { height, hash }
}

/** A block by its hash, whatever branch it is on. @throws StructureFault when the node has no such block */
export async function readByHash(rpc: HistoryRpc, { height, hash }: BlockRef): Promise<HotHeader> {
  const header = readHotHeader(await callOne(rpc, 'eth_getBlockByHash', [hash, false]), height)
  if (header.hash !== hash) throw new StructureFault(height, `asked for block ${hash}, got ${header.hash}`)
  return header
}

/** The headers of a range, each the child of the one before. @throws StructureFault */
export async function readHeaders(rpc: HistoryRpc, { from, to }: BlockRange): Promise<HotHeader[]> {
  const heights = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  return chained(await readHeadersAt(rpc, heights))
}

/** The headers at some heights. @throws StructureFault */
export function readHeadersAt(rpc: HistoryRpc, heights: readonly BlockNumber[]): Promise<HotHeader[]> {
  return inBatches(heights, async (some) => {
    const calls = some.map((height) => ({ method: 'eth_getBlockByNumber', params: [hex(height), false] }))
    const answers = await rpc.batch(calls)
    return some.map((height, i) => readHotHeader(answers[i], height))
  })
}

/** The headers from a height up to a head that is named by its hash. @throws StructureFault */
export async function readUpTo(rpc: HistoryRpc, from: BlockNumber, head: BlockRef): Promise<HotHeader[]> {
  const below = await readHeaders(rpc, { from, to: head.height - 1 })
  return chained([...below, await readByHash(rpc, head)])
}

function chained(headers: HotHeader[]): HotHeader[] {
  for (const [i, { height, parentHash }] of headers.entries()) {
    const below = headers[i - 1]
    if (below && below.hash !== parentHash)
      throw new StructureFault(height, `its parent is ${parentHash}, but ${below.hash} stands below it`)
  }
  return headers
}

function readHotHeader(answer: unknown, height: BlockNumber): HotHeader {
  const header = readHeader(answer, height)
  const { logsBloom } = answer as { logsBloom?: unknown }
  // One of another length says as little as none.
  const isBloom = typeof logsBloom === 'string' && logsBloom.length === BLOOM_LENGTH
  return { ...header, logsBloom: isBloom ? logsBloom.toLowerCase() : '' }
}
