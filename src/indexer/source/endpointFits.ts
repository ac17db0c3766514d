import { setTimeout as sleep } from 'node:timers/promises'
import { sentenceOf } from '../../chain/said'
import type { BlockRef } from './head/header'
import type { HistoryRpc } from './history/rpc'
import { hex } from './history/wire'

/** What an endpoint must have before it is asked. */
export interface Fitting {
  readonly chainId: number
  /** the newest final block that is written; undefined: none is */
  readonly final: BlockRef | undefined
  /** height of the newest block that is written */
  readonly tip: number
}

/** Its head, or why it is not asked. */
export type Fit =
  | { readonly head: number; readonly why?: undefined; readonly away?: undefined }
  /** away: it does not answer */
  | { readonly why: string; readonly away?: true }

/** Whoever is slower is no help to somebody who waits. */
const LONGEST_MS = 5_000

/**
 * Whether an endpoint may take the place of another. One of another chain, or of another branch below what is final, would
 * make two ledgers of one; one that lags would have blocks undone that its next answers bring back.
 */
export async function fitOf(rpc: HistoryRpc, { chainId, final, tip }: Fitting): Promise<Fit> {
  const calls = [
    { method: 'eth_chainId', params: [] },
    { method: 'eth_blockNumber', params: [] },
    ...(final ? [{ method: 'eth_getBlockByNumber', params: [hex(final.height), false] }] : []),
  ]
  const late = new AbortController()
  try {
    const answers = await Promise.race([
      rpc.batch(calls),
      sleep(LONGEST_MS, undefined, { signal: late.signal, ref: false }).then(() => undefined),
    ])
    if (!answers) return { why: `nothing in ${LONGEST_MS / 1_000} s`, away: true }
    const [chain, head, block] = answers
    if (Number(chain) !== chainId) return { why: `is of chain ${Number(chain)}, not of ${chainId}` }
    if (!(Number(head) >= tip)) return { why: `is behind: its head is block ${Number(head)}, and ${tip} is indexed` }
    if (!final) return { head: Number(head) }
    const { hash } = Object(block) as { hash?: unknown }
    if (typeof hash === 'string' && hash.toLowerCase() === final.hash) return { head: Number(head) }
    return { why: `is on another branch: its block ${final.height} is ${hash ?? 'none'}, final here is ${final.hash}` }
  } catch (error) {
    return { why: sentenceOf(error), away: true }
  } finally {
    late.abort()
  }
}
