import { type BookedClaim, type DoubtedClaim, doubtedClaims } from '../../economics/pool/claimChoices'
import type { BlockNumber } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { AsText } from '../asText'

/** Claims of a pool up to a block that may be of another period than the ledger's, by `F-AMBIGUOUS-CLAIM`. */
export async function readDoubtedClaims(
  db: Queryable,
  { network, pool }: { readonly network: string; readonly pool: string },
  to: BlockNumber,
): Promise<DoubtedClaim[]> {
  const { rows } = await db.query<AsText<Omit<BookedClaim, 'candidates'>> & { candidates: string | null }>(
    `with doubted as (
       select split_part(f.id, '-F-AMBIGUOUS-CLAIM-', 1) as id, f.evidence->>'candidates' as candidates
       from finding f where f.network = $1 and f.code = 'F-AMBIGUOUS-CLAIM' and f.block <= $3)
     select c.account as user, c.amount::text as reward, c.period, doubted.candidates
     from pool_claim c left join doubted on doubted.id = c.id
     where c.network = $1 and c.pool = $2 and c.block <= $3 and c.account in (
       select account from pool_claim join doubted using (id) where pool = $2)
     order by c.id`,
    [network, pool, to],
  )
  return doubtedClaims(
    rows.map(({ reward, candidates, ...row }) => ({
      ...row,
      reward: BigInt(reward),
      candidates: (candidates ?? '').split(',').filter(Boolean).map(Number),
    })),
  )
}
