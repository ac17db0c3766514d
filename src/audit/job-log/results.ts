import { NOTHING_DONE } from '../../dispatch/handlers/completed'
import { topics } from '../../dispatch/topics'
import type { Rule } from '../rules'
import { PLACE, TAKEN, whole } from './told'

/** What ended a lease: the first report under its token that came while it lived, and was its node's. */
const REPORTED = `select l.*, j.token = l.token as is_last, j.compute_units, j.result, j.max_compute_units, j.state, e.reason as failed_for,
    r.topic, r.partition, r."offset", r.type, r.data
  from lease l join job j on j.id = l.job_id
  left join job_event e on e.job_id = l.job_id and e.token = l.token and e.state = 'failed'
  left join lateral (select * from audited_record r where r.topic = '${topics.completed}' and r.type is not null
    and r.data->>'token' = l.token::text and r.data->>'jobId' = l.job_id and r.data->>'node' = l.node and ${TAKEN} order by r."offset" limit 1) as r on true
 where l.network = $1 and l.outcome in ('completed', 'failed')`

export const results: Rule[] = [
  {
    sql: `select 'lease ' || token as id, format('of job %s was %s, which no record of the log says', job_id, outcome) as why
            from (${REPORTED}) r where type is null and ${whole(topics.completed, 'released_at')}`,
  },
  {
    sql: `select 'lease ' || token as id, format('of job %s was %s; %s says %s %s', job_id, outcome, ${PLACE}, type, data) as why from (${REPORTED}) r
           where type <> 'assay.job.' || outcome || '.v1' or (failed_for is not null and failed_for is distinct from coalesce(data->>'reason',
             case data->>'computeUnits' when '0' then '${NOTHING_DONE}' else format('%s micro-CU claimed, at most %s agreed', data->>'computeUnits', max_compute_units) end))`,
  },
  {
    sql: `select job_id as id, format('%s micro-CU with result %s; %s says %s', compute_units, result, ${PLACE}, data) as why from (${REPORTED}) r
           where is_last and state in ('completed', 'settled') and type = 'assay.job.completed.v1'
             and (compute_units::text, result) is distinct from (data->>'computeUnits', data->>'resultDigest')`,
  },
]
