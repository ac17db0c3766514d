import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

/** What the doubt of the ledger explains is no fault of the contract: check `positions` says whether it is wrong. */
export const pool: AuditCheck = {
  id: 'pool',
  title: 'every call of a staking pool was predicted by its ruleset to the wei',
  why: 'A pool that does not follow its ruleset pays others than we say.',
  unasked: needsContract('destra-pool'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) as claims from pool_claim where network = $1 and block <= $2`,
      rules: [
        {
          sql: `select id, title as why from finding f where network = $1 and f.block <= $2 and code = 'F-POOL-DIFFERENCE'
                  and not (coalesce(evidence->>'uncertain', '') = 'true' and exists (
                    select from finding a where a.network = $1 and a.code = 'F-AMBIGUOUS-UNSTAKE'
                      and a.evidence->>'owner' = f.evidence->>'owner'))
                order by f.block`,
        },
      ],
    }),
}
