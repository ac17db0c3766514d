import type { Pool, PoolClient } from 'pg'
import type { AdvisoryLock } from './advisoryLocks'
import { tryLock } from './lock'

/** An advisory lock that is kept from one round to the next, for as long as its connection lives. */
export class HeldLock {
  private holder: PoolClient | undefined

  constructor(
    private readonly pool: Pool,
    private readonly lock: AdvisoryLock,
    private readonly subject: string,
  ) {}

  /** Whether it is held; takes it where it is free. */
  async isHeld(): Promise<boolean> {
    if (this.holder !== undefined) return true
    const client = await this.pool.connect()
    const taken = await tryLock(client, this.lock, this.subject).catch((error: unknown) => {
      client.release(true)
      throw error
    })
    if (!taken) {
      client.release()
      return false
    }
    this.holder = client
    // A connection that ended is still lent: the pool has its place back only when it is released.
    client.once('end', () => this.drop(client))
    return true
  }

  /** Gives it back, with its connection. */
  release(): void {
    if (this.holder !== undefined) this.drop(this.holder)
  }

  private drop(client: PoolClient): void {
    if (this.holder !== client) return
    this.holder = undefined
    client.release(true)
  }
}
