import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import { AssayError, PROJECTION_ALARM } from '../../errors'
import { errorText } from '../../process/redaction'
import type { AnalyticsClient } from '../client'
import { FailureStreak } from './failureStreak'

/** Every attempt removes what the one before it left: a network that keeps failing waits longer than for a restart. */
const LAST_RETRY_MS = 15_000

const log = createLogger('assay:project')

/**
 * Isolates the work of one network, with a back-off of its own: while it fails, the others go on. The failure is
 * logged, and is an alarm in the table `alarm` until the work succeeds.
 * @see docs/invariants.md#C3
 */
export class NetworkBulkhead {
  private readonly streak = new FailureStreak(LAST_RETRY_MS)
  private dueAt = 0
  /** at first true, for an earlier projector may have raised one */
  private mayHaveAlarm = true

  constructor(
    readonly network: string,
    private readonly pg: Client,
    private readonly clickhouse: AnalyticsClient,
  ) {}

  /** Whether the pause after a failure is over. */
  get isDue(): boolean {
    return Date.now() >= this.dueAt
  }

  /**
   * Does the work; a failure puts its next attempt off.
   * @returns undefined when it failed for this network
   * @throws the work's error while a store is away: then it fails for every network
   */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work()
      await this.succeeded()
      return result
    } catch (error) {
      if (!(await this.storesAnswer())) throw error
      await this.failed(error)
      return undefined
    }
  }

  private async storesAnswer(): Promise<boolean> {
    const postgres = this.pg.query('SELECT').then(
      () => true,
      () => false,
    )
    const { success } = await this.clickhouse.ping()
    return (await postgres) && success
  }

  private async failed(error: unknown): Promise<void> {
    const { code, message } = alarmOf(error)
    const failure = this.streak.failed(message)
    this.dueAt = Date.now() + failure.retryMs
    if (!failure.log) return
    log.warn(`${this.network}: ${code}: ${message}; trying again`)
    this.mayHaveAlarm = true
    await this.clearAlarm(code)
    await this.pg.query(
      `INSERT INTO alarm (network, code, message) VALUES ($1, $2, $3)
        ON CONFLICT (network, code) DO UPDATE SET message = excluded.message`,
      [this.network, code, message],
    )
  }

  private async succeeded(): Promise<void> {
    if (this.streak.succeeded()) log.info(`${this.network}: projecting again`)
    this.dueAt = 0
    if (!this.mayHaveAlarm) return
    await this.clearAlarm()
    this.mayHaveAlarm = false
  }

  private async clearAlarm(except = ''): Promise<void> {
    await this.pg.query(
      `DELETE FROM alarm WHERE network = $1 AND starts_with(code, '${PROJECTION_ALARM}') AND code <> $2`,
      [this.network, except],
    )
  }
}

function alarmOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof AssayError)) return { code: PROJECTION_ALARM, message: errorText(error) }
  const { code, message, next } = error
  return {
    code: code.startsWith(PROJECTION_ALARM) ? code : PROJECTION_ALARM,
    message: next === undefined ? message : `${message}. ${next}`,
  }
}
