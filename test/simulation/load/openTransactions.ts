import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../trial/database'
import type { Services } from '../trial/services'
import { postJson } from './request'

const LOOK_MS = 150
/**
 * Answers that the api gives to others while a transaction of its own does nothing: each shows that its loop has turned
 * since, so that the next statement would have been sent, however busy the machine is.
 */
const TURNS = 6

interface Idle {
  readonly pid: number
  readonly since: string
  readonly query: string
}

/** Looks for a transaction of the api that is held while something else is waited for. */
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
    let seen = await this.idle()
    for (let turn = 0; turn < TURNS && seen.length > 0; turn++) {
      await sleep(LOOK_MS)
      // Answered by the loop that the transaction's own process turns; it needs no store.
      await postJson(`${this.services.url}/graphql`, { query: '{ __typename }' })
      const still = await this.idle()
      seen = seen.filter((each) => still.some(({ pid, since }) => pid === each.pid && since === each.since))
    }
    const [first] = seen
    return first && `a transaction of the api waits for something else than Postgres, after: ${first.query}`
  }

  private async idle(): Promise<Idle[]> {
    const { rows } = await this.db.use((client) =>
      client.query<Idle>(
        `select pid, state_change::text as since, left(query, 200) as query from pg_stat_activity
          where client_port = any($1) and state like 'idle in transaction%'`,
        [this.services.postgres.api.clientPorts],
      ),
    )
    return rows
  }
}
