import { advance, type JobCommand, type JobState, MAX_ATTEMPTS, sourcesOf } from '../../dispatch/job'
import { LONGEST_BACK_OFF_MS } from '../../dispatch/leases/backOff'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'
import { NOW, TOGETHER } from '../tolerances'

const KINDS = ['escrow', 'lease', 'progress', 'complete', 'fail', 'settle', 'cancel', 'refund'] as const

/** Every pair of states that the state machine lets follow each other, `before>after`; a job begins as requested. */
const STEPS = [...new Set(['>requested', ...KINDS.flatMap(stepsOf)])]

function stepsOf(kind: JobCommand['kind']): string[] {
  const token = kind === 'lease' ? 2n : 1n
  // a first attempt and the last one: a failure of either ends otherwise
  return sourcesOf(kind).flatMap((state) =>
    [1, MAX_ATTEMPTS].flatMap((attempts) => {
      const begun = kind === 'lease' ? attempts - 1 : attempts
      const advanced = advance({ state, attempts: begun, token: 1n }, { kind, token })
      if (!advanced.ok) return []
      const path: JobState[] = [state, ...advanced.path]
      // of progress only the first is remembered
      return path.slice(1).flatMap((to, at) => (to === path[at] ? [] : [`${path[at]}>${to}`]))
    }),
  )
}

/** A lease is ended and its latency taken by one statement. */
const STATEMENT_MS = 1_000
const LONGEST_BACK_OFF = `interval '${LONGEST_BACK_OFF_MS} ms'`

/** Each step of the network's jobs, with what came before it. */
const WALKED = `(
  select e.*, coalesce(lag(e.state) over of_job, '') as before, lag(e.at) over of_job as before_at,
         count(*) filter (where e.state = 'leased') over of_job as begun, l.node as leased_to, l.token as leased_as, l.outcome, l.fault
    from job_event e join job j on j.id = e.job_id
    left join lease l on l.token = e.token and l.job_id = e.job_id
   where j.network = $1 window of_job as (partition by e.job_id order by e.id)) as e`

const UNDER_LEASE = `('leased', 'running', 'completed', 'failed', 'retried', 'dead-lettered')`
const AFTER_FAILURE = `('failed', 'retried', 'dead-lettered')`

/** When a job entered a state for the last time, by its history. */
const entered = (states: string) =>
  `(select max(e.at) from job_event e where e.job_id = j.id and e.state in (${states}))`

const told = (
  column: string,
  states: string,
) => `select j.id, format('${column} %s, by its history %s', coalesce(j.${column}::text, 'never'), coalesce(e.at::text, 'never')) as why
    from job j cross join lateral (select ${entered(states)} as at) as e where j.network = $1
     and ((j.${column} is null) <> (e.at is null) or abs(extract(epoch from j.${column} - e.at)) > extract(epoch from ${TOGETHER}))`

/** What a job says of its way is its history's; the history is a way through the state machine. */
export const jobHistory: AuditCheck = {
  id: 'job-history',
  title: 'every job went a way that there is, at the times that it says',
  why: 'Work would count in another period, or a failure be hidden from whoever chose the node.',
  unasked: needsContract('dgrid-bill'),
  run: (context) =>
    rulesHold(context, {
      looked: 'select count(*) as steps from job_event e join job j on j.id = e.job_id where j.network = $1',
      rules: [
        {
          sql: `select job_id as id, format('step %s, %s, follows on %s', id, state, coalesce(nullif(before, ''), 'nothing')) as why
                  from ${WALKED} where before || '>' || state <> all($3)`,
          values: [STEPS],
        },
        {
          sql: `select job_id as id, format('step %s, %s, is of %s, the one before of %s', id, state, at, coalesce(before_at, at)) as why
                  from ${WALKED} where at < before_at or at > ${NOW}`,
        },
        {
          sql: `select job_id as id, format('step %s, %s: attempt %s under lease %s of %s, %s attempts had begun, the lease is of %s', id, state,
                         attempt, coalesce(token::text, 'none'), coalesce(node, 'nobody'), begun, coalesce(leased_to, 'nobody')) as why
                  from ${WALKED} where attempt <> begun or (state in ${UNDER_LEASE} or state = 'cancelled' and before in ('leased', 'running')) <> (token is not null)
                    or token is distinct from leased_as or node is distinct from leased_to`,
        },
        {
          sql: `select job_id as id, format('step %s, %s, for %s; its lease %s', id, state, coalesce(reason, 'no reason'), coalesce(outcome, 'none')) as why
                  from ${WALKED} where (reason is not null) <> (state in ${AFTER_FAILURE} or state = 'cancelled')
                    or (state in ${AFTER_FAILURE} and (outcome = 'expired') <> (reason = 'lease expired: ' || case when fault = 'network' then 'nobody of ' || $1 || ' was heard'
                                                                              else node || ' went silent' end))`,
        },
        {
          sql: `select e.job_id as id, format('step %s for %s, the failure was for %s', e.id, e.reason, f.reason) as why
                  from job_event e join job j on j.id = e.job_id
                  join job_event f on f.job_id = e.job_id and f.token = e.token and f.state = 'failed'
                 where j.network = $1 and e.state in ('retried', 'dead-lettered') and e.reason is distinct from f.reason`,
        },
        {
          sql: `select j.id, format('%s, for %s, by its history for %s', j.state, coalesce(j.reason, 'no reason'), coalesce(said.reason, 'none')) as why
                  from job j left join lateral (select reason from job_event e where e.job_id = j.id and reason is not null
                    order by e.id desc limit 1) as said on j.state not in ('completed', 'settled')
                 where j.network = $1 and j.reason is distinct from said.reason`,
        },
        {
          sql: `select id, format('%s, and %s %% are done', state, coalesce(percent::text, 'no')) as why from job where network = $1
                   and case when state in ('completed', 'settled') then percent is distinct from 100
                            when state = 'running' then percent is null or percent not between 0 and 100 else percent is not null end`,
        },
        { sql: told('requested_at', `'requested'`) },
        {
          sql: `select id, format('requested at %s, the job before it at %s', requested_at, before_at) as why
                  from (select id, network, requested_at, lag(requested_at) over (order by seq) as before_at from job) j
                 where network = $1 and requested_at < before_at - ${TOGETHER}`,
        },
        { sql: told('escrowed_at', `'escrowed'`) },
        { sql: told('leased_at', `'leased'`) },
        { sql: told('completed_at', `'completed'`) },
        {
          // one that was cancelled before it had an escrow is closed once that is certain
          sql: `${told('closed_at', `'settled', 'refunded'`)} and (j.state <> 'cancelled' or j.closed_at < ${entered(`'cancelled'`)} or j.closed_at > ${NOW})`,
        },
        {
          sql: `select j.id, format('updated_at %s, its last step is of %s', j.updated_at, e.at) as why
                  from job j cross join lateral (select max(at) as at from job_event e where e.job_id = j.id) as e
                 where j.network = $1 and (j.updated_at < e.at - ${TOGETHER} or j.updated_at > ${NOW}
                    or (j.state <> 'running' and j.updated_at > e.at + ${TOGETHER}))`,
        },
        {
          sql: `select j.id, format('waits until %s, it failed at %s', coalesce(j.retry_at::text, 'nothing'), e.at) as why
                  from job j cross join lateral (select max(at) as at from job_event e where e.job_id = j.id and e.state = 'retried') as e
                 where j.network = $1 and case when j.state = 'retried'
                   then j.retry_at is null or j.retry_at not between e.at - ${TOGETHER} and e.at + ${LONGEST_BACK_OFF} + ${TOGETHER}
                   else j.retry_at is not null and j.state not in ('cancelled', 'refunded') end`,
        },
        {
          sql: `select id, format('%s, kept from its queue until %s', state, wakes_at) as why from job
                 where network = $1 and wakes_at is not null and (state not in ('escrowed', 'retried', 'cancelled', 'refunded')
                    or wakes_at > coalesce(greatest(not_before, retry_at), requested_at) + ${TOGETHER})`,
        },
        {
          sql: `select j.id, format('%s ms, its lease lasted %s ms', j.latency_ms, lasted) as why from job j join lease l on l.token = j.token
                 cross join lateral (select floor(extract(epoch from l.released_at - l.leased_at) * 1000) as lasted) as ended
                 where j.network = $1 and j.completed_at is not null and j.latency_ms not between lasted and lasted + ${STATEMENT_MS}`,
        },
        ...['job_event', 'lease', 'settlement', 'job_finding'].map((table) => ({
          sql: `select r.job_id as id, 'has rows of ${table}, and there is no such job' as why from ${table} r
                 where not exists (select from job j where j.id = r.job_id)`,
        })),
      ],
    }),
}
