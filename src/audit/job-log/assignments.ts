import { LEASE_MS } from '../../dispatch/leases/timing'
import { DISPATCHER } from '../../dispatch/settlement'
import { topics } from '../../dispatch/topics'
import type { Rule } from '../rules'
import { BEFORE, PLACE, UNDER_WAY, waits, whole } from './told'

/** What was given to workers, lease by lease. */
export const assignments: Rule[] = [
  {
    sql: `select 'lease ' || coalesce(l.token::text, r.data->>'token') as id, format('attempt %s of %s by %s %s from %s, %s assigned %s', l.attempt,
                   coalesce(l.job_id, 'nobody'), l.node, l.gpu, l.leased_at, ${PLACE}, r.data) as why
            from audited_record r left join lease l on l.token = (r.data->>'token')::bigint left join job j on j.id = l.job_id
           where r.topic = '${topics.assigned}' and r.type is not null and r.source = $3 and r.at < ${BEFORE} and r.data->>'network' = $1 and
             ((l.job_id, l.attempt::text, l.node, l.gpu, j.max_compute_units::text, j.seed) is distinct from
              (r.data->>'jobId', r.data->>'attempt', r.data->>'node', r.data->>'gpu', r.data->>'maxComputeUnits', r.data->>'seed')
              or abs(extract(epoch from (r.data->>'expiresAt')::timestamptz - l.leased_at) * 1000 - ${LEASE_MS}) > 1000)`,
    values: [DISPATCHER],
  },
  {
    sql: `select 'lease ' || l.token as id, format('of %s by %s was assigned by no record of the log', l.job_id, l.node) as why from lease l
           where l.network = $1 and l.leased_at < now() - ${UNDER_WAY} and ${whole(topics.assigned, 'l.leased_at')}
             and not ${waits("l.job_id || ':' || l.token")} and not exists (
             select from audited_record r where r.topic = '${topics.assigned}' and r.id = l.job_id || ':' || l.token)`,
  },
]
