import type { Client } from 'pg'
import { AUDIT_ALARMS, AUDIT_FAILED } from '../errors'
import { redact } from '../process/redaction'

/** The alarms of a network whose figures are known to be wrong, for as long as the audit finds them so. */
export class AuditAlarms {
  constructor(
    private readonly db: Client,
    private readonly network: string,
  ) {}

  async raise(code: (typeof AUDIT_ALARMS)[number], message: string): Promise<void> {
    await this.db.query(
      `insert into alarm (network, code, message) values ($1, $2, $3)
       on conflict (network, code) do update set message = excluded.message`,
      [this.network, code, redact(message)],
    )
  }

  async end(code: (typeof AUDIT_ALARMS)[number]): Promise<void> {
    await this.db.query('delete from alarm where network = $1 and code = $2', [this.network, code])
  }

  /** Ends all that a comparison with the chain has raised, but those of these codes. */
  async clear(except: readonly string[] = []): Promise<void> {
    await this.db.query('delete from alarm where network = $1 and code = any($2) and code <> all($3)', [
      this.network,
      AUDIT_ALARMS,
      [...except, AUDIT_FAILED],
    ])
  }
}
