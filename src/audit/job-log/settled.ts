import { DISPATCHER } from '../../dispatch/settlement'
import { topics } from '../../dispatch/topics'
import type { Rule } from '../rules'
import { BEFORE, HANDLED, PLACE, UNDER_WAY, waits, whole } from './told'

/** When a settlement was asked for, or before. */
const WANTED = `case s.action when 'open' then j.requested_at when 'settle' then j.completed_at else j.updated_at end`

/** What the chain was asked to do, and what it said. */
export const settled: Rule[] = [
  {
    sql: `select r.data->>'jobId' as id, format('%s asks for %s, and there is no such settlement', ${PLACE}, r.data) as why
            from ${HANDLED(topics.settlement)} 
           where r.type = 'assay.settlement.requested.v1' and r.data->>'network' = $1 and not exists (
             select from settlement s where s.job_id = r.data->>'jobId' and s.action = r.data->>'action' and s.network = $1)`,
  },
  {
    sql: `select r.data->>'jobId' as id, format('%s says %s, the job is %s with bill %s for %s', ${PLACE}, r.data, j.state, j.bill_id, coalesce(j.cost, 0)) as why
            from audited_record r left join job j on j.id = r.data->>'jobId'
           where r.topic = '${topics.settlement}' and r.type = 'assay.settlement.reconciled.v1' and r.data->>'network' = $1 and r.source = $3 and r.at < ${BEFORE}
             and (j.state, j.bill_id, case when j.state = 'settled' then j.cost::text else '0' end) is distinct from
               (r.data->>'outcome', r.data->>'billId', r.data->>'cost')`,
    values: [DISPATCHER],
  },
  {
    sql: `select s.job_id as id, format('its %s was asked for by no record of the log', s.action) as why from settlement s join job j on j.id = s.job_id
           where j.network = $1 and s.at < (select min(asked_at) from audited_partition) and ${whole(topics.settlement, WANTED)} and not exists (select from audited_record r
             where r.topic = '${topics.settlement}' and r.data->>'jobId' = s.job_id and r.data->>'action' = s.action and r.id = s.job_id || ':' || s.action)`,
  },
  {
    sql: `select j.id, format('is %s, which no record of the log says', j.state) as why from job j
           where j.network = $1 and j.state in ('settled', 'refunded') and j.closed_at < now() - ${UNDER_WAY}
             and ${whole(topics.settlement, 'j.closed_at')} and not ${waits("j.id || ':' || j.state")}
             and not exists (select from audited_record r where r.topic = '${topics.settlement}' and r.id = j.id || ':' || j.state)`,
  },
]
