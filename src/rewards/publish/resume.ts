import { minedOf } from '../../chain/mined'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import type { Funding } from './fund'
import { buryMarkers, openMarkers, type PayMarker } from './marker'
import { onChain } from './onChain'

/** The transactions of earlier runs, newest first, if one of them may still be mined; null when none may. */
export async function resumable(
  publishing: Pick<Funding, 'chain' | 'distributor'>,
  db: Queryable,
  distribution: Distribution,
): Promise<PayMarker[] | 'published' | null> {
  const { chain } = publishing
  const open = await openMarkers(db, distribution.id)
  const live = open[0]
  if (live === undefined) return null
  const receipt = await minedOf(
    chain,
    open.map(({ hash }) => hash),
  )
  if (receipt !== null && !receipt.ok) {
    await buryMarkers(db, distribution.id, `${receipt.tx} reverted in block ${receipt.block}`)
    return null
  }
  // The nonce of the key that signed it, which may not be the key that publishes now.
  if (receipt === null && (await chain.nonce(live.signer)) > live.nonce) {
    if (await onChain(publishing, db, distribution)) return 'published'
    await buryMarkers(db, distribution.id, `nonce ${live.nonce} was used by another transaction`)
    return null
  }
  return open
}
