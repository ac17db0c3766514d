import { createHash } from 'node:crypto'
import { seedOf } from '../../../postgres/logDigest'
import { type LogOf, newestDigest, type Rows } from '../../../postgres/readLogDigest'
import type { Complete } from './level'

/** A range with what binds its level to the log that it was earned for. */
export type Sealed = Complete & { readonly seal: string | null }

/**
 * Binds a level to its blocks and to the newest digest of the log below their end, which it names: a level that was set,
 * or a log that was digested anew, has another. The least level needs none, nor has the range that is being written one.
 */
export async function sealOf(rows: Rows, network: LogOf, range: Complete): Promise<string | null> {
  if (range.level === 'structure') return null
  const newest = await newestDigest(rows, network.name, range.toBlock)
  return sealed(network, range, newest?.toBlock ?? NONE, newest?.digest ?? seedOf(network.chainId))
}

/** Whether the level was earned by these blocks, with the log as it is digested now. */
export async function isSealed(rows: Rows, network: LogOf, range: Sealed): Promise<boolean> {
  if (range.level === 'structure') return true
  const at = Number(range.seal?.split(':')[0] ?? Number.NaN)
  if (!Number.isInteger(at)) return false
  const digest = at === NONE ? undefined : await newestDigest(rows, network.name, at)
  if (at !== NONE && digest?.toBlock !== at) return false
  return range.seal === sealed(network, range, at, digest?.digest ?? seedOf(network.chainId))
}

/** In place of a block: nothing is digested yet. */
const NONE = -1

function sealed({ name }: LogOf, { level, fromBlock, toBlock }: Complete, at: number, digest: string): string {
  const text = `assay-level/v1 ${name} ${level} ${fromBlock} ${toBlock} ${digest}\n`
  return `${at}:${createHash('sha256').update(text).digest('hex')}`
}
