import type { Queryable } from '../../postgres/queryable'
import { cancelJobs } from '../cancel'
import { remember, type Step } from '../history'
import type { Handler } from '../inbox'
import { type Message, UnreadableMessage } from '../message'
import { requestSettlement } from '../settlement'
import { isTooLate } from '../wishes'

type Types = 'assay.job.requested.v1' | 'assay.job.cancel.requested.v1'

/**
 * Stores jobs and requests their escrow; cancels those that have no result. A job's id is its identity: a second
 * request of the same id changes nothing.
 * @param networks those with a bill contract; others cannot be paid and are refused
 */
export function requestedHandler(networks: ReadonlySet<string>): Handler<Types> {
  return {
    types: ['assay.job.requested.v1', 'assay.job.cancel.requested.v1'],
    async handle(db, messages) {
      // a cancel may follow its request in the same batch
      for (const run of runsOfOneType(messages))
        if (run[0]!.type === 'assay.job.requested.v1')
          await take(
            db,
            run.map((each) => each.data as Requested),
            networks,
          )
        else
          await cancelJobs(
            db,
            run.map((each) => each.data as { jobId: string; reason: string }),
          )
    },
  }
}

type Requested = Message<'assay.job.requested.v1'>['data']

async function take(db: Queryable, jobs: readonly Requested[], networks: ReadonlySet<string>): Promise<void> {
  for (const job of jobs) {
    if (!networks.has(job.network)) throw new UnreadableMessage(`network ${job.network} has no bill contract here`)
    if (isTooLate(job)) throw new UnreadableMessage('deadline is not after notBefore')
  }
  const { rows } = await db.query<{ id: string; network: string }>(
    `insert into job (id, network, requester, adaptor, pool, model, memory_gb, region, max_compute_units, seed, state,
                      priority, not_before, deadline)
     select "jobId", network, "user", adaptor, pool, model, "memoryGb", region, "maxComputeUnits", seed, 'requested',
            coalesce(priority, 0), "notBefore", deadline
       from jsonb_to_recordset($1) as r("jobId" text, network text, "user" text, adaptor text, pool text, model text,
                                        "memoryGb" int, region text, "maxComputeUnits" numeric, seed text,
                                        priority int, "notBefore" timestamptz, deadline timestamptz)
     on conflict do nothing returning id, network`,
    [JSON.stringify(jobs)],
  )
  await remember(
    db,
    rows.map(({ id }): Step => ({ jobId: id, state: 'requested', attempt: 0 })),
  )
  await requestSettlement(
    db,
    rows.map(({ id, network }) => ({ jobId: id, network, action: 'open' as const })),
  )
}

function runsOfOneType(messages: readonly Message<Types>[]): Message<Types>[][] {
  const runs: Message<Types>[][] = []
  for (const message of messages) {
    const last = runs.at(-1)
    if (last?.[0]?.type === message.type) last.push(message)
    else runs.push([message])
  }
  return runs
}
