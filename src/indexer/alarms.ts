import { createLogger } from '@subsquid/logger'
import { AUDIT_ALARMS, PROJECTION_ALARM } from '../errors'
import type { Queryable } from '../postgres/queryable'
import { errorText, redact } from '../process/redaction'

/** Conditions that an operator should look at while they last: shown by `assay status`, the API and the metrics. */
export interface Alarms {
  /**
   * Idempotent: an alarm that stands is logged once.
   * @param lasts `process`: its cause lasts as long as this process, so `clearAll` leaves it
   */
  raise(code: string, message: string, lasts?: 'process'): Promise<void>
  /** Its cause is over. */
  clear(code: string): Promise<void>
  /** Ends the alarms of the indexer's last stop, once it has passed that point; those of the projector and the audit stay. */
  clearAll(): Promise<void>
}

const log = createLogger('assay:index')

/** Alarms of one network in the table `alarm`, and in the log when they come and go. */
export class StoredAlarms implements Alarms {
  private readonly standing = new Set<string>()
  private readonly lasting = new Set<string>()

  constructor(
    private readonly db: Queryable,
    private readonly network: string,
  ) {}

  async raise(code: string, text: string, lasts?: 'process'): Promise<void> {
    if (this.standing.has(code)) return
    this.standing.add(code)
    if (lasts) this.lasting.add(code)
    const message = redact(text)
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
    for (const code of this.standing) if (!this.lasting.has(code)) this.standing.delete(code)
    await this.write('delete from alarm where network = $1 and not starts_with(code, $2) and code <> all($3)', [
      this.network,
      PROJECTION_ALARM,
      [...AUDIT_ALARMS, ...this.lasting],
    ])
  }

  /** An alarm that cannot be stored has been logged; indexing does not hang on it. */
  private async write(sql: string, values: (string | string[])[]): Promise<void> {
    await this.db.query(sql, values).catch((error: unknown) => log.warn(`cannot store an alarm: ${errorText(error)}`))
  }
}
