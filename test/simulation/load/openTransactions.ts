import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../trial/database'
import type { Services } from '../trial/services'

/** Between two statements of a transaction a process does nothing but turn its loop: no store or node takes so long. */
const IDLE_MS = 2_000
const LOOK_MS = 150

/** Looks for a transaction of a service that is held while something else is waited for. */
export class OpenTransactions {
  fault: string | undefined
  private running = true
  private readonly looking: Promise<void>

  constructor(
    private readonly db: Database,
    private readonly services: Services,
  ) {
    this.looking = this.look()
  }

  async stop(): Promise<void> {
    this.running = false
    await this.looking
    await this.db.close()
  }

  private async look(): Promise<void> {
    for (; this.running; await sleep(LOOK_MS)) {
      try {
        this.fault ??= await this.held()
      } catch {
        // Postgres is away: there is no transaction to hold.
        await this.db.close()
      }
    }
  }

  private async held(): Promise<string | undefined> {
    const { rows } = await this.db.use((client) =>
      client.query<{ ms: number; query: string }>(
        `select (extract(epoch from clock_timestamp() - state_change) * 1000)::int as ms, left(query, 200) as query
           from pg_stat_activity
          where client_port = any($1) and state like 'idle in transaction%'
            and clock_timestamp() - state_change > $2 * interval '1 millisecond'`,
        [this.services.postgres.api.clientPorts, IDLE_MS],
      ),
    )
    const [first] = rows
    return (
      first &&
      `a transaction of the api waits for something else than Postgres, for ${first.ms} ms after: ${first.query}`
    )
  }
}
