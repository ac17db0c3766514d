import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'

/** Whether the log has a publication of the period, whoever sent it: a Safe tells nobody here. */
export async function isOnChain(
  db: Queryable,
  { network, programId, periodNumber }: Pick<Distribution, 'network' | 'programId' | 'periodNumber'>,
): Promise<boolean> {
  const { rows } = await db.query(
    'select from publication where network = $1 and program_id = $2 and period = $3 limit 1',
    [network, programId, periodNumber.toString()],
  )
  return rows.length > 0
}
