import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { removeOutsideHome } from '../../src/embedded/postgres/home'
import { startPostgres } from '../../src/embedded/postgres/postgres'

export type TestPostgres = { readonly url: string; stop(): Promise<void> }

/** One server for a whole test run (start it in vitest's globalSetup): real PostgreSQL, no fsync, gone after `stop`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-test-postgres-'))
  const postgres = await startPostgres({ dataDir, durable: false })
  return {
    url: postgres.url,
    stop: async () => {
      await connectionsClosed(postgres.url)
      await postgres.stop()
      removeOutsideHome(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Longest wait for connections that tests have ended to be gone; closing one takes a millisecond. */
const CLOSING_MS = 2_000

/** A connection that is still saying goodbye would be told of the shutdown, as an error nobody listens to any more. */
async function connectionsClosed(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (const until = Date.now() + CLOSING_MS; Date.now() < until; ) {
      const { rows } = await client.query<{ open: number }>(
        "select count(*)::int as open from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
      )
      if (rows[0]!.open === 0) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  } catch {
    // A test has killed the server: nothing is left to wait for.
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * An empty database on a running server.
 * @param name letters, digits and `_`; a suffix makes it unique, so that tests may run at once
 */
export async function freshDatabase(
  url: string,
  name: string,
  template = 'template1',
): Promise<{ url: string; drop(): Promise<void> }> {
  const database = `${name}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`.toLowerCase()
  await asAdmin(url, `create database "${database}" template "${template}"`)
  const own = new URL(url)
  own.pathname = `/${database}`
  return { url: own.href, drop: () => asAdmin(url, `drop database if exists "${database}" with (force)`) }
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
