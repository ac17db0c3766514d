import { LEASE_MS } from '../../dispatch/leases/timing'
import type { JobRecord } from '../../dispatch/log/joblog'
import { readMessage, UnreadableMessage } from '../../dispatch/message'
import { DISPATCHER } from '../../dispatch/settlement'
import { topics } from '../../dispatch/topics'
import { needsContract } from '../applies'
import type { AuditCheck, AuditContext } from '../check'
import { rulesHold } from '../rules'

const OURS = ['assay.settlement.requested.v1', 'assay.settlement.reconciled.v1', 'assay.job.assigned.v1'] as const

/** A state that a job has once it is owed a settlement, and those that follow. */
const OWED = {
  open: [
    'requested',
    'escrowed',
    'leased',
    'running',
    'completed',
    'settled',
    'retried',
    'dead-lettered',
    'cancelled',
    'refunded',
  ],
  settle: ['completed', 'settled'],
  refund: ['dead-lettered', 'cancelled', 'refunded'],
}

/** What a message of a job must say; unset where the job is owed none. */
const OWING = `case
  when o.topic = $4 and o.type = 'assay.settlement.requested.v1' and j.state in (select jsonb_array_elements_text($6::jsonb->(o.data->>'action')))
    then jsonb_build_object('id', j.id || ':' || (o.data->>'action'), 'data', jsonb_build_object('jobId', j.id, 'network', j.network, 'action', o.data->>'action'))
  when o.topic = $4 and o.type = 'assay.settlement.reconciled.v1' and j.state in ('settled', 'refunded')
    then jsonb_build_object('id', j.id || ':' || j.state, 'data', jsonb_build_object('jobId', j.id, 'network', j.network, 'billId', j.bill_id,
      'outcome', j.state, 'cost', case when j.state = 'settled' then j.cost::text else '0' end))
  when o.topic = $5 and o.type = 'assay.job.assigned.v1' and l.token is not null
    then jsonb_build_object('id', j.id || ':' || l.token, 'data', jsonb_build_object('jobId', j.id, 'network', j.network, 'attempt', l.attempt, 'token', l.token::text,
      'node', l.node, 'gpu', l.gpu, 'maxComputeUnits', j.max_compute_units::text, 'seed', j.seed)) end`

const WAITING = `jsonb_to_recordset($3::jsonb) as o(id bigint, topic text, key text, headers jsonb, type text, data jsonb)`

/** The oldest: what waits is gone within a second, or is what a log that is away has not taken. */
const LOOKED_AT = 10_000

/** What waits, as its reader will understand it: a value that is no message has no type. */
async function waiting({ db }: AuditContext): Promise<string> {
  const { rows } = await db.query<JobRecord & { id: string }>(
    `select id, topic, key, headers, value from outbox where topic not like '%.dlt' order by id limit $1`,
    [LOOKED_AT],
  )
  return JSON.stringify(rows.map(({ value, ...row }) => ({ ...row, ...understood({ ...row, value }) })))
}

function understood(record: JobRecord) {
  try {
    const { type, data } = readMessage(record, OURS)
    return { type, data }
  } catch (error) {
    if (error instanceof UnreadableMessage) return {}
    throw error
  }
}

/** What the dispatcher will say to settlers and workers. It is gone within a second, or waits for a log that is away. */
export const outbox: AuditCheck = {
  id: 'outbox',
  title: 'every message that waits to be sent is owed to its job',
  why: 'A bill would be settled that nobody is owed, or a job be given to a node that has no lease.',
  unasked: needsContract('dgrid-bill'),
  async run(context) {
    const messages = await waiting(context)
    return rulesHold(context, {
      looked: 'select count(*) as waiting from outbox',
      rules: [
        {
          sql: `select 'outbox ' || o.id as id, format('%s of %s for %s in %s says %s; owed is %s', o.headers->>'ce_id', o.type, o.key, o.topic, o.data,
                         coalesce(owing.said::text, 'nothing')) as why
                  from ${WAITING} left join job j on j.id = o.key left join lease l on l.job_id = j.id and l.token::text = o.data->>'token'
                 cross join lateral (select ${OWING} as said) as owing
                 where coalesce(j.network, $1) = $1 and (owing.said is null or o.headers->>'ce_source' is distinct from $7
                   or owing.said is distinct from jsonb_build_object('id', o.headers->>'ce_id', 'data', o.data - 'expiresAt'))`,
          values: [messages, topics.settlement, topics.assigned, OWED, DISPATCHER],
        },
        {
          sql: `select 'outbox ' || o.id as id, format('lets lease %s live until %s, it began at %s', l.token, o.data->>'expiresAt', l.leased_at) as why
                  from ${WAITING} join lease l on l.job_id = o.key and l.token::text = o.data->>'token'
                 where l.network = $1 and o.topic = $4 and o.type = 'assay.job.assigned.v1' and abs(extract(epoch from (o.data->>'expiresAt')::timestamptz - l.leased_at) * 1000 - ${LEASE_MS}) > 1000`,
          values: [messages, topics.assigned],
        },
        {
          sql: `select 'outbox ' || o.id as id, format('says that %s/%s/%s was given up, and no dead letter is of it', o.headers->>'x-origin-topic',
                         o.headers->>'x-origin-partition', o.headers->>'x-origin-offset') as why
                  from outbox o where o.topic like '%.dlt' and not exists (select from dead_letter d where d.topic || '.dlt' = o.topic
                   and d.topic = o.headers->>'x-origin-topic' and d.partition::text = o.headers->>'x-origin-partition' and d."offset"::text = o.headers->>'x-origin-offset')`,
        },
        {
          sql: `select 'outbox ' || id as id, format('is of %s', at) as why from outbox where at > now() + interval '10 seconds'`,
        },
      ],
    })
  },
}
