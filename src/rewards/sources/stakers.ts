import { positionsAt } from '../../ledger/staking/positions'
import { revenueSource } from './revenue'
import type { Source } from './source'

/** The stakers' part of revenue, for the stakes open at the pinned block. */
export const stakersSource: Source = {
  ...revenueSource('stakers'),
  entries: (db, { network }, _, block) => positionsAt(db, network, block),
}
