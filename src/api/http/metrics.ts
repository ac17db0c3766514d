import type { Services } from '../context'
import type { NetworkStatus } from '../reads/status'

/** Upper bounds in seconds: a cached answer, a look-up, a page, a series, a query about to be stopped. */
const BUCKETS_SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 5] as const

interface Route {
  count: number
  sumSeconds: number
  readonly buckets: number[]
  readonly byStatus: Map<number, number>
}

/** Counts of what this process has served, per route name; route names are a fixed set, never a caller's path. */
export class Metrics {
  private readonly routes = new Map<string, Route>()

  observe(name: string, status: number, seconds: number): void {
    let route = this.routes.get(name)
    if (!route) {
      route = { count: 0, sumSeconds: 0, buckets: BUCKETS_SECONDS.map(() => 0), byStatus: new Map() }
      this.routes.set(name, route)
    }
    route.count += 1
    route.sumSeconds += seconds
    for (const [i, bound] of BUCKETS_SECONDS.entries()) if (seconds <= bound) route.buckets[i]! += 1
    route.byStatus.set(status, (route.byStatus.get(status) ?? 0) + 1)
  }

  render(networks: readonly NetworkStatus[], services: Pick<Services, 'live' | 'pool'>): string {
    const lines: string[] = []
    const family = (name: string, type: string, help: string) =>
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)

    family('assay_http_requests_total', 'counter', 'Requests served, by route and status.')
    for (const [route, { byStatus }] of this.routes)
      for (const [status, count] of byStatus)
        lines.push(`assay_http_requests_total{route="${route}",status="${status}"} ${count}`)

    family('assay_http_request_duration_seconds', 'histogram', 'Time to the end of the response.')
    for (const [route, { buckets, count, sumSeconds }] of this.routes) {
      for (const [i, bound] of BUCKETS_SECONDS.entries())
        lines.push(`assay_http_request_duration_seconds_bucket{route="${route}",le="${bound}"} ${buckets[i]}`)
      lines.push(
        `assay_http_request_duration_seconds_bucket{route="${route}",le="+Inf"} ${count}`,
        `assay_http_request_duration_seconds_sum{route="${route}"} ${sumSeconds}`,
        `assay_http_request_duration_seconds_count{route="${route}"} ${count}`,
      )
    }

    const gauges = [
      ['head', 'assay_chain_head', 'Newest block of the node.'],
      ['indexed', 'assay_indexed_block', 'Highest block the indexer has handled.'],
      ['finalized', 'assay_finalized_block', 'Highest block whose rows cannot change.'],
      ['lagBlocks', 'assay_lag_blocks', 'Blocks the indexer is behind its chain.'],
      ['quarantined', 'assay_quarantined_logs', 'Logs that could not be decoded.'],
      ['findings', 'assay_findings', 'Facts that break an invariant.'],
      ['drifts', 'assay_drifts', 'Accounts that ledger and chain tell differently.'],
      ['unexplainedDrifts', 'assay_unexplained_drifts', 'Those of them that no known cause explains.'],
      ['failingIdentities', 'assay_failing_identities', 'Identities of the ledger that do not hold on the chain.'],
    ] as const
    for (const [field, name, help] of gauges) {
      family(name, 'gauge', help)
      for (const network of networks)
        if (network[field] !== null) lines.push(`${name}{network="${network.name}"} ${network[field]}`)
    }

    family('assay_complete_blocks', 'gauge', 'Blocks whose logs were checked, by level.')
    for (const { name, completeness } of networks)
      for (const [level, blocks] of blocksByLevel(completeness))
        lines.push(`assay_complete_blocks{network="${name}",level="${level}"} ${blocks}`)
    family('assay_alarm', 'gauge', 'What somebody should look at.')
    for (const { name, alarms } of networks)
      for (const { code } of alarms) lines.push(`assay_alarm{network="${name}",code="${code}"} 1`)

    family('assay_subscriptions', 'gauge', 'Open subscriptions.')
    lines.push(`assay_subscriptions ${services.live.seats.open}`)
    family('assay_postgres_connections', 'gauge', 'Connections of the read pool, by use.')
    const { totalCount, idleCount, waitingCount } = services.pool
    lines.push(
      `assay_postgres_connections{state="busy"} ${totalCount - idleCount}`,
      `assay_postgres_connections{state="idle"} ${idleCount}`,
      `assay_postgres_connections{state="waited-for"} ${waitingCount}`,
    )
    family('process_resident_memory_bytes', 'gauge', 'Resident memory of the api.')
    lines.push(`process_resident_memory_bytes ${process.memoryUsage.rss()}`)
    return `${lines.join('\n')}\n`
  }
}

function blocksByLevel(ranges: NetworkStatus['completeness']): Map<string, number> {
  const blocks = new Map<string, number>()
  for (const { level, fromBlock, toBlock } of ranges)
    blocks.set(level, (blocks.get(level) ?? 0) + toBlock - fromBlock + 1)
  return blocks
}
