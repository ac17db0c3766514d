import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import { AssayError } from '../../errors'
import { isTransient } from '../../postgres/away'
import { openClient } from '../../postgres/client'
import { tryLock } from '../../postgres/lock'
import { every, type Pause, withBackOff } from '../../process/backOff'

/** Between two tries to reach Postgres: a restart takes a second or two. */
const RETRY_MS = 500
/**
 * How long our own dead session may hold the lock after an outage: the server notices it by its next write to it, or by
 * its keep-alive. A lock that is taken longer is another indexer's.
 */
const STALE_SESSION_MS = 60_000

const log = createLogger('assay:index')

/**
 * The lock that makes one indexer of a network the only one, and the connection it lives on. Postgres may go away and
 * come back at any time: then the lock is taken anew before anything else is written.
 */
export class NetworkLock {
  private session: Client | undefined
  private regaining: Promise<void> | undefined

  private constructor(
    private readonly dbUrl: string,
    private readonly network: string,
    private readonly pause: Pause,
  ) {}

  /** @param session becomes the lock's own @throws AssayError E-NETWORK-TAKEN */
  static async take(session: Client, dbUrl: string, network: string, pause: Pause): Promise<NetworkLock> {
    const lock = new NetworkLock(dbUrl, network, pause)
    try {
      if (!(await lock.isTaken(session))) throw taken(network)
    } catch (error) {
      // The connection ended in this very moment: the next `held()` takes the lock anew.
      if (!isTransient(error)) throw error
      void session.end().catch(() => undefined)
    }
    return lock
  }

  /** The connection of the lock, held. @throws AssayError E-NETWORK-TAKEN when another indexer took it meanwhile */
  async held(): Promise<Client> {
    while (this.session === undefined) {
      this.regaining ??= this.regain().finally(() => {
        this.regaining = undefined
      })
      await this.regaining
    }
    return this.session
  }

  /**
   * Runs idempotent work under the lock, again as long as the database was at fault and not the work.
   * @param work from its second run on first checks whether its commit lost only the reply
   * @throws whatever the work throws by itself; AssayError E-NETWORK-TAKEN
   */
  through<T>(work: (session: Client) => Promise<T>): Promise<T> {
    let isInDoubt = false
    const failed = (error: unknown, failures: number) => {
      // A commit that was on its way when its connection broke may conflict with the second one, once.
      if (!isTransient(error) && !isInDoubt) throw error
      isInDoubt = isTransient(error)
      if (failures === 1) log.warn(`${this.network}: waiting for Postgres: ${(error as Error).message}`)
    }
    return withBackOff(async () => work(await this.held()), every(RETRY_MS), failed, this.pause)
  }

  private regain(): Promise<void> {
    const until = Date.now() + STALE_SESSION_MS
    const again = async () => {
      const session = await openClient(this.dbUrl, 'assay index')
      const isTaken = await this.isTaken(session).finally(() => {
        if (this.session !== session) void session.end().catch(() => undefined)
      })
      if (!isTaken) throw taken(this.network)
      log.info(`${this.network}: Postgres is back`)
    }
    const failed = (error: unknown) => {
      if (error instanceof AssayError && !error.retryable && Date.now() > until) throw error
    }
    return withBackOff(again, every(RETRY_MS), failed, this.pause)
  }

  private async isTaken(session: Client): Promise<boolean> {
    if (!(await tryLock(session, 'index', this.network))) return false
    this.session = session
    session.once('end', () => {
      this.session = undefined
    })
    return true
  }
}

function taken(network: string): AssayError {
  return new AssayError('E-NETWORK-TAKEN', `another indexer of ${network} works on this database`, {
    next: 'Stop it first; two indexers of one network cannot share a cursor.',
  })
}
