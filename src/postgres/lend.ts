import type { Pool, PoolClient } from 'pg'

/**
 * Lends a connection of the pool for as long as `work` takes. One whose work failed is closed, not handed on: it may
 * hold a transaction or a lock, and closing it gives both back, whatever state it is in.
 */
export async function lend<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let isSound = false
  try {
    const result = await work(client)
    isSound = true
    return result
  } finally {
    client.release(!isSound)
  }
}
