import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

export const routes: AuditCheck = {
  id: 'routes',
  title: 'routed revenue is shared by its rule, and the buyback is burned',
  why: 'A model’s owner would get another part than was set at its mint, or tokens said to be burned would not be.',
  unasked: needsContract('deepnode-router'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) as routes, coalesce(sum(gross), 0) as gross from revenue_route where network = $1 and block <= $2`,
      rules: [
        {
          sql: `select id, format('Σ parts %s of %s', model_owner + fees + buyback + emission_reserve, gross) as why
                  from revenue_route r where network = $1 and r.block <= $2
                   and model_owner + fees + buyback + emission_reserve <> gross`,
        },
        {
          sql: `select id, format('buyback %s of %s', buyback, gross) as why from revenue_route r
                 where network = $1 and r.block <= $2 and buyback <> div(gross * 100, 10000)`,
        },
        {
          sql: `select r.id, format('owner %s of %s, at %s bps', r.model_owner, gross, m.owner_bps) as why
                  from revenue_route r join model m on m.network = $1 and m.model_id = r.model_id
                 where r.network = $1 and r.block <= $2 and r.model_owner <> div(gross * m.owner_bps, 10000)`,
        },
        {
          sql: `select id, format('buyback of %s, nothing burned', buyback) as why from revenue_route r
                 where network = $1 and r.block <= $2 and buyback > 0 and burned <= 0`,
        },
      ],
    }),
}
