import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

export const revenue: AuditCheck = {
  id: 'revenue',
  title: 'every receipt of revenue is split by the shares in force, and Σ parts = receipt',
  why: 'The pot of the stakers, or that of the nodes, would be another.',
  unasked: needsContract('revenue-vault'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) as receipts, coalesce(sum(amount), 0) as amount from revenue where network = $1 and block <= $2`,
      rules: [
        {
          sql: `select id, format('stakers %s, nodes %s, buyback %s of %s', stakers, r.nodes, r.buyback, amount) as why
                  from revenue r left join lateral (
                    select nodes, buyback from jsonb_to_recordset($3::jsonb) as v("fromBlock" int, nodes numeric, buyback numeric)
                     where "fromBlock" <= r.block order by "fromBlock" desc limit 1) as split on true
                 where r.network = $1 and r.block <= $2
                   and (r.nodes <> div(amount * coalesce(split.nodes, 0), 10000)
                     or r.buyback <> div(amount * coalesce(split.buyback, 0), 10000)
                     or stakers <> amount - r.nodes - r.buyback)`,
          values: [JSON.stringify(context.network.profile.revenueSplitBps)],
        },
      ],
    }),
}
