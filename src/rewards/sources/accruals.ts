import { type Accrual, MINING } from '../../economics/rewards/dgridWeek'
import type { BaseUnits, BlockNumber } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { uptimeByNode, uptimeFacts } from '../evidence/nodes'
import type { Receipt } from '../report/receipt'
import type { Source, Subject } from './source'

/** Columns of a settled bill: who earned, and what. Constants of this file, never input. */
interface Columns {
  readonly account: 'node' | 'adaptor'
  readonly amount: 'node_share' | 'adaptor_share'
}

/**
 * Node or adaptor shares of the bills settled in the period.
 * @param mining what the network adds each period, by effort × uptime; undefined: nothing
 */
export function accrualSource({ account, amount }: Columns, mining?: BaseUnits): Source {
  const settled = `from bill where network = $1 and status = 'settled' and settled_time >= $2 and settled_time < $3 and settled_block <= $4`
  return {
    schedule: { first: firstSettled },
    async receipts(db, { network }, period, block) {
      const { rows } = await db.query<{ id: string; amount: string }>(
        `select id, ${amount} as amount ${settled} order by id collate "C"`,
        [network, period.start, period.end, block],
      )
      const bills = rows.map((row): Receipt => ({ id: row.id, amount: BigInt(row.amount) }))
      return mining === undefined ? bills : [...bills, { id: `mining ${period.id}`, amount: mining, pot: MINING }]
    },
    async entries(db, { network }, period, block, evidence): Promise<Accrual[]> {
      const { rows } = await db.query<AccrualRow>(
        `select ${account} as account, count(*)::int as bills, sum(compute_units) as units, sum(${amount}) as amount,
           sum(compute_units * (10000 - coalesce(latency_penalty_bps, 0))) as effort
         ${settled} group by ${account} order by ${account} collate "C"`,
        [network, period.start, period.end, block],
      )
      const uptime = evidence && uptimeByNode(evidence, period)
      return rows.map((row) => ({
        account: row.account,
        bills: row.bills,
        computeUnits: BigInt(row.units),
        amount: BigInt(row.amount),
        effort: BigInt(row.effort),
        uptimeBps: uptime && (uptime.get(row.account) ?? 0),
      }))
    },
    ...(mining !== undefined && {
      gather: (db: Queryable, { network }: Subject, period) => uptimeFacts(db, network, period),
      terms: { mining },
    }),
  } satisfies Source
}

interface AccrualRow {
  account: string
  bills: number
  units: string
  amount: string
  effort: string
}

/** Reads the index of bills by settlement: time follows the block, so the first by block is the first by time. */
export async function firstSettled(db: Queryable, { network }: Subject, block: BlockNumber) {
  const { rows } = await db.query<{ time: number }>(
    `select settled_time as time from bill where network = $1 and status = 'settled' and settled_block <= $2
     order by settled_time limit 1`,
    [network, block],
  )
  return rows[0]?.time ?? null
}
