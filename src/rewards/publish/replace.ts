import type { PoolClient } from 'pg'
import type { PublishChain } from './chain'
import { markReplacement, type PayMarker, type Payment } from './marker'

interface Replacing {
  readonly chain: PublishChain
  /** where a process may die between two steps; tests kill it at each */
  readonly reached?: (point: 'resigned' | 'remarked') => void
}

/**
 * Signs and marks the replacement of a transaction that no block includes at its price; the caller sends it.
 * @param refused whether the node refused its price
 * @returns null while its price is what the network asks, and where another key signed it, which alone can replace it
 */
export async function replace(
  { chain, reached }: Replacing,
  client: PoolClient,
  payment: Payment,
  live: PayMarker,
  refused: boolean,
): Promise<PayMarker | null> {
  if (live.signer !== chain.signer) return null
  const signed = await chain.replacement(live, refused)
  if (signed === null) return null
  reached?.('resigned')
  const marker = await markReplacement(client, payment, live, signed)
  reached?.('remarked')
  return marker
}
