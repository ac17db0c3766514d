import type { Env } from './env'

/** One line that says which installation a command speaks to; no credentials, no path of an address. */
export function instanceOf(env: Env): string {
  const { running } = env
  if (running && running.passedOverFor === undefined) return `${nameOf(env)} (pid ${running.process.pid})`
  const stores = [`postgres ${databaseOf(env.dbUrl)}`]
  if (env.CLICKHOUSE_URL) stores.push(`clickhouse ${hostOf(env.CLICKHOUSE_URL)}`)
  const besides = running ? ` (not ${nameOf(env)}, since ${running.passedOverFor} is set)` : ''
  return stores.join(', ') + besides
}

function nameOf({ running, dataDir }: Env): string {
  return `the ${running?.isDevnet ? 'devnet' : 'assay up'} of ${dataDir}`
}

function databaseOf(dbUrl: string): string {
  return URL.canParse(dbUrl) ? `${hostOf(dbUrl)}${new URL(dbUrl).pathname}` : 'at an address that is no URL'
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || 'on this machine' : 'at an address that is no URL'
}
