import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import { openClient } from '../../postgres/client'
import { tryLock } from '../../postgres/lock'
import type { AnalyticsClient } from '../client'
import { FailureStreak } from './failureStreak'
import { NetworkBulkhead } from './networkBulkhead'
import { NetworkProjector, type Step } from './networkProjector'

/** Live facts are in ClickHouse within a second: this pause, and a batch of a few rows. A shorter one makes more parts. */
const LIVE_PAUSE_MS = 500

/** While an indexer reads history, its commits come about once a second: a longer pause would waste its time. */
const HISTORY_PAUSE_MS = 100

/** From so many rows on a batch is of history; the busiest chains have fewer in a block. */
const HISTORY_ROWS = 10_000

/** Longest pause while a store is away: not to hammer one that fails. */
const LAST_RETRY_MS = 5_000

/** Pause of a projector that waits for another to go. */
const TAKEOVER_MS = 1_000

const log = createLogger('assay:project')

interface ProjectorOptions {
  readonly dbUrl: string
  readonly clickhouse: AnalyticsClient
  readonly networks: readonly string[]
  readonly batchEvents?: number
  /** called when all networks are at their indexers' final height, for each of them, at most once a round */
  readonly whenLive?: (pg: Client, network: string) => Promise<void>
}

/**
 * Projects final facts from Postgres to ClickHouse until the signal says stop. A store that is away is waited for; a
 * network that fails is tried again while the others go on; a second projector waits until the first has gone.
 */
export async function runProjector(options: ProjectorOptions, signal: AbortSignal): Promise<void> {
  const streak = new FailureStreak(LAST_RETRY_MS)
  while (!signal.aborted) {
    let pg: Client | undefined
    try {
      pg = await openClient(options.dbUrl, 'assay project')
      if (await lockGranted(pg, signal)) await project(pg, options, signal, streak)
    } catch (error) {
      if (!signal.aborted) await pause(waitAfter(error, streak), signal)
    } finally {
      await pg?.end().catch(() => undefined)
    }
  }
}

async function lockGranted(pg: Client, signal: AbortSignal): Promise<boolean> {
  for (let logged = false; !signal.aborted; logged = true) {
    if (await tryLock(pg, 'projector')) return true
    if (!logged) log.info('another projector is at work; waiting for it to go')
    await pause(TAKEOVER_MS, signal)
  }
  return false
}

/** @returns how long to wait for a store that is away */
function waitAfter(error: unknown, streak: FailureStreak): number {
  const message = error instanceof Error ? error.message : String(error)
  const failure = streak.failed(message)
  if (failure.log) log.warn(`${message}; trying again`)
  return failure.retryMs
}

async function project(
  pg: Client,
  options: ProjectorOptions,
  signal: AbortSignal,
  streak: FailureStreak,
): Promise<void> {
  const { clickhouse, whenLive } = options
  const networks = options.networks.map((network) => ({
    network,
    bulkhead: new NetworkBulkhead(network, pg, clickhouse),
    projector: new NetworkProjector(
      network,
      clickhouse,
      (why) => log.warn(`${network}: ${why}; projecting it from its first block`),
      options.batchEvents,
    ),
  }))
  let history = false
  while (!signal.aborted) {
    const live: string[] = []
    let behind = false
    for (const { network, bulkhead, projector } of networks) {
      if (signal.aborted) return
      if (!bulkhead.isDue) continue
      const step = await bulkhead.run(() => projector.step(pg))
      if (!step) continue
      if (step.final === null || step.cursor.block >= step.final) live.push(network)
      else behind = true
      if (step.state === 'written') history = step.rows >= HISTORY_ROWS
      report(network, step)
    }
    if (streak.succeeded()) log.info('projecting again')
    if (behind) continue
    for (const network of live) await whenLive?.(pg, network)
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

/** Ends early, without an error, when the signal is aborted. */
const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined)
