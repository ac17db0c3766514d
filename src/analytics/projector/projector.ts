import { createLogger } from '@subsquid/logger'
import { Client } from 'pg'
import type { AnalyticsClient } from '../client'
import { NetworkProjector, type Step } from './networkProjector'

/** Only one projector writes to a database; any constant will do, as long as all of them ask for the same one. */
const PROJECTOR_LOCK = 7_161_804

/** Live facts are in ClickHouse within a second: this pause, and a batch of a few rows. A shorter one makes more parts. */
const LIVE_PAUSE_MS = 500

/** While an indexer reads history, its commits come about once a second: a tenth of that is not waited for in vain. */
const HISTORY_PAUSE_MS = 100

/** From so many rows on a batch is of history; the busiest chains have fewer in a block. */
const HISTORY_ROWS = 10_000

/** Backoff while a store is away: short enough that a restart is not noticed, long enough not to hammer one that fails. */
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000

/** While nothing changes, say so once a minute. */
const REPEAT_AFTER_MS = 60_000

const log = createLogger('assay:project')

export interface ProjectorOptions {
  readonly dbUrl: string
  readonly clickhouse: AnalyticsClient
  readonly networks: readonly string[]
  readonly batchEvents?: number
  /** called when all networks are at their indexers' final height, at most once a round */
  readonly whenLive?: (pg: Client) => Promise<void>
}

/**
 * Projects final facts from Postgres to ClickHouse until the signal says stop. A store that is away is waited for; a
 * second projector waits until the first has gone.
 */
export async function runProjector(options: ProjectorOptions, signal: AbortSignal): Promise<void> {
  const trouble = new Trouble()
  while (!signal.aborted) {
    const pg = new Client({ connectionString: options.dbUrl, application_name: 'assay project' })
    // a broken connection also fails the query in flight, where it is handled
    pg.on('error', () => undefined)
    try {
      await pg.connect()
      if (await lockGranted(pg, signal)) await project(pg, options, signal, trouble)
    } catch (error) {
      if (!signal.aborted) await pause(trouble.happened(error), signal)
    } finally {
      await pg.end().catch(() => undefined)
    }
  }
}

async function lockGranted(pg: Client, signal: AbortSignal): Promise<boolean> {
  for (let told = false; !signal.aborted; told = true) {
    const { rows } = await pg.query('SELECT pg_try_advisory_lock($1) AS granted', [PROJECTOR_LOCK])
    if (rows[0].granted) return true
    if (!told) log.info('another projector is at work; waiting for it to go')
    await pause(LAST_RETRY_MS / 5, signal)
  }
  return false
}

async function project(pg: Client, options: ProjectorOptions, signal: AbortSignal, trouble: Trouble): Promise<void> {
  const projectors = options.networks.map(
    (network) =>
      new NetworkProjector(
        network,
        options.clickhouse,
        (why) => log.warn(`${network}: ${why}; projecting it from its first block`),
        options.batchEvents,
      ),
  )
  let history = false
  while (!signal.aborted) {
    let live = true
    for (const projector of projectors) {
      if (signal.aborted) return
      const step = await projector.step(pg)
      live &&= step.final === null || step.cursor.block >= step.final
      if (step.state === 'written') history = step.rows >= HISTORY_ROWS
      report(projector.network, step)
    }
    trouble.isOver()
    if (!live) continue
    await options.whenLive?.(pg)
    await pause(history ? HISTORY_PAUSE_MS : LIVE_PAUSE_MS, signal)
  }
}

function report(network: string, { state, cursor, final, rows }: Step): void {
  if (state !== 'written') return
  const behind = (final ?? cursor.block) - cursor.block
  const line = `${network}: block ${cursor.block}, +${rows} rows${behind > 0 ? `, ${behind} blocks behind` : ''}`
  if (behind > 0 || rows >= 1_000) log.info(line)
  else log.debug(line)
}

/** Says once that something is wrong, again every minute, and when it is over; and how long to wait. */
class Trouble {
  private retryMs = 0
  private said: { message: string; at: number } | undefined

  happened(error: unknown): number {
    const message = error instanceof Error ? error.message : String(error)
    if (this.said?.message !== message || Date.now() - this.said.at > REPEAT_AFTER_MS) {
      log.warn(`${message}; trying again`)
      this.said = { message, at: Date.now() }
    }
    this.retryMs = Math.min(Math.max(this.retryMs * 2, FIRST_RETRY_MS), LAST_RETRY_MS)
    return this.retryMs
  }

  isOver(): void {
    if (this.said) log.info('projecting again')
    this.said = undefined
    this.retryMs = 0
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
