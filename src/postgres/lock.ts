import type { Pool, PoolClient } from 'pg'
import { lend } from './lend'

/** An advisory lock: SQL of its key, of which `$1` is its subject. */
export type LockKey = `${string}$1${string}`

/**
 * Runs `work` while this process alone works on `subject`; answers 'busy' at once when another does.
 * The lock belongs to the connection: a killed process gives it back.
 */
export function whileAlone<T>(
  pool: Pool,
  key: LockKey,
  subject: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T | 'busy'> {
  return lend(pool, async (client) => {
    if (!(await take(client, key, subject))) return 'busy'
    const giveBack = () => client.query(`select pg_advisory_unlock(${key})`, [subject])
    const result = await work(client).catch(async (error: unknown) => {
      // Closing the connection gives it back too, but not before the next in line has asked.
      await giveBack().catch(() => undefined)
      throw error
    })
    await giveBack()
    return result
  })
}

/** An advisory lock that is kept from one round to the next, for as long as its connection lives. */
export class HeldLock {
  private holder: PoolClient | undefined

  constructor(
    private readonly pool: Pool,
    private readonly key: LockKey,
    private readonly subject: string,
  ) {}

  /** Whether it is held; takes it where it is free. */
  async isHeld(): Promise<boolean> {
    if (this.holder !== undefined) return true
    const client = await this.pool.connect()
    const taken = await take(client, this.key, this.subject).catch((error: unknown) => {
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

async function take(client: PoolClient, key: LockKey, subject: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${key}) as taken`, [subject])
  return rows[0]!.taken
}
