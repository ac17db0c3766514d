import type { Address, BaseUnits } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { eligibleNodes } from '../leases/assign'
import { HEARTBEAT_FRESH_MS } from '../leases/timing'
import type { JobNetwork } from '../network'
import { readUptime } from '../read'

const DAY_MS = 86_400_000

/** A node as the operator of the network sees it. */
export interface DeskNode {
  readonly node: Address
  /** whether it may get jobs: its stake and its jail allow it */
  readonly isEligible: boolean
  readonly stake: BaseUnits
  /** heard within the last minute */
  readonly gpus: number
  readonly busyGpus: number
  /** kept from work, since jobs failed on them; also those that are silent now */
  readonly quarantinedGpus: number
  /** newest end of a quarantine; null: none */
  readonly quarantinedUntil: Date | null
  readonly lastHeard: Date | null
  /** basis points of the last 24 hours, by minutes with a heartbeat, rounded down; null: never heard in them */
  readonly uptimeBps: number | null
}

/** Nodes that the registry knows or that were heard, those with most GPUs first. */
export async function readNodes(db: Queryable, network: JobNetwork, now: Date): Promise<DeskNode[]> {
  const { rows } = await db.query<Omit<DeskNode, 'isEligible' | 'stake' | 'uptimeBps'> & { stake: string }>(
    `select known.node, coalesce((select n.stake from node n where n.network = $1 and n.address = known.node), 0)::text as stake,
            count(g.gpu) filter (where g.seen_at > clock_timestamp() - $2 * interval '1 ms')::int as gpus,
            count(l.token)::int as "busyGpus", count(h.gpu)::int as "quarantinedGpus",
            max(h.quarantined_until) as "quarantinedUntil", max(g.seen_at) as "lastHeard"
       from (select address as node from node where network = $1 union select node from gpu where network = $1) known
       left join (select * from gpu where network = $1) g on g.node = known.node
       left join lease l on l.network = $1 and l.node = g.node and l.gpu = g.gpu and l.released_at is null
       left join gpu_health h on h.network = $1 and h.node = g.node and h.gpu = g.gpu and h.quarantined_until > clock_timestamp()
      group by known.node order by gpus desc, known.node`,
    [network.name, HEARTBEAT_FRESH_MS],
  )
  const eligible = await eligibleNodes(db, network)
  const uptime = new Map(
    (await readUptime(db, network.name, new Date(now.getTime() - DAY_MS), now)).map((each) => [each.node, each]),
  )
  return rows.map((row) => {
    const up = uptime.get(row.node)
    const uptimeBps = up === undefined ? null : Math.floor((up.heard * 10_000) / up.of)
    return { ...row, stake: BigInt(row.stake), isEligible: eligible.has(row.node), uptimeBps }
  })
}
