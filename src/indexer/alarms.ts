import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import { PROJECTION_ALARM } from '../errors'

/** What somebody should look at while it lasts: shown by `assay status`, the API and the metrics. */
export interface Alarms {
  /** Idempotent: an alarm that stands already is said once. */
  raise(code: string, message: string): Promise<void>
  /** What it was about is over. */
  clear(code: string): Promise<void>
  /** The indexer has got through what stopped it last time; what a projector said stands. */
  clearAll(): Promise<void>
}

const log = createLogger('assay:index')

/** Alarms of one network in the table `alarm`, and in the log when they come and go. */
export class StoredAlarms implements Alarms {
  private readonly standing = new Set<string>()

  constructor(
    private readonly db: Pick<Client, 'query'>,
    private readonly network: string,
  ) {}

  async raise(code: string, message: string): Promise<void> {
    if (this.standing.has(code)) return
    this.standing.add(code)
    log.warn(`${code}: ${message}`)
    await this.write(
      `insert into alarm (network, code, message) values ($1, $2, $3)
       on conflict (network, code) do update set message = excluded.message`,
      [this.network, code, message],
    )
  }

  async clear(code: string): Promise<void> {
    if (!this.standing.delete(code)) return
    log.info(`${code}: over`)
    await this.write('delete from alarm where network = $1 and code = $2', [this.network, code])
  }

  async clearAll(): Promise<void> {
    this.standing.clear()
    await this.write('delete from alarm where network = $1 and not starts_with(code, $2)', [
      this.network,
      PROJECTION_ALARM,
    ])
  }

  /** An alarm that cannot be stored has been logged; indexing does not hang on it. */
  private async write(sql: string, values: string[]): Promise<void> {
    await this.db.query(sql, values).catch((error: Error) => log.warn(`cannot store an alarm: ${error.message}`))
  }
}
