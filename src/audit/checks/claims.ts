import { contractsOf } from '../../config/profile'
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

/** A publication by its distribution, or by its own id where the distribution is not ours. */
const PUBLICATION = `coalesce((select d.id from distribution d where d.network = $1 and d.program_id = p.program_id
  and d.period_number = p.period), p.id)`

const FIRST_OF = (event: string) => `select e.data, e.block, e.tx_hash, e.block_time from event e
  where e.network = $1 and e.kind = 'merkle-distributor.${event}' and e.contract = p.distributor
    and e.data->>'programId' = p.program_id and e.data->>'period' = p.period::text order by e.block, e.log_index limit 1`

export const claims: AuditCheck = {
  id: 'claims',
  title:
    'what was published is what was computed, nobody claimed more than that, or twice, and the rest is where it should be',
  why: 'The pot of a period would be paid to others than its report says.',
  unasked: needsContract('merkle-distributor', 'cumulative-distributor'),
  run(context) {
    // A claim of one's root pays what the periods before it left.
    const cumulative = contractsOf(context.network.profile, 'cumulative-distributor').map(({ address }) => address)
    return rulesHold(context, {
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
          sql: `select ${PUBLICATION} as id, format('claimed %s, its claims sum to %s', coalesce(p.claimed, 0), coalesce(sum(c.amount), 0)) as why
                  from publication p left join reward_claim c on c.network = $1 and (c.distributor, c.program_id, c.period)
                    = (p.distributor, p.program_id, p.period)
                 where p.network = $1 group by p.id having coalesce(p.claimed, 0) <> coalesce(sum(c.amount), 0)`,
        },
        {
          sql: `select ${PUBLICATION} as id, format('claimed %s and reclaimed %s of %s', p.claimed, p.reclaimed, p.total) as why
                  from publication p where p.network = $1 and coalesce(p.claimed, 0) + coalesce(p.reclaimed, 0) > p.total
                   and p.distributor <> all($3::text[])`,
          values: [cumulative],
        },
        {
          sql: `select ${PUBLICATION} as id, format('reclaimed at %s in block %s by %s, its claims end at %s', coalesce(p.reclaimed_time::text, 'no time'),
                         coalesce(p.reclaimed_block::text, 'none'), coalesce(p.reclaimed_tx, 'nobody'), coalesce(p.expires_at::text, 'no time')) as why
                  from publication p where p.network = $1 and (
                    (p.expires_at is null) <> (p.reclaim_to is null) or (p.reclaimed is not null and (p.expires_at is null
                      or p.reclaimed_time is null or p.reclaimed_block is null or p.reclaimed_tx is null or p.reclaimed_time < p.expires_at))
                    or (p.reclaimed is null and num_nonnulls(p.reclaimed_time, p.reclaimed_block, p.reclaimed_tx) > 0))`,
        },
        {
          sql: `select ${PUBLICATION} as id, format('its claims end at %s, the rest going to %s; the log says %s and %s', coalesce(p.expires_at::text, 'no time'),
                         coalesce(p.reclaim_to, 'nobody'), coalesce(e.data->>'time', 'no time'), coalesce(e.data->>'reclaimTo', 'nobody')) as why
                  from publication p left join lateral (${FIRST_OF('ClaimsExpire')}) e on true
                 where p.network = $1 and (p.expires_at::text, p.reclaim_to) is distinct from (e.data->>'time', lower(e.data->>'reclaimTo'))`,
        },
        {
          sql: `select ${PUBLICATION} as id, format('reclaimed %s in block %s, the log says %s in block %s', coalesce(p.reclaimed::text, 'nothing'),
                         coalesce(p.reclaimed_block::text, 'none'), coalesce(e.data->>'amount', 'nothing'), coalesce(e.block::text, 'none')) as why
                  from publication p left join lateral (${FIRST_OF('Reclaimed')}) e on true
                 where p.network = $1 and (p.reclaimed::text, p.reclaimed_block, p.reclaimed_tx, p.reclaimed_time)
                   is distinct from (e.data->>'amount', e.block, e.tx_hash, e.block_time)`,
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
    })
  },
}
