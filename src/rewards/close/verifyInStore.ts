import { loadKeccak } from '../../keccak'
import type { Queryable } from '../../postgres/queryable'
import { loadHead, type StoredHead, storedShares } from './stored'
import { brokenReport, StoredCheck } from './verifyStored'

/** Checks a report as `verifyStored` does, reading its shares as they are checked. @throws as it, and as `loadReport` */
export async function verifyInStore(db: Queryable, id: string): Promise<StoredHead> {
  const head = await loadHead(db, id)
  const check = new StoredCheck(await loadKeccak(), head)
  for await (const page of storedShares(db, id)) for (const share of page) check.add(share)
  check.end()
  if (head.style === 'cumulative') await requireSums(db, head)
  return head
}

/**
 * Every amount is what the report before it says and the period's share, so that none falls and nobody is left out.
 * @see docs/invariants.md W21
 */
async function requireSums(db: Queryable, { id, body }: StoredHead): Promise<void> {
  const { inputs } = JSON.parse(body) as { inputs: { previous: { id: string } | null } }
  const { rows } = await db.query<{ account: string }>(
    `select account from (select * from report_cumulative where distribution_id = $2) before
       full join (select * from report_cumulative where distribution_id = $1) now using (account)
       full join (select * from report_share where distribution_id = $1 and amount > 0) share using (account)
     where now.amount is distinct from coalesce(before.amount, 0) + coalesce(share.amount, 0) limit 1`,
    [id, inputs.previous?.id ?? null],
  )
  if (rows[0]) throw brokenReport(id, `cumulative amount of ${rows[0].account}`)
}
