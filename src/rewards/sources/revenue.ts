import type { Receipt } from '../report/receipt'
import type { Source } from './source'

/** Whose part of a receipt of revenue; constants of this file, never input. */
export type RevenueShare = 'stakers' | 'nodes'

/** The part of revenue that is someone's, by the split in force at each receipt. */
export function revenueSource(share: RevenueShare): Pick<Source, 'schedule' | 'receipts'> {
  return {
    schedule: {
      async first(db, { network, asset }, block) {
        const { rows } = await db.query<{ time: number }>(
          `select block_time as time from revenue where network = $1 and asset = $2 and block <= $3
           order by block_time limit 1`,
          [network, asset, block],
        )
        return rows[0]?.time ?? null
      },
    },
    async receipts(db, { network, asset }, period, block) {
      const { rows } = await db.query<{ id: string; amount: string }>(
        `select id, ${share} as amount from revenue
         where network = $1 and asset = $2 and block_time >= $3 and block_time < $4 and block <= $5
         order by id collate "C"`,
        [network, asset, period.start, period.end, block],
      )
      return rows.map((row): Receipt => ({ id: row.id, amount: BigInt(row.amount) }))
    },
  }
}
