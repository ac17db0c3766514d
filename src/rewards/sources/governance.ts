import { bpsOf } from '../../economics/money'
import type { Period } from '../../economics/period'
import type { CastVote } from '../../economics/rewards/votes'
import type { Queryable } from '../../postgres/queryable'
import type { Receipt } from '../report/receipt'
import { firstSettled } from './accruals'
import type { Source, Subject } from './source'

/** Part of the treasury that goes to voters at the last block of a UTC year. @see domain.md §3, §6 */
const TREASURY_BPS = 1_000

/** Governance shares of the bills settled in the month, in December also a tenth of the treasury; for who voted. */
export const governanceSource: Source = {
  schedule: { first: firstSettled },
  async receipts(db, subject, period, block) {
    const { rows } = await db.query<{ id: string; governance: string }>(
      `select id, governance from bill
       where network = $1 and status = 'settled' and settled_time >= $2 and settled_time < $3 and settled_block <= $4
       order by id collate "C"`,
      [subject.network, period.start, period.end, block],
    )
    const bills = rows.map((row) => ({ id: row.id, amount: BigInt(row.governance) }))
    return [...bills, ...(await yearEnd(db, subject, period, block))]
  },
  async entries(db, { network }, period, block): Promise<CastVote[]> {
    const { rows } = await db.query<{ id: string; voter: string; proposal_id: string; power: string }>(
      `select id, voter, proposal_id, power from vote
       where network = $1 and block_time >= $2 and block_time < $3 and block <= $4 order by id collate "C"`,
      [network, period.start, period.end, block],
    )
    return rows.map((row) => ({
      id: row.id,
      voter: row.voter,
      proposal: BigInt(row.proposal_id),
      power: BigInt(row.power),
    }))
  },
}

async function yearEnd(db: Queryable, { network, asset }: Subject, period: Period, block: number): Promise<Receipt[]> {
  if (!period.id.endsWith('-12')) return []
  const { rows } = await db.query<{ balance: string }>(
    `select balance from supply_point
     where network = $1 and asset = $2 and class = 'treasury' and cause = '' and block <= $3
     order by block desc limit 1`,
    [network, asset, block],
  )
  return [{ id: `treasury at block ${block}`, amount: bpsOf(BigInt(rows[0]?.balance ?? 0), TREASURY_BPS) }]
}
