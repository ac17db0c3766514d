import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

const CLAIMED = `select distributor, program_id, period, account, count(*) as times, sum(amount) as amount, min(id) as id
   from reward_claim where network = $1 and block <= $2 group by distributor, program_id, period, account`

/** Of claims `c`: by a root over all periods, which pays what those before it left. */
const IS_CUMULATIVE = `exists (select from distribution k where k.network = $1 and k.program_id = c.program_id
  and k.period_number = c.period and k.style = 'cumulative')`

/** A distribution that another program or installation published is on the same distributor, and not ours to judge. */
const OURS = `publication p join distribution d on d.network = $1 and d.program_id = p.program_id and d.period_number = p.period
   join report r on r.distribution_id = d.id`

export const claims: AuditCheck = {
  id: 'claims',
  title: 'what was published is what was computed, and nobody claimed more than that, or twice',
  why: 'The pot of a period would be paid to others than its report says.',
  unasked: needsContract('merkle-distributor'),
  run: (context) =>
    rulesHold(context, {
      looked: `select (select count(*) from publication where network = $1 and block <= $2) as publications,
                 (select count(*) from reward_claim where network = $1 and block <= $2) as claims`,
      rules: [
        {
          sql: `select d.id, format('root %s total %s report %s on chain, root %s total %s report %s here', p.root, p.total,
                         p.report_hash, r.root, r.distributed, r.sha256) as why
                  from ${OURS} where p.network = $1 and p.block <= $2
                   and (p.root, p.total, lower(p.report_hash), case p.asset when '0x0000000000000000000000000000000000000000' then 'eth' else p.asset end)
                     is distinct from (r.root, r.distributed, lower(r.sha256), d.asset)`,
        },
        {
          sql: `select format('%s %s %s', p.distributor, p.program_id, p.period) as id, format('claimed %s of %s', sum(c.amount), p.total) as why
                  from (${CLAIMED}) c join publication p on p.network = $1 and p.distributor = c.distributor
                    and p.program_id = c.program_id and p.period = c.period
                   and not ${IS_CUMULATIVE}
                 group by p.distributor, p.program_id, p.period, p.total having sum(c.amount) > p.total`,
        },
        {
          sql: `select format('%s %s', c.distributor, c.program_id) as id, format('claimed %s of %s', sum(c.amount), max(p.total)) as why
                  from (${CLAIMED}) c join (select p.distributor, p.program_id, sum(p.total) as total from publication p
                    where p.network = $1 and p.block <= $2 group by 1, 2) p using (distributor, program_id)
                 where ${IS_CUMULATIVE} group by c.distributor, c.program_id having sum(c.amount) > max(p.total)`,
        },
        {
          sql: `select max(c.id) as id, format('%s of %s claimed %s in all, it was given %s', c.account, d.id, sum(c.amount), coalesce(g.amount::text, 'nothing')) as why
                  from (select *, max(period) over (partition by distributor, program_id, account) as last from (${CLAIMED}) each) c
                  join distribution d on d.network = $1 and d.program_id = c.program_id and d.period_number = c.last and d.style = 'cumulative'
                  left join report_cumulative g on g.distribution_id = d.id and g.account = c.account
                 group by c.account, d.id, g.amount having sum(c.amount) is distinct from g.amount`,
        },
        {
          sql: `select c.id, format('%s claimed %s times', account, times) as why from (${CLAIMED}) c where times > 1`,
        },
        {
          sql: `select c.id, format('%s claimed what was never published', c.account) as why from (${CLAIMED}) c
                 where not exists (select from publication p where p.network = $1 and p.distributor = c.distributor
                   and p.program_id = c.program_id and p.period = c.period)`,
        },
        {
          sql: `select c.id, format('%s of %s claimed %s, its share is %s', c.account, d.id, c.amount, coalesce(s.amount::text, 'nothing')) as why
                  from (${CLAIMED}) c
                  join distribution d on d.network = $1 and d.program_id = c.program_id and d.period_number = c.period
                  left join report_share s on s.distribution_id = d.id and s.account = c.account
                 where d.style = 'per-period' and c.amount is distinct from s.amount`,
        },
      ],
    }),
}
