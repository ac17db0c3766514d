import { Client } from 'pg'
import { storeAway } from './away'
import './listening'
import { CONNECTION_WAIT_MS } from './pool'

/**
 * One connection, for what must be one: a session's lock, a snapshot of a command. One that breaks fails the query in
 * flight, or the next one.
 * @param name as `pg_stat_activity` shows it
 * @throws AssayError E-STORE-AWAY
 */
export async function openClient(url: string, name: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    keepAlive: true,
  })
  try {
    await client.connect()
    return client
  } catch (cause) {
    void client.end().catch(() => undefined)
    throw storeAway(url, cause)
  }
}
