import type { Client } from 'pg'
import type { World } from '../trial/world'
import type { Jobs } from './jobs'

/** How each finding is read: rows of it are what must not be. */
const mustBeEmpty: Readonly<Record<string, string>> = {
  'a job twice in one state of one attempt': `select job_id, state, attempt from job_event
     group by 1, 2, 3 having count(*) > 1`,
  'a job whose history does not end in its state': `select j.id, j.state, e.state as last from job j
     left join lateral (select state from job_event where job_id = j.id order by id desc limit 1) e on true
     where e.state is distinct from j.state`,
  'a job without its request': `select id from job j
     where not exists (select from job_event where job_id = j.id and state = 'requested')`,
  'a lease that lives without a job that has it': `select l.token from lease l join job j on j.id = l.job_id
     where l.released_at is null and (j.token is distinct from l.token or j.state not in ('leased', 'running'))`,
  'a settlement asked twice': `select job_id, action from settlement group by 1, 2 having count(*) > 1`,
  // Nodes report before they are registered, and after a reorg took that back: refused until they are.
  'a dead letter beside the poison and nodes that are not registered': `select topic, error from dead_letter
     where key <> 'poison' and not (topic in ('nodes.heartbeat.v1', 'jobs.progress.v1', 'jobs.completed.v1') and starts_with(error, 'E-REPORT-NODE:'))`,
}

const WAITING = `select (select count(*) from outbox)::int as outbox,
  (select count(*) from job_log l join job_log_group g using (topic, partition)
    where g.consumer_group = 'dispatch.jobs.requested.v1' and l."offset" >= g.committed)::int as unread`

/** What was accepted is there once, whatever was killed meanwhile; and the one poisoned record is put aside. */
export async function compareJobs(world: World, jobs: Jobs): Promise<string[]> {
  let waiting = ''
  await world.until(
    'the dispatcher to have handled every job',
    async () => {
      waiting = await world.db.use((client) => client.query(WAITING)).then(({ rows }) => JSON.stringify(rows[0]))
      return waiting === '{"outbox":0,"unread":0}'
    },
    world.plan.patienceMs,
    () => `${waiting}\n${world.services!.processes.dispatch.log.slice(-2_000)}`,
  )
  return world.db.use((client) => found(client, jobs.accepted))
}

async function found(client: Client, accepted: ReadonlySet<string>): Promise<string[]> {
  const said: string[] = []
  // One reading of all: the dispatcher goes on giving out what it has.
  await client.query('begin isolation level repeatable read read only')
  try {
    for (const [what, sql] of Object.entries(mustBeEmpty)) {
      const { rows } = await client.query(sql)
      if (rows.length > 0) said.push(`jobs: ${what}: ${rows.length}, of them ${JSON.stringify(rows.slice(0, 2))}`)
    }
    const { rows } = await client.query<{ id: string }>('select id from job')
    const held = new Set(rows.map(({ id }) => id))
    const lost = [...accepted].filter((id) => !held.has(id))
    const strange = [...held].filter((id) => !accepted.has(id))
    if (lost.length > 0) said.push(`jobs: ${lost.length} accepted and lost, of them ${lost.slice(0, 2)}`)
    if (strange.length > 0) said.push(`jobs: ${strange.length} that nobody asked for, of them ${strange.slice(0, 2)}`)
    const poison = await client.query(`select from dead_letter where key = 'poison'`)
    if (poison.rows.length !== 1) said.push(`jobs: the poisoned record is ${poison.rows.length} times a dead letter`)
    return said
  } finally {
    await client.query('rollback')
  }
}
