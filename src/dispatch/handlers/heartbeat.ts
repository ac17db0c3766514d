import type { Pool } from 'pg'
import { forgetHealth } from '../health/judge'
import type { Handler } from '../inbox'

/** A GPU silent for so long is removed; its next heartbeat adds it again. */
const GPU_FORGOTTEN_HOURS = 24

/**
 * Records the nodes that are alive and their GPUs. Time is the log's: a replayed heartbeat does not revive a dead node.
 * Uptime is one bit per minute of an hour, so that hearing the same heartbeat twice counts once.
 */
export const heartbeatHandler: Handler<'assay.node.heartbeat.v1'> = {
  types: ['assay.node.heartbeat.v1'],
  idempotent: true,
  async handle(db, messages) {
    const newest = new Map<string, (typeof messages)[number]>()
    for (const message of messages) newest.set(`${message.data.network}/${message.data.node}`, message)
    const gpus = [...newest.values()].flatMap(({ data, record }) =>
      data.gpus.map((gpu) => ({ ...gpu, network: data.network, node: data.node, at: record.at.toISOString() })),
    )
    const unique = new Map(gpus.map((each) => [`${each.network}/${each.node}/${each.gpu}`, each]))
    await db.query(
      `insert into gpu as known (network, node, gpu, model, memory_gb, region, seen_at)
       select network, node, gpu, model, "memoryGb", region, least(at, clock_timestamp())
         from jsonb_to_recordset($1) as r(network text, node text, gpu text, model text, "memoryGb" int, region text, at timestamptz)
        order by network, node, gpu
       on conflict (network, node, gpu) do update
         set model = excluded.model, memory_gb = excluded.memory_gb, region = excluded.region, seen_at = excluded.seen_at
       where known.seen_at < excluded.seen_at`,
      [JSON.stringify([...unique.values()])],
    )
    const beats = messages.map(({ data, record }) => ({
      network: data.network,
      node: data.node,
      at: record.at.toISOString(),
    }))
    await db.query(
      `insert into node_uptime as known (network, node, hour, minutes)
       select network, node, date_trunc('hour', at, 'UTC'), bit_or(1::bigint << extract(minute from at at time zone 'UTC')::int)
         from jsonb_to_recordset($1) as r(network text, node text, at timestamptz)
        group by 1, 2, 3 order by 1, 2, 3
       on conflict (network, node, hour) do update set minutes = known.minutes | excluded.minutes`,
      [JSON.stringify(beats)],
    )
  },
}

/** Removes silent GPUs, since a search for a free one reads them all. @returns how many */
export async function forgetGpus(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(`delete from gpu where seen_at < clock_timestamp() - $1 * interval '1 hour'`, [
    GPU_FORGOTTEN_HOURS,
  ])
  await forgetHealth(pool)
  return rowCount ?? 0
}
