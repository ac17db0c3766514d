import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { Approvers } from '../approval/approvers'
import { type Contracts, requireSigned } from '../approval/check'
import type { Distribution } from '../distribution'
import { distributionById } from '../read/distributions'

/**
 * @throws AssayError E-STATE unless it is approved and pays someone, E-SIGNATURES while too few have signed it,
 *   E-PUBLISH-ORDER when an earlier one must go first
 */
export async function payable(
  db: Queryable,
  contracts: Contracts,
  id: string,
  approvers: Approvers | null,
): Promise<Distribution> {
  const distribution = await distributionById(db, id)
  if (distribution?.state !== 'approved')
    throw new AssayError('E-STATE', `distribution ${id} is ${distribution?.state ?? 'unknown'}, not approved`, {
      next: `Approve it first: assay rewards approve ${id} --by NAME`,
    })
  if (distribution.report?.root) await requireSigned(db, contracts, approvers, distribution)
  // A cumulative root holds what every earlier period gives, and funds its own alone: none may be left out.
  const { rows } = await db.query<{ id: string; state: string }>(
    `select d.id, d.state from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.program = $2 and (d.period_end, d.id) < ($3, $4) and r.shares > 0
       and (d.state = 'approved' or (d.state = 'verified' and (d.held is null or $5)))
     order by d.period_end, d.id limit 1`,
    [distribution.network, distribution.program, distribution.end, id, distribution.style === 'cumulative'],
  )
  const first = rows[0]
  if (first)
    throw new AssayError('E-PUBLISH-ORDER', `${first.id} is ${first.state} and comes before ${id}`, {
      next:
        first.state === 'approved'
          ? `Publish it first: assay rewards publish ${first.id} --send`
          : `Approve it first: assay rewards approve ${first.id} --by NAME`,
    })
  return distribution
}
