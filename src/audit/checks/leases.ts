import { QUARANTINE_FAILURES } from '../../dispatch/health/gpu'
import { MAX_ATTEMPTS } from '../../dispatch/job'
import { LEASE_MS } from '../../dispatch/leases/timing'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'
import { NOW, TOGETHER } from '../tolerances'

const LEASED = `interval '${LEASE_MS} ms'`

/** A lease is told thrice: by its row, by its job and by the history of its job. */
export const leases: AuditCheck = {
  id: 'leases',
  title: 'every attempt of a job has its lease, and the last of them is what the job says',
  why: 'A node that never had a job would be paid for it, or two for one.',
  unasked: needsContract('dgrid-bill'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) as leases, count(*) filter (where released_at is null) as live from lease where network = $1`,
      rules: [
        {
          sql: `select j.id, format('%s attempts, %s leases', j.attempts, count(l.token)) as why
                  from job j left join lease l on l.job_id = j.id where j.network = $1 group by j.id, j.attempts, j.forgiven
                having count(l.token) <> j.attempts or coalesce(max(l.attempt), 0) <> j.attempts or j.attempts - j.forgiven > ${MAX_ATTEMPTS}
                    or count(distinct l.attempt) <> j.attempts`,
        },
        {
          sql: `select j.id, format('%s attempts forgiven, by its leases %s', j.forgiven, count(l.token)) as why
                  from job j left join lease l on l.job_id = j.id and l.fault in ('node', 'network') where j.network = $1 group by j.id, j.forgiven
                having count(l.token) <> j.forgiven`,
        },
        {
          sql: `select j.id, format('was given up after %s failures of its own', j.attempts - j.forgiven) as why from job j
                 where j.network = $1 and j.state = 'dead-lettered' and j.attempts - j.forgiven <> ${MAX_ATTEMPTS}`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('%s, at fault %s', coalesce(l.outcome, 'lives'), coalesce(l.fault, 'nobody')) as why
                  from lease l where l.network = $1 and (coalesce(l.outcome, '') in ('failed', 'expired') or exists (
                   select from job_event e where e.job_id = l.job_id and e.token = l.token and e.state = 'failed')) <> (l.fault is not null)
                    or l.network = $1 and l.fault = 'network' and (l.outcome <> 'expired' or l.announced_at is null)`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('of job %s began at %s, wished from %s to %s', j.id, l.leased_at,
                         coalesce(j.not_before::text, 'any time'), coalesce(j.deadline::text, 'any time')) as why
                  from lease l join job j on j.id = l.job_id
                 where l.network = $1 and (l.leased_at < j.not_before or l.leased_at > j.deadline + ${TOGETHER})`,
        },
        {
          // A GPU is found broken by the jobs that failed on it.
          sql: `select 'lease ' || l.token as id, format('is blamed on %s %s, where %s jobs failed', l.node, l.gpu, jobs) as why
                  from lease l join (select node, gpu, count(distinct job_id) as jobs from lease
                    where network = $1 and outcome in ('failed', 'expired') group by node, gpu) as failed using (node, gpu)
                 where l.network = $1 and l.fault = 'node' and jobs < ${QUARANTINE_FAILURES}`,
        },
        {
          sql: `select 'lease ' || e.token as id, format('of job %s is in its history, and not among the leases', e.job_id) as why
                  from job_event e join job j on j.id = e.job_id left join lease l on l.token = e.token
                 where j.network = $1 and e.state = 'leased' and l.token is null`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('attempt %s of %s by %s, by the history attempt %s of %s by %s', l.attempt,
                         l.job_id, l.node, coalesce(e.attempt::text, 'none'), e.job_id, e.node) as why
                  from lease l left join job_event e on e.job_id = l.job_id and e.token = l.token and e.state = 'leased'
                 where l.network = $1 and (e.attempt, e.node) is distinct from (l.attempt, l.node)`,
        },
        {
          sql: `select j.id, format('token %s on %s %s, its last lease %s on %s %s', j.token, j.node, j.gpu, last.token, last.node, last.gpu) as why
                  from job j cross join lateral (
                    select token, node, gpu from lease l where l.job_id = j.id order by token desc limit 1) as last
                 where j.network = $1 and (j.token, j.node, j.gpu) is distinct from (last.token, last.node, last.gpu)`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('%s, its job is %s under token %s', case when l.released_at is null then 'lives'
                         else l.outcome end, j.state, j.token) as why
                  from lease l join job j on j.id = l.job_id
                 where l.network = $1 and (
                   (l.released_at is null) <> (l.outcome is null)
                   or (l.released_at is null) <> (j.state in ('leased', 'running') and j.token = l.token)
                   or (l.outcome = 'completed' and l.token = j.token and j.compute_units is not null) <>
                      (j.state in ('completed', 'settled') and j.token = l.token)
                   or (l.network, l.outcome) <> (j.network, coalesce(l.outcome, '')) or coalesce(l.outcome, 'failed') not in ('completed', 'failed', 'expired', 'cancelled'))`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('%s, by the history of its job %s', l.outcome, coalesce(said.state, 'not ended')) as why
                  from lease l left join lateral (
                    select state from job_event e where e.job_id = l.job_id and e.token = l.token and e.state in ('completed', 'failed', 'cancelled') limit 1) as said on true
                 where l.network = $1 and l.released_at is not null
                   and said.state is distinct from case when l.outcome = 'completed' and (select count(*) from job_event e
                     where e.job_id = l.job_id and e.token = l.token and e.state = 'failed') = 0 then 'completed' when l.outcome = 'cancelled' then 'cancelled' else 'failed' end`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('is on %s, its job %s on %s', l.network, j.id, j.network) as why
                  from lease l join job j on j.id = l.job_id where j.network = $1 and l.network <> j.network`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('was given to %s, which is no node of the chain', l.node) as why from lease l
                 where l.network = $1 and not exists (select from node n where n.network = $1 and n.address = l.node)`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('from %s to %s, by the history of its job from %s to %s', l.leased_at,
                         coalesce(l.released_at::text, 'now'), begun.at, coalesce(ended.at::text, 'now')) as why
                  from lease l left join job_event begun on begun.job_id = l.job_id and begun.token = l.token and begun.state = 'leased'
                  left join lateral (select min(at) as at from job_event e
                    where e.job_id = l.job_id and e.token = l.token and e.state in ('completed', 'failed', 'cancelled')) as ended on true
                 where l.network = $1 and (l.released_at < l.leased_at
                    or begun.at not between l.leased_at - ${TOGETHER} and l.leased_at + ${TOGETHER}
                    or ended.at not between l.released_at - ${TOGETHER} and l.released_at + ${TOGETHER})`,
        },
        {
          sql: `select 'lease ' || l.token as id, format('began at %s, its job says %s', l.leased_at, j.leased_at) as why
                  from lease l join job j on j.token = l.token where l.network = $1 and l.leased_at is distinct from j.leased_at`,
        },
        {
          // Each sign of the worker renews it, and the last came before it was ended.
          sql: `select 'lease ' || token as id, format('%s at %s, it held until %s', coalesce(outcome, 'lives'), coalesce(released_at, now()), expires_at) as why
                  from lease where network = $1 and (expires_at < coalesce(announced_at, leased_at) + ${LEASED} - interval '1 second'
                    or announced_at < leased_at or announced_at > coalesce(released_at, ${NOW})
                    or expires_at > coalesce(released_at, ${NOW}) + ${LEASED}
                    or (outcome = 'expired' and expires_at > released_at) or (outcome <> 'expired' and announced_at is not null and expires_at < released_at - interval '1 second')
                    or (outcome = 'expired' and announced_at is null))`,
        },
        {
          sql: `select 'lease ' || token as id, format('of %s %s began at %s, the one before it ended at %s', node, gpu, leased_at, before) as why
                  from (select *, lag(coalesce(released_at, 'infinity')) over (partition by node, gpu order by leased_at, token) as before
                          from lease where network = $1) l
                 where leased_at < before - interval '1 second'`,
        },
      ],
    }),
}
