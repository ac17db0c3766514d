import type { Accrual } from '../../economics/rewards/dgrid-week'
import type { Source } from './source'

/** Columns of a settled bill: who earned, and what. Constants of this file, never input. */
interface Columns {
  readonly account: 'node' | 'adaptor'
  readonly amount: 'node_share' | 'adaptor_share'
}

/** Node or adaptor shares of the bills settled in the period. */
export function accrualSource({ account, amount }: Columns): Source {
  const settled = `from bill where network = $1 and status = 'settled' and settled_time >= $2 and settled_time < $3 and settled_block <= $4`
  return {
    first: firstSettled,
    async receipts(db, { network }, period, block) {
      const { rows } = await db.query<{ id: string; amount: string }>(
        `select id, ${amount} as amount ${settled} order by id collate "C"`,
        [network, period.start, period.end, block],
      )
      return rows.map((row) => ({ id: row.id, amount: BigInt(row.amount) }))
    },
    async entries(db, { network }, period, block): Promise<Accrual[]> {
      const { rows } = await db.query<{ account: string; bills: number; units: string; amount: string }>(
        `select ${account} as account, count(*)::int as bills, sum(compute_units) as units, sum(${amount}) as amount
         ${settled} group by ${account} order by ${account} collate "C"`,
        [network, period.start, period.end, block],
      )
      return rows.map((row) => ({
        account: row.account,
        bills: row.bills,
        computeUnits: BigInt(row.units),
        amount: BigInt(row.amount),
      }))
    },
  }
}

export const firstSettled: Source['first'] = async (db, { network }, block) => {
  const { rows } = await db.query<{ time: number | null }>(
    `select min(settled_time) as time from bill where network = $1 and status = 'settled' and settled_block <= $2`,
    [network, block],
  )
  return rows[0]!.time
}
