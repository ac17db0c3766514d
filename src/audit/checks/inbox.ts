import { RETENTION_HOURS } from '../../dispatch/log/joblog'
import { DISPATCHER } from '../../dispatch/settlement'
import { jobIdOf } from '../../dispatch/submit'
import { topics } from '../../dispatch/topics'
import { needsContract } from '../applies'
import type { AuditCheck, AuditContext } from '../check'
import { type Rule, rulesHold } from '../rules'

/** Rows are pruned once the log cannot bring back their message: not before its retention. */
const KEPT = `clock_timestamp() - interval '${RETENTION_HOURS} hours'`
/** A message is taken in the transaction of what it causes: of at most some hundred messages, so within seconds. */
const TOGETHER = "interval '5 seconds'"

/** What our producers name a job's request: the job's id is made of it. */
const OURS = "source like 'assay/%' and id not like 'cancel:%'"

/** The requests' ids are hashes of names, which Postgres cannot make: it is told them. */
async function requested({ db }: AuditContext): Promise<{ names: string[]; ids: string[] }> {
  const { rows } = await db.query<{ id: string }>(`select id from inbox where topic = $1 and ${OURS}`, [
    topics.requested,
  ])
  const names = rows.map(({ id }) => id)
  return { names, ids: names.map(jobIdOf) }
}

/** What the log on Postgres still has: every record that was handled is in the inbox or among the dead letters. */
const logged = (taken: readonly string[]): Rule[] => [
  {
    sql: `select format('%s %s/%s/%s', i.id, i.topic, i.partition, i."offset") as id, format('the log has %s there', l.headers->>'ce_id') as why
            from inbox i join job_log l using (topic, partition, "offset")
           where (l.headers->>'ce_source', l.headers->>'ce_id') is distinct from (i.source, i.id)`,
  },
  {
    sql: `select format('%s/%s/%s', l.topic, l.partition, l."offset") as id, format('message %s was handled and is not in the inbox', l.headers->>'ce_id') as why
            from job_log l join job_log_group g on g.topic = l.topic and g.partition = l.partition and g.consumer_group = 'dispatch.' || l.topic
           where l.topic = any($3) and l."offset" < g.committed
             and not exists (select from inbox i where i.source = l.headers->>'ce_source' and i.id = l.headers->>'ce_id')
             and not exists (select from dead_letter d where d.topic = l.topic and d.partition = l.partition and d."offset" = l."offset")`,
    values: [taken],
  },
]

export const inbox: AuditCheck = {
  id: 'inbox',
  title: 'every message that had an effect is in the inbox, once and where the log has it',
  why: 'A message that is not there would be taken again: a job billed twice. One that was replaced hides what was asked.',
  unasked: needsContract('dgrid-bill'),
  async run(context) {
    const { names, ids } = await requested(context)
    return rulesHold(context, {
      looked: 'select count(*) as messages from inbox',
      rules: [
        {
          sql: `select s.job_id as id, format('its %s was requested by a message that is not in the inbox', s.action) as why
                  from settlement s join job j on j.id = s.job_id
                 where j.network = $1 and case s.action when 'open' then j.requested_at when 'settle' then j.completed_at
                   else j.updated_at end > ${KEPT}
                   and not exists (select from inbox i where i.source = $3 and i.id = s.job_id || ':' || s.action and i.topic = $4)`,
          values: [DISPATCHER, topics.settlement],
        },
        {
          sql: `select i.id, 'no job has such a settlement' as why from inbox i where i.source = $3 and i.topic = $4
                   and not exists (select from settlement s where s.job_id || ':' || s.action = i.id)
                   and not exists (select from job j where j.id || ':' || j.state = i.id)`,
          values: [DISPATCHER, topics.settlement],
        },
        {
          sql: `select i.id, 'no job was requested by this name' as why from inbox i
                  join unnest($3::text[], $4::text[]) as named(name, job_id) on named.name = i.id
                 where i.topic = $5 and i.${OURS.replace(' and id', ' and i.id')} and not exists (select from job j where j.id = named.job_id)`,
          values: [names, ids, topics.requested],
        },
        {
          sql: `select j.id, 'the message that requested it is not in the inbox' as why from job j
                 where j.network = $1 and j.requested_at > ${KEPT} and j.id <> all($3::text[])
                   and not exists (select from inbox i where i.topic = $4 and not (i.${OURS.replace(' and id', ' and i.id')})
                     and i.received_at between j.requested_at - ${TOGETHER} and j.requested_at + ${TOGETHER})`,
          values: [ids, topics.requested],
        },
        {
          // Messages of one job share its key, and so their partition, in which they are taken one after the other: by the time
          // that so many leases were ended by a message, as many have been taken at least.
          sql: `select distinct on (partition) 'lease ' || token as id, format(
                         'of job %s: one of the %s messages that ended leases in partition %s by then is not in the inbox', job_id, nth, partition) as why
                  from (select l.token, l.job_id, l.released_at, own.partition, count(*) over (partition by own.partition order by l.released_at, l.token) as nth
                          from lease l join inbox own on own.source = $3 and own.id = l.job_id || ':open' and own.topic = $4
                         where l.network = $1 and l.outcome in ('completed', 'failed') and l.released_at > ${KEPT}) ended
                 where nth > (select count(*) from inbox i where i.topic = $5 and i.partition = ended.partition
                   and i.received_at > ${KEPT} - ${TOGETHER} and i.received_at <= ended.released_at)
                 order by partition, released_at`,
          values: [DISPATCHER, topics.settlement, topics.completed],
        },
        {
          sql: `select format('%s/%s/%s', topic, partition, "offset") as id, format('is named by %s messages', count(*)) as why
                  from inbox group by topic, partition, "offset" having count(*) > 1`,
        },
        {
          sql: `select i.id, format('in topic %s, which spends no inbox row', topic) as why from inbox i where topic <> all($3)`,
          values: [[topics.requested, topics.completed, topics.settlement]],
        },
        ...(context.env.jobLog === 'postgres' ? logged([topics.requested, topics.completed, topics.settlement]) : []),
      ],
    })
  },
}
