import { START_MS } from '../../dispatch/latency'
import { MAX_PENALTY_BPS } from '../../economics/billing'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'
import { COST } from './bills'

const DUE = `(${START_MS} + div(compute_units, 1000))`
const PENALTY = `least(${MAX_PENALTY_BPS}, div(greatest(latency_ms - ${DUE}, 0) * ${MAX_PENALTY_BPS}, ${DUE}))`
const BILLED = `job j join bill b on b.network = $1 and b.id = $1 || '-' || j.bill_id`

/** What is on its way from the outbox over the log to its handler is there by then, or the outbox still has it. */
const UNDER_WAY = "interval '1 minute'"

/** Closed jobs too. What a job says is compared with its own figures, its bill, its settlements and its history. */
export const jobs: AuditCheck = {
  id: 'jobs',
  title: 'every job costs what it was quoted, was paid so on the chain, and is where its history says',
  why: 'A node would be paid for work that was not done, or a user for a job that was another’s.',
  unasked: needsContract('dgrid-bill'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) as jobs, count(*) filter (where state = 'settled') as settled from job where network = $1`,
      rules: [
        {
          sql: `select id, format('%s micro-CU, at most %s were agreed', compute_units, max_compute_units) as why
                  from job where network = $1 and compute_units > max_compute_units`,
        },
        {
          sql: `select id, format('cost %s, by its units, price and penalty %s', cost, ${COST('compute_units', 'base_price', 'penalty_bps')}) as why
                  from job where network = $1 and compute_units is not null
                   and cost is distinct from ${COST('compute_units', 'base_price', 'penalty_bps')}`,
        },
        {
          sql: `select id, format('penalty of %s bps after %s ms, by the rule %s', penalty_bps, latency_ms, ${PENALTY}) as why
                  from job where network = $1 and compute_units is not null and penalty_bps is distinct from ${PENALTY}`,
        },
        {
          sql: `select id, format('escrow %s, its maximum may cost %s', escrow, ${COST('max_compute_units', 'base_price', `${MAX_PENALTY_BPS}`)}) as why
                  from job where network = $1 and escrow < ${COST('max_compute_units', 'base_price', `${MAX_PENALTY_BPS}`)}`,
        },
        {
          // The contract takes the escrow from the maximum that it is told: what we told is what was agreed.
          sql: `select j.id, format('at most %s micro-CU, its bill was opened for an escrow of %s', j.max_compute_units, b.escrow) as why
                  from ${BILLED} join settlement s on s.job_id = j.id and s.action = 'open' and s.tx_hash = b.opened_by
                 where j.network = $1 and b.escrow <> ${COST('j.max_compute_units', 'b.base_price', `${MAX_PENALTY_BPS}`)}`,
        },
        {
          sql: `select id, format('%s, with bill %s, closed %s', state, coalesce(bill_id, 'none'), coalesce(closed_at::text, 'never')) as why
                  from job where network = $1 and (
                    (state in ('settled', 'refunded') and (bill_id is null or closed_at is null))
                    or (state in ('requested', 'escrowed', 'leased', 'running', 'completed', 'retried') and closed_at is not null)
                    or (state in ('completed', 'settled')) <> (result is not null))`,
        },
        {
          sql: `select j.id, format('has bill %s, which no bill of the chain is', j.bill_id) as why from job j
                 where j.network = $1 and j.state in ('settled', 'refunded')
                   and not exists (select from bill b where b.network = $1 and b.id = $1 || '-' || j.bill_id and b.status = j.state)`,
        },
        {
          sql: `select j.id, format('is of %s by %s with escrow %s, its bill %s of %s by %s with escrow %s', j.requester, j.adaptor,
                         j.escrow, b.bill_id, b.account, b.adaptor, b.escrow) as why
                  from ${BILLED} where j.network = $1
                   and (b.job_id, b.account, b.adaptor, b.escrow, b.base_price) is distinct from (j.id, j.requester, j.adaptor, j.escrow, j.base_price)`,
        },
        {
          sql: `select j.id, format('%s micro-CU at %s bps by %s for %s, its bill %s at %s by %s for %s', j.compute_units, j.penalty_bps,
                         j.node, j.cost, b.compute_units, b.latency_penalty_bps, b.node, b.cost) as why
                  from ${BILLED} where j.network = $1 and j.state in ('completed', 'settled') and b.status = 'settled'
                   and (b.node, b.compute_units, b.latency_penalty_bps, b.cost) is distinct from (j.node, j.compute_units, j.penalty_bps, j.cost)`,
        },
        {
          sql: `select j.id, f.title as why from job_finding f join job j on j.id = f.job_id
                 where j.network = $1 and f.code = 'bill-mismatch'`,
        },
        {
          sql: `select j.id, format('%s, by its history %s', j.state, coalesce(last.state, 'nothing')) as why from job j
                  left join lateral (select state from job_event e where e.job_id = j.id order by e.id desc limit 1) as last on true
                 where j.network = $1 and j.state is distinct from last.state`,
        },
        {
          sql: `select 'jobs ' || coalesce(counted.state, actual.state) as id, format('counted %s, there are %s', coalesce(counted.jobs, 0), coalesce(actual.jobs, 0)) as why
                  from (select state, sum(jobs) as jobs from job_count group by state having sum(jobs) <> 0) as counted
                  full join (select state, count(*) as jobs from job group by state) as actual using (state)
                 where counted.jobs is distinct from actual.jobs`,
        },
        {
          sql: `select s.job_id as id, format('its %s is on %s', s.action, s.network) as why from settlement s join job j on j.id = s.job_id
                 where j.network = $1 and s.network <> j.network`,
        },
        {
          sql: `select j.id, format('%s, its settlements: %s', j.state, coalesce(string_agg(s.action || ' ' || s.status, ', '), 'none')) as why
                  from job j left join settlement s on s.job_id = j.id where j.network = $1
                 group by j.id
                having (count(*) filter (where s.action = 'open') = 0 and j.requested_at < now() - ${UNDER_WAY}
                     and not exists (select from outbox o where o.headers->>'ce_id' = j.id || ':open'))
                    or (j.state = 'settled' and count(*) filter (where s.action = 'settle' and s.status in ('sent', 'confirmed')) = 0)
                    or (count(*) filter (where s.action = 'settle') > 0 and j.state not in ('completed', 'settled'))
                    or (count(*) filter (where s.action = 'refund') > 0 and j.state not in ('dead-lettered', 'cancelled', 'refunded'))`,
        },
        {
          // One that was tried again may name a transaction beside the one that was mined.
          sql: `select s.job_id as id, format('its %s is confirmed by %s, in which no bill of it is', s.action, s.tx_hash) as why
                  from settlement s join job j on j.id = s.job_id
                 where j.network = $1 and s.status = 'confirmed' and s.attempts = 0 and s.tx_hash is not null
                   and (j.state in ('settled', 'refunded') or (s.action = 'open' and j.bill_id is not null))
                   and not exists (select from bill b where b.network = $1 and b.job_id = j.id
                     and s.tx_hash = case s.action when 'open' then b.opened_by else b.settled_by end)`,
        },
      ],
    }),
}
