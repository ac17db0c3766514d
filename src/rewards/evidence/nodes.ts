import { readUptime } from '../../dispatch/read'
import type { Period } from '../../economics/period'
import { uptimeBps } from '../../economics/rewards/uptime'
import type { Bps } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { type Evidence, factsOf } from './evidence'

/** Minutes of a period in which a node's heartbeat was heard. */
interface UptimeFact {
  readonly kind: 'uptime'
  readonly node: string
  readonly heardMinutes: number
  readonly ofMinutes: number
}

/** Jobs that a node completed in a period under a lease of its own; micro-CU as a decimal string. */
export interface WorkFact {
  readonly kind: 'work'
  readonly node: string
  readonly jobs: number
  readonly computeUnits: string
}

export async function uptimeFacts(db: Queryable, network: string, period: Period): Promise<UptimeFact[]> {
  const heard = await readUptime(db, network, new Date(period.start * 1_000), new Date(period.end * 1_000))
  return heard.map((row) => {
    return { kind: 'uptime', node: row.node.toLowerCase(), heardMinutes: row.heard, ofMinutes: row.of }
  })
}

export async function workFacts(db: Queryable, network: string, period: Period): Promise<WorkFact[]> {
  const { rows } = await db.query<{ node: string; jobs: number; computeUnits: string }>(
    `select lower(node) as node, count(*)::int as jobs, sum(compute_units)::text as "computeUnits" from job
     where network = $1 and state in ('completed', 'settled') and node is not null
       and completed_at >= to_timestamp($2) and completed_at < to_timestamp($3)
     group by 1 order by 1`,
    [network, period.start, period.end],
  )
  return rows.map((row) => ({ kind: 'work', ...row }))
}

/** Uptime by node; one that was never heard is absent. */
export function uptimeByNode(evidence: Evidence, period: Period): Map<string, Bps> {
  const facts = factsOf<UptimeFact>(evidence, 'uptime')
  return new Map(facts.map(({ node, heardMinutes }) => [node, uptimeBps(heardMinutes, period)]))
}
