import { firstRevenue, type RevenuePart, revenueWithin } from '../../ledger/revenue'
import type { Source } from './source'

/** One receiver's part of revenue, by the split in force at each receipt. */
export function revenueSource(part: Exclude<RevenuePart, 'amount'>): Pick<Source, 'schedule' | 'receipts'> {
  return {
    schedule: { first: (db, { network, asset }, block) => firstRevenue(db, network, asset, block) },
    async receipts(db, subject, period, block) {
      const received = await revenueWithin(db, { ...subject, part }, period, block)
      return received.map(({ id, amount }) => ({ id, amount }))
    },
  }
}
