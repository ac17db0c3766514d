import { DEFAULT_MAX_BATCH } from '../../dispatch/log/joblog'
import { topics } from '../../dispatch/topics'
import type { Rule } from '../rules'
import { KEPT, PLACE, UNDER_WAY } from './told'

/** Where records lie: without a gap, under the key of their job, and where the inbox says. */
export const places: Rule[] = [
  {
    sql: `select format('%s/%s/%s', i.topic, i.partition, i."offset") as id, format('message %s was handled, the log has no such partition', i.id) as why
            from inbox i left join audited_partition p using (topic, partition) where p.topic is null and i.received_at > ${KEPT}`,
  },
  {
    sql: `select format('%s/%s/%s', topic, partition, "offset") as id, format('follows on offset %s', coalesce(before::text, 'none')) as why
            from (select r.*, lag(r."offset") over (partition by r.topic, r.partition order by r."offset") as before, p.first
                    from audited_record r join audited_partition p using (topic, partition)) r
           where "offset" <> coalesce(before + 1, first)`,
  },
  {
    sql: `select ${PLACE} as id, format('has key %s, its message is of %s', r.key, r.data->>'jobId') as why from audited_record r
           where r.source like 'assay/%' and r.topic not like '%.dlt' and r.key is distinct from r.data->>'jobId'`,
  },
  {
    sql: `select format('%s/%s/%s', i.topic, i.partition, i."offset") as id, format('message %s was handled, and is gone from the log before its time', i.id) as why
            from inbox i join audited_partition p using (topic, partition)
           where i."offset" < p.first and i.received_at > ${KEPT}`,
  },
  {
    sql: `select format('%s/%s/%s', i.topic, i.partition, i."offset") as id, format('message %s is of %s, the log has %s of %s there', i.id, i.source,
                   coalesce(r.id, 'nothing'), coalesce(r.source, 'nobody')) as why
            from inbox i join audited_partition p using (topic, partition) left join audited_record r using (topic, partition, "offset")
           where i."offset" >= p.first and (i."offset" < p.next or i.received_at < p.asked_at) and i.received_at >= p.begun
             and (r.source, r.id) is distinct from (i.source, i.id)`,
  },
  {
    sql: `select format('%s/%s/%s', i.topic, i.partition, i."offset") as id, format('message %s was handled at %s, the log took it at %s', i.id, i.received_at, r.at) as why
            from inbox i join audited_record r using (topic, partition, "offset")
           where (r.source, r.id) = (i.source, i.id) and (i.received_at < r.at - interval '1 second' or i.received_at > now() + interval '10 seconds')`,
  },
  {
    sql: `select ${PLACE} as id, format('message %s was handled and is not in the inbox', r.id) as why
            from audited_record r join audited_partition p on p.topic = r.topic and p.partition = r.partition and r."offset" < p.committed
           where r.topic = any($3) and r.at < now() - ${UNDER_WAY}
             and not exists (select from inbox i where i.source = r.source and i.id = r.id)
             and not exists (select from dead_letter d where d.topic = r.topic and d.partition = r.partition and d."offset" = r."offset")`,
    values: [[topics.requested, topics.completed, topics.settlement]],
  },
  {
    sql: `select format('%s/%s', p.topic, p.partition) as id, format('%s of %s records are handled, the inbox has %s', p.committed, p.next, i.last) as why
            from audited_partition p
            left join lateral (select max("offset") as last from inbox i
             where i.topic = p.topic and i.partition = p.partition and i.received_at < p.asked_at - ${UNDER_WAY}) as i on true
           where p.committed > p.next or i.last >= p.committed + ${DEFAULT_MAX_BATCH}`,
  },
]
