import { DEADLINE_PASSED } from '../../dispatch/leases/deadline'
import { topics } from '../../dispatch/topics'
import type { Rule } from '../rules'
import { HANDLED, PLACE, whole } from './told'

/** The request that a job is made of: the first of its name. */
const ASKED = (records: string) => `select distinct on (r.data->>'jobId') r.* from ${records}
  where r.topic = '${topics.requested}' and r.type = 'assay.job.requested.v1' and r.data->>'network' = $1 order by r.data->>'jobId', r."offset"`
const TAKEN = `(select * from audited_record r where not exists (
  select from dead_letter d where d.topic = r.topic and d.partition = r.partition and d."offset" = r."offset")) r`

/** Jobs and what was asked for, both ways, and who cancelled them. */
export const requests: Rule[] = [
  {
    sql: `select j.id, format('%s of %s for pool %s on %s with %s GB in %s, priority %s from %s to %s, at most %s micro-CU of %s; %s asked for %s', j.requester, j.adaptor, j.pool,
                   coalesce(j.model, 'any'), j.memory_gb, coalesce(j.region, 'any'), j.priority,
                   coalesce(j.not_before::text, 'any time'), coalesce(j.deadline::text, 'any time'), j.max_compute_units, j.seed, ${PLACE}, r.data) as why
            from (${ASKED(TAKEN)}) r join job j on j.id = r.data->>'jobId'
           where j.requested_at >= r.at - interval '1 second' and
             (j.network, j.requester, j.adaptor, j.pool, j.model, j.memory_gb::text, j.region, j.max_compute_units::text, j.seed,
              j.priority, j.not_before, j.deadline) is distinct from
             (r.data->>'network', r.data->>'user', r.data->>'adaptor', r.data->>'pool', r.data->>'model', r.data->>'memoryGb', r.data->>'region',
              r.data->>'maxComputeUnits', r.data->>'seed', coalesce((r.data->>'priority')::int, 0), (r.data->>'notBefore')::timestamptz,
              (r.data->>'deadline')::timestamptz)`,
  },
  {
    sql: `select ${PLACE} as id, format('asks for job %s, which there is not', r.data->>'jobId') as why from (${ASKED(HANDLED(topics.requested))}) r
           where not exists (select from job j where j.id = r.data->>'jobId')`,
  },
  {
    sql: `select j.id, 'no record of the log asks for it' as why from job j
           where j.network = $1 and ${whole(topics.requested, 'j.requested_at')}
             and not exists (select from audited_record r where r.topic = '${topics.requested}' and r.type = 'assay.job.requested.v1'
               and r.data->>'jobId' = j.id and r.at <= j.requested_at + interval '1 second')`,
  },
  {
    sql: `select j.id, format('was cancelled for %s, which no record of the log says', e.reason) as why
            from job j join job_event e on e.job_id = j.id and e.state = 'cancelled'
           where j.network = $1 and ${whole(topics.requested, 'e.at')} and not exists (
               select from audited_record r where r.topic = '${topics.requested}' and r.type = 'assay.job.cancel.requested.v1'
                and r.data->>'jobId' = j.id and r.data->>'reason' = e.reason)
             and not exists (select from settlement s where s.job_id = j.id and s.action = 'open' and s.status = 'failed'
               and e.reason = 'escrow refused: ' || s.error)
             and not (e.reason like '${DEADLINE_PASSED}%' and e.at >= j.deadline)`,
  },
]
