import { ZERO_ADDRESS } from '../../economics/units'
import { finalHeight } from '../../postgres/cursor'
import type { Queryable } from '../../postgres/queryable'
import type { Program } from '../programs'

/**
 * Takes note of approved distributions that the chain holds although no key of ours sent them: a Safe did. In final blocks
 * alone, and only where root, total, asset and report are those that were approved; another publication is named by the
 * audit (`claims`).
 * @returns ids that are published from now on
 */
export async function publishedByOthers(db: Queryable, program: Program): Promise<string[]> {
  const { network, name, distributor, distributors } = program
  const height = await finalHeight(db, network)
  if (distributor === undefined || height === null) return []
  const { rows } = await db.query<{ id: string }>(
    `update distribution d set state = 'published', published_tx = p.tx_hash, published_block = p.block,
       publication_final = true, claims_counted = null, changed_at = now()
     from publication p, report r
     where d.network = $1 and d.program = $2 and d.state = 'approved' and r.distribution_id = d.id
       and p.network = d.network and p.distributor = case d.style when 'cumulative' then $6 else $3 end and p.program_id = d.program_id and p.period = d.period_number
       and p.block <= $4 and p.root = r.root and p.total = r.distributed and lower(p.report_hash) = r.sha256
       and d.asset = case p.asset when $5 then 'eth' else p.asset end
       and not exists (select from pay_marker m where m.distribution_id = d.id)
     returning d.id`,
    [network, name, distributors['per-period'] ?? null, height, ZERO_ADDRESS, distributors.cumulative ?? null],
  )
  return rows.map(({ id }) => id).sort()
}
