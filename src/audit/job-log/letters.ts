import { MAX_DELIVERIES } from '../../dispatch/attempts'
import { SIGNED_WITHIN_MS } from '../../dispatch/reports/refuse'
import { dispatchGroup, dispatchTopics, topics } from '../../dispatch/topics'
import type { Rule } from '../rules'
import { BEFORE, KEPT, MEANWHILE, PLACE, UNDER_WAY } from './told'

/** A report that was refused, for a reason that its record or the registry shows. */
const REFUSED = `(
  starts_with(d.error, 'E-REPORT-UNSIGNED: ') and r.data->>'signature' is null
  or starts_with(d.error, 'E-REPORT-TIME: ') and abs(extract(epoch from r.at) * 1000 - (r.data->>'signedAt')::bigint) > ${SIGNED_WITHIN_MS}
  or starts_with(d.error, 'E-REPORT-SIGNER: ') and r.data->>'signature' is not null and not exists (
    select from node n where n.network = $1 and n.address = r.data->>'node' and right(d.error, 42) in (n.operator, n.address))
  or starts_with(d.error, 'E-REPORT-NODE: ') or starts_with(d.error, 'E-REPORT-NETWORK: '))`

/** What was given up, and how often what is there was tried. */
export const letters: Rule[] = [
  {
    sql: `select format('%s/%s/%s', d.topic, d.partition, d."offset") as id, format('was given up by %s after %s attempts, for %s', d.consumer_group, d.attempts, d.error) as why
            from dead_letter d left join jsonb_each_text($3) as own on own.key = d.topic
           where d.consumer_group is distinct from own.value or d.attempts not between 1 and ${MAX_DELIVERIES} or d.error = '' or d.at > now() + interval '10 seconds'`,
    values: [Object.fromEntries(dispatchTopics.map((topic) => [topic, dispatchGroup(topic)]))],
  },
  {
    sql: `select format('%s/%s/%s', d.topic, d.partition, d."offset") as id, format('was given up as %s of %s, the log has %s of %s there', d.headers->>'ce_id', d.key,
                   coalesce(r.headers->>'ce_id', 'nothing'), coalesce(r.key, 'nobody')) as why
            from dead_letter d join audited_partition p using (topic, partition) left join audited_record r using (topic, partition, "offset")
           where d.topic = any($3) and d."offset" >= p.first and (d."offset" < p.next or d.at < p.asked_at)
             and ((d.key, d.headers) is distinct from (r.key, r.headers) or coalesce(d.value <> r.bytes, false))`,
    values: [[topics.requested, topics.completed, topics.settlement]],
  },
  {
    sql: `select ${PLACE} as id, format('message %s was given up, and handled', r.id) as why from dead_letter d
            join audited_record r using (topic, partition, "offset") join inbox i using (topic, partition, "offset")`,
  },
  {
    sql: `select ${PLACE} as id, format('can be read, and was given up at its first attempt for %s', d.error) as why
            from dead_letter d join audited_record r using (topic, partition, "offset")
           where d.attempts < ${MAX_DELIVERIES} and r.type = any($3) and coalesce(r.data->>'network', $1) = $1 and not coalesce(${REFUSED}, false)`,
    values: [
      [
        'assay.job.requested.v1',
        'assay.job.cancel.requested.v1',
        'assay.job.completed.v1',
        'assay.job.failed.v1',
        'assay.settlement.requested.v1',
      ],
    ],
  },
  {
    sql: `select ${PLACE} as id, format('says that %s/%s/%s was given up, and no dead letter is of it', o.topic, o.partition, o."offset") as why
            from (select *, headers->>'x-origin-topic' as of_topic from audited_record where topic like '%.dlt' and at < ${BEFORE}) r
           cross join lateral (select r.of_topic as topic, r.headers->>'x-origin-partition' as partition, r.headers->>'x-origin-offset' as "offset") as o
           where not exists (select from dead_letter d where d.topic = o.topic and d.partition::text = o.partition and d."offset"::text = o."offset"
             and d.attempts::text = r.headers->>'x-attempts' and starts_with(d.error, r.headers->>'x-error'))`,
  },
  {
    sql: `select format('%s/%s/%s', d.topic, d.partition, d."offset") as id, 'was given up, and no record of its dead letters says so' as why from dead_letter d
           where d.at < now() - ${UNDER_WAY} and d.at < (select min(asked_at) from audited_partition) and (d.at > ${KEPT} or not exists (select from audited_partition p where p.topic = d.topic || '.dlt' and p.first > 0))
             and not exists (select from outbox o where o.topic = d.topic || '.dlt')
             and not exists (select from audited_record r where r.topic = d.topic || '.dlt' and r.headers->>'x-origin-partition' = d.partition::text
               and r.headers->>'x-origin-offset' = d."offset"::text)`,
  },
  {
    sql: `select format('%s/%s/%s', a.topic, a.partition, a."offset") as id, format('was tried %s times by %s, the log has %s records there', a.attempts, a.consumer_group,
                   coalesce(p.next, 0)) as why
            from delivery_attempt a left join audited_partition p using (topic, partition)
           where p.topic is null or a."offset" > p.next + ${MEANWHILE} or a.attempts not between 0 and ${MAX_DELIVERIES + 1}
              or a.consumer_group <> 'dispatch.' || a.topic`,
  },
]
