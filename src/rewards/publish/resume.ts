import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import { fateOf } from './fate'
import type { Funding } from './fund'
import { buryMarkers, ofDistribution, openMarkers, type PayMarker } from './marker'
import { onChain } from './onChain'

/** The transactions of earlier runs, newest first, if one of them may still be mined; null when none may. */
export async function resumable(
  publishing: Pick<Funding, 'chain' | 'distributor'>,
  db: Queryable,
  distribution: Distribution,
): Promise<PayMarker[] | 'published' | null> {
  const payment = ofDistribution(distribution.id)
  const open = await openMarkers(db, payment)
  const [live, ...replaced] = open
  if (live === undefined) return null
  const fate = await fateOf(publishing.chain, [live, ...replaced])
  if (fate.kind !== 'dead') return open
  // Another may have published the same.
  if (await onChain(publishing, db, distribution)) return 'published'
  await buryMarkers(db, payment, fate.because)
  return null
}
