import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AssayError } from '../errors'

/**
 * The only reader of process.env. `assay up` sets these for its children; in production they come from the operator.
 * A secret may also be given as NAME_FILE, the path of a file that holds it.
 */
const shape = z.object({
  ASSAY_DATA: z.string().default('./data'),
  /** folder of the raw-log archives, one folder per network below it; unset: `archive` in the data folder */
  ASSAY_ARCHIVE: z.string().optional(),
  /** comma-separated profile files (JSON) */
  ASSAY_PROFILES: z.string().default(''),
  DB_URL: z.string().optional(),
  DB_HOST: z.string().default('127.0.0.1'),
  DB_PORT: z.coerce.number().int().default(23798),
  DB_NAME: z.string().default('assay'),
  DB_USER: z.string().default('postgres'),
  DB_PASS: z.string().default('postgres'),
  CLICKHOUSE_URL: z.string().optional(),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_DATABASE: z.string().default('assay'),
  CLICKHOUSE_CLUSTER: z.string().optional(),
  /** `kafka` needs KAFKA_BROKERS; `postgres` needs nothing more */
  JOB_LOG: z.enum(['kafka', 'postgres']).optional(),
  KAFKA_BROKERS: z.string().optional(),
  GQL_PORT: z.coerce.number().int().default(4350),
  /** address to listen on; anything but loopback is the operator's explicit choice */
  LISTEN: z.string().default('127.0.0.1'),
  /** comma-separated origins that browsers may call the API from; same origin is always allowed */
  CORS_ORIGINS: z.string().default(''),
  /** private key that publishes distributions (devnet only; production uses safe-batch) */
  REWARDS_SIGNER_KEY: z.string().optional(),
  /** `true`: cron approves and publishes what it closed, with the signer above. Devnet only; never a default. */
  REWARDS_AUTO_PUBLISH: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  /** private key of the settler of bills */
  SETTLER_KEY: z.string().optional(),
  /** bearer token of POST /jobs; unset: the route is off */
  JOBS_TOKEN: z.string().optional(),
})

export type Env = Readonly<z.infer<typeof shape>> & {
  /** every variable, those of a running `assay up` included: what profiles are resolved against */
  readonly variables: NodeJS.ProcessEnv
  readonly dataDir: string
  readonly archiveDir: string
  readonly dbUrl: string
  readonly profileFiles: readonly string[]
  readonly jobLog: 'kafka' | 'postgres'
}

const secrets = ['DB_PASS', 'CLICKHOUSE_PASSWORD', 'REWARDS_SIGNER_KEY', 'SETTLER_KEY', 'JOBS_TOKEN', 'DB_URL'] as const

/**
 * Where a running `assay up` says how to reach its services, so that `assay status` in another terminal finds them.
 * A JSON object of variables; the real environment wins over it.
 */
export function runningEnvFile(dataDir: string): string {
  return path.join(dataDir, 'run', 'env.json')
}

function runningEnv(dataDir: string): Record<string, string> {
  const file = runningEnvFile(path.resolve(dataDir))
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {}
}

/** @throws AssayError E-ENV naming the variable */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const raw: Record<string, string | undefined> = { ...runningEnv(source.ASSAY_DATA ?? './data'), ...source }
  for (const name of secrets) {
    const file = raw[`${name}_FILE`]
    if (file !== undefined && raw[name] === undefined) raw[name] = readFileSync(file, 'utf8').trim()
  }
  const parsed = shape.safeParse(raw)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    throw new AssayError('E-ENV', `environment variable ${issue.path.join('.')}: ${issue.message}`, {
      next: 'Set it to a valid value, or unset it to use the default.',
    })
  }
  const env = parsed.data
  const credentials = `${encodeURIComponent(env.DB_USER)}:${encodeURIComponent(env.DB_PASS)}`
  return Object.freeze({
    ...env,
    variables: raw,
    dataDir: path.resolve(env.ASSAY_DATA),
    archiveDir: path.resolve(env.ASSAY_ARCHIVE ?? path.join(env.ASSAY_DATA, 'archive')),
    dbUrl: env.DB_URL ?? `postgres://${credentials}@${env.DB_HOST}:${env.DB_PORT}/${env.DB_NAME}`,
    profileFiles: env.ASSAY_PROFILES.split(',').filter(Boolean),
    jobLog: env.JOB_LOG ?? (env.KAFKA_BROKERS ? 'kafka' : 'postgres'),
  })
}

/**
 * RPC endpoints of a network: RPC_<NETWORK>_HTTP and RPC_<NETWORK>_WS, network in upper case with `_` for `-`.
 * RPC_<NETWORK>_CHECK is a second one, of somebody else, that must name the same blocks before they become final.
 * RPC_<NETWORK>_POLL_MS is the time between two questions for the head where no WebSocket tells it.
 * @throws AssayError E-ENV
 */
export function rpcFromEnv(
  network: string,
  source: NodeJS.ProcessEnv = process.env,
): { http?: string; ws?: string; check?: string; pollMs?: number } {
  const key = `RPC_${network.toUpperCase().replaceAll('-', '_')}`
  const http = source[`${key}_HTTP`]
  const ws = source[`${key}_WS`]
  const check = source[`${key}_CHECK`]
  const poll = source[`${key}_POLL_MS`]
  const pollMs = poll === undefined ? undefined : Number(poll)
  if (pollMs !== undefined && !(Number.isInteger(pollMs) && pollMs > 0))
    throw new AssayError(
      'E-ENV',
      `environment variable ${key}_POLL_MS: must be a whole number of milliseconds above 0`,
      {
        next: 'Set it to a valid value, or unset it to use the default.',
      },
    )
  return { ...(http && { http }), ...(ws && { ws }), ...(check && { check }), ...(pollMs && { pollMs }) }
}
