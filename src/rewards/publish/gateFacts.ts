import type { BaseUnits } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { readSettlement } from '../correction/settlementFile'
import { storedSettlement } from '../correction/stored'
import type { Distribution } from '../distribution'
import type { GateFacts } from './gates'

/**
 * Reads what the gates compare. Earlier reports are those that pay somebody: beside a period that paid nobody any next one
 * would look like a broken input.
 * @param balance what the payer holds of the asset and owes to nobody else
 */
export async function gateFacts(db: Queryable, distribution: Distribution, balance: BaseUnits): Promise<GateFacts> {
  const { id, network, program, start, report } = distribution
  const [largest, earlier, settlement] = await Promise.all([
    db.query<{ amount: string | null }>('select max(amount) as amount from report_share where distribution_id = $1', [
      id,
    ]),
    db.query<{ pot: string; participants: number }>(
      `select r.pot, r.participants from distribution d join report r on r.distribution_id = d.id
       where d.network = $1 and d.program = $2 and d.period_end <= $3 and r.shares > 0
       order by d.period_end desc limit 3`,
      [network, program, start],
    ),
    storedSettlement(db, id),
  ])
  return {
    pot: report!.pot,
    distributed: report!.distributed,
    largestShare: BigInt(largest.rows[0]?.amount ?? 0),
    participants: report!.participants,
    earlier: earlier.rows.map((row) => ({ pot: BigInt(row.pot), participants: row.participants })),
    balance,
    settles: settlement === null ? [] : readSettlement(settlement).corrections.map(({ supersedes }) => supersedes.id),
  }
}
