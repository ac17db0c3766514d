import type { Rule } from '../rules'

/** A member holds for five seconds and renews every second; whoever holds for longer keeps everybody else away. */
const HELD = "(now() + interval '1 minute')"

/** Tables of the log on Postgres: who may be given what, and that nobody has put a record elsewhere or at another time. */
export const groups: readonly Rule[] = [
  {
    sql: `select format('%s/%s/%s', topic, partition, "offset") as id, format('is of %s, the one before of %s', at, before) as why
            from (select *, lag(at) over (partition by topic, partition order by "offset") as before from audited_record) r
           where at < before - interval '1 second' or at > ${HELD}`,
  },
  {
    sql: `select format('%s/%s/%s', topic, partition, "offset") as id, format('of key %s belongs into partition %s', key, placed) as why
            from audited_record where partition <> placed`,
  },
  {
    sql: `select format('%s/%s', l.topic, l.partition) as id, format('has records, of topic %s with %s partitions', l.topic, coalesce(t.partitions, 0)) as why
            from (select distinct topic, partition from job_log) l left join job_topic t using (topic)
           where t.topic is null or l.partition >= t.partitions`,
  },
  {
    sql: `select format('%s %s', g.consumer_group, g.topic) as id, format('has %s partitions, the topic %s', count(*), coalesce(max(t.partitions), 0)) as why
            from job_log_group g left join job_topic t using (topic) group by g.consumer_group, g.topic
          having count(*) <> coalesce(max(t.partitions), 0) or max(g.partition) >= coalesce(max(t.partitions), 0)`,
  },
  {
    sql: `select format('%s %s/%s', consumer_group, topic, partition) as id, format('is held by %s until %s, at %s in epoch %s', coalesce(owner, 'nobody'),
                   leased_until, committed, epoch) as why
            from job_log_group g where leased_until > ${HELD} or epoch < 0 or committed < 0
              or committed > 1 + coalesce((select max("offset") from job_log l where l.topic = g.topic and l.partition = g.partition), -1)`,
  },
  {
    // A member is given what was not committed within seconds, and what it takes again is committed then.
    sql: `select format('%s/%s', g.topic, g.partition) as id, format('%s records are handled, the inbox has %s', g.committed, i.last) as why
            from job_log_group g cross join lateral (select max("offset") as last from inbox i where i.topic = g.topic
              and i.partition = g.partition and i.received_at < now() - interval '1 minute') as i
           where g.consumer_group = 'dispatch.' || g.topic and g.leased_until > now() and g.owner is not null and i.last >= g.committed`,
  },
  {
    sql: `select format('%s %s', consumer_group, member) as id, format('is seen until %s', seen_until) as why
            from job_log_member where seen_until > ${HELD}`,
  },
]
