import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Client } from 'pg'
import type { Env } from '../config/env'
import { projectRoot } from '../config/root'
import { AssayError } from '../errors'
import { isAway, isRefusal, storeAway } from '../postgres/away'
import { openClient } from '../postgres/client'
import { every, withBackOff } from '../process/backOff'

/** @throws AssayError E-SCHEMA when a store is older or newer than this build, E-STORE-AWAY without Postgres */
export async function requireSchema(env: Env): Promise<void> {
  const store = await openStore(env)
  await store.end()
  // Loaded where there is a ClickHouse: every command comes through here, and few talk to it.
  if (env.CLICKHOUSE_URL) await (await import('../analytics/migrate.js')).checkClickhouse(env)
}

/** The same for a process that goes on: a store that is coming up is waited for. @throws as it */
export function awaitSchema(env: Env): Promise<void> {
  return onceUp(() => requireSchema(env))
}

/** A connection to a Postgres that has this build's schema, for a process that goes on. @throws E-SCHEMA, E-STORE-AWAY */
export function awaitStore(env: Env): Promise<Client> {
  return onceUp(() => openStore(env))
}

/** A restart of a store takes a second or two; after longer the address is wrong, and the error says so. */
const COMING_UP_MS = 10_000
const ASK_AGAIN_MS = 250

/** Started while a store restarts, a process waits as it would if it had been there before. */
function onceUp<T>(start: () => Promise<T>): Promise<T> {
  const until = Date.now() + COMING_UP_MS
  return withBackOff(start, every(ASK_AGAIN_MS), (error, failures) => {
    if (!(error instanceof AssayError) || !error.retryable || isRefusal(error.cause) || Date.now() > until) throw error
    if (failures === 1) console.error(`${error.code}: ${error.message}; waiting for it`)
  })
}

/** A connection to a Postgres that has this build's schema. @throws AssayError E-SCHEMA, E-STORE-AWAY */
async function openStore(env: Env): Promise<Client> {
  const store = await openClient(env.dbUrl, 'assay')
  try {
    requireSame(knownMigrations(), await appliedMigrations(store))
  } catch (error) {
    await store.end().catch(() => undefined)
    throw isAway(error) ? storeAway(env.dbUrl, error) : error
  }
  return store
}

async function appliedMigrations(store: Client): Promise<string[]> {
  const { rows: table } = await store.query<{ name: string | null }>("select to_regclass('public.migrations') as name")
  if (table[0]!.name === null) return []
  const { rows } = await store.query<{ name: string }>('select name from migrations')
  return rows.map(({ name }) => name)
}

/** Names of this build's migrations, as their files say them: `<time>-<Name>.js` is `<Name><time>`. */
export function knownMigrations(): string[] {
  return readdirSync(path.join(projectRoot, 'db/migrations'))
    .map((file) => /^(\d+)-(\w+)\.js$/.exec(file))
    .flatMap((found) => (found ? [`${found[2]}${found[1]}`] : []))
}

function requireSame(known: readonly string[], applied: readonly string[]): void {
  const newer = applied.filter((name) => !known.includes(name))
  if (newer.length > 0)
    throw new AssayError('E-SCHEMA', `Postgres is newer than this build: it has ${newer[0]}`, {
      next: 'Run the newer Assay, or point DB_URL at another database.',
    })
  if (applied.length < known.length)
    throw new AssayError('E-SCHEMA', `Postgres lacks ${known.length - applied.length} migration(s) of this build`, {
      next: 'Run `assay migrate`.',
    })
}
