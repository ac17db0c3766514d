import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import { AssayError, PROJECTION_ALARM } from '../../errors'
import { errorText } from '../../process/redaction'
import type { AnalyticsClient } from '../client'
import { Trouble } from './trouble'

/** Every attempt removes what the one before it left: a network that keeps failing waits longer than for a restart. */
const LAST_RETRY_MS = 15_000

const log = createLogger('assay:project')

/**
 * What is done for one network, with a back-off of its own: while it fails, the others go on. What is wrong is said,
 * and stands in the table `alarm` until it is over.
 * @see docs/invariants.md#C3
 */
export class NetworkTurn {
  private readonly trouble = new Trouble(LAST_RETRY_MS)
  private dueAt = 0
  /** an alarm of a projector before this one may stand */
  private mayStand = true

  constructor(
    readonly network: string,
    private readonly pg: Client,
    private readonly clickhouse: AnalyticsClient,
  ) {}

  /** Whether it is not waiting after a failure. */
  get isDue(): boolean {
    return Date.now() >= this.dueAt
  }

  /**
   * Does it, or puts it off.
   * @returns undefined when it failed for this network
   * @throws what it threw when a store is away: then it fails for every network
   */
  async take<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await work()
      await this.wentWell()
      return done
    } catch (error) {
      if (!(await this.storesAnswer())) throw error
      await this.wentWrong(error)
      return undefined
    }
  }

  private async storesAnswer(): Promise<boolean> {
    const asked = this.pg.query('SELECT').then(
      () => true,
      () => false,
    )
    const { success } = await this.clickhouse.ping()
    return (await asked) && success
  }

  private async wentWrong(error: unknown): Promise<void> {
    const { code, message } = alarmOf(error)
    const { retryMs, say } = this.trouble.happened(message)
    this.dueAt = Date.now() + retryMs
    if (!say) return
    log.warn(`${this.network}: ${code}: ${message}; trying again`)
    this.mayStand = true
    await this.clear(code)
    await this.pg.query(
      `INSERT INTO alarm (network, code, message) VALUES ($1, $2, $3)
        ON CONFLICT (network, code) DO UPDATE SET message = excluded.message`,
      [this.network, code, message],
    )
  }

  private async wentWell(): Promise<void> {
    if (this.trouble.isOver()) log.info(`${this.network}: projecting again`)
    this.dueAt = 0
    if (!this.mayStand) return
    await this.clear()
    this.mayStand = false
  }

  private async clear(except = ''): Promise<void> {
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
