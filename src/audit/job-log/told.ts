import { RETENTION_HOURS } from '../../dispatch/log/joblog'

/** Younger than the log's retention by an hour: a broker removes whole segments, ours single records. */
export const KEPT = `now() - interval '${RETENTION_HOURS - 1} hours'`
/** From the outbox into the log, and from the log into the tables: seconds, and a lagging consumer's minute. */
export const UNDER_WAY = "interval '1 minute'"
/** Records that may have come while the log was read. */
export const MEANWHILE = 10_000

export const PLACE = `format('%s/%s/%s', r.topic, r.partition, r."offset")`
/** What the log took by then had its cause before, and the cause is in the rules' snapshot; its clock may be another. */
export const BEFORE = "(now() - interval '10 seconds')"
/** Not given up: a report that is refused comes before the true one, and is none. */
export const TAKEN = `not exists (select from dead_letter d where d.topic = r.topic and d.partition = r.partition and d."offset" = r."offset")`
/** Messages of a topic that its group has handled, and that it did not give up. */
export const HANDLED = (topic: string) => `(
  select r.* from audited_record r join audited_partition p using (topic, partition)
   where r.topic = '${topic}' and r.type is not null and r."offset" < p.committed and r.at < now() - ${UNDER_WAY} and ${TAKEN}) r`
/** Whether the log, as it was read, must have what was said at a time: it was read later, had begun, and has lost nothing since then. */
export const whole = (topic: string, since: string) => `(
  ${since} < (select min(asked_at) from audited_partition) and ${since} >= (select min(begun) from audited_partition where topic = '${topic}') and (
    ${since} > ${KEPT} or not exists (select from audited_partition p where p.topic = '${topic}' and p.first > 0)))`
/** What the log will be told. */
export const waits = (id: string) => `exists (select from outbox o where o.headers->>'ce_id' = ${id})`
