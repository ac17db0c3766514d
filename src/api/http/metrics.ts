import { EventLoop } from './eventLoop'
import type { Exposition } from './exposition'

/** Upper bounds in seconds: a cached answer, a look-up, a page, a series, a query about to be stopped. */
const BUCKETS_SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 5] as const
/** Codes of ours; an error of a library's own naming counts as `other`, so that nobody can make labels. */
const OWN_CODE = /^E-[A-Z-]{1,40}$/

interface Route {
  count: number
  sumSeconds: number
  readonly buckets: number[]
  readonly byStatus: Map<number, number>
}

/** Counts of what this process has served, per route name; route names are a fixed set, never a caller's path. */
export class Metrics {
  private readonly routes = new Map<string, Route>()
  private readonly errors = new Map<string, number>()
  private readonly eventLoop = new EventLoop()

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

  /** An error in a GraphQL answer. @param code of its extensions */
  graphqlError(code: unknown): void {
    const counted = typeof code === 'string' && OWN_CODE.test(code) ? code : 'other'
    this.errors.set(counted, (this.errors.get(counted) ?? 0) + 1)
  }

  write(out: Exposition): void {
    out.family('assay_http_requests_total', 'counter', 'Requests served, by route and status.')
    for (const [route, { byStatus }] of this.routes)
      for (const [status, count] of byStatus) out.sample('assay_http_requests_total', { route, status }, count)

    const duration = 'assay_http_request_duration_seconds'
    out.family(duration, 'histogram', 'Time to the end of the response.')
    for (const [route, { buckets, count, sumSeconds }] of this.routes) {
      for (const [i, le] of BUCKETS_SECONDS.entries()) out.sample(`${duration}_bucket`, { route, le }, buckets[i]!)
      out.sample(`${duration}_bucket`, { route, le: '+Inf' }, count)
      out.sample(`${duration}_sum`, { route }, sumSeconds)
      out.sample(`${duration}_count`, { route }, count)
    }

    out.family('assay_graphql_errors_total', 'counter', 'Errors in GraphQL answers, by code.')
    for (const [code, count] of this.errors) out.sample('assay_graphql_errors_total', { code }, count)

    out.gauge(
      'assay_event_loop_lag_seconds',
      'How late the event loop was since the last scrape: median, 99th percentile, worst.',
      Object.entries(this.eventLoop.take()).map(([at, seconds]) => [{ at }, seconds]),
    )
    out.gauge('process_resident_memory_bytes', 'Resident memory of the api.', [[{}, process.memoryUsage.rss()]])
  }

  close(): void {
    this.eventLoop.stop()
  }
}
