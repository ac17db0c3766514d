import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { AssayError } from '../errors'
import { keepSecret, keepSecretUrl } from '../process/secrets'
import { endpointList } from './endpointList'
import { type Running, readRunning } from './running'
import { kindOfRpc, ownProcess, rpcPrefix, type SettingKind, secret, secrets, spends, url } from './settingKind'

/**
 * The only reader of process.env. `assay up` sets these for its children; in production they come from the operator.
 * A secret or an address may also be given as NAME_FILE, the path of a file that holds it.
 */
const shape = z.object({
  /** data folder: embedded stores, archives, logs and what a running `assay up` announces */
  ASSAY_DATA: ownProcess(z.string().default('./data')),
  /** folder of the raw-log archives, one folder per network below it; unset: `archive` in the data folder */
  ASSAY_ARCHIVE: ownProcess(z.string().optional()),
  /** comma-separated profile files (JSON) */
  ASSAY_PROFILES: z.string().default(''),
  /** URL of Postgres; instead of the five DB_ settings that follow, never beside one of them */
  DB_URL: url(z.string().optional()),
  /** host of Postgres */
  DB_HOST: z.string().default('127.0.0.1'),
  /** port of Postgres */
  DB_PORT: z.coerce.number().int().default(23798),
  /** database in Postgres */
  DB_NAME: z.string().default('assay'),
  /** role in Postgres; `assay migrate` needs one that may create schemas and tables */
  DB_USER: z.string().default('postgres'),
  /** password of DB_USER */
  DB_PASS: secret(z.string().default('postgres')),
  /** HTTP interface of ClickHouse; without it nothing is projected and the API has no series */
  CLICKHOUSE_URL: url(z.string().optional()),
  /** user of ClickHouse */
  CLICKHOUSE_USER: z.string().default('default'),
  /** password of CLICKHOUSE_USER */
  CLICKHOUSE_PASSWORD: secret(z.string().default('')),
  /** database in ClickHouse: letters, digits and `_` */
  CLICKHOUSE_DATABASE: z.string().default('assay'),
  /** name of a ClickHouse cluster; with it tables are Replicated and Distributed, unset: one server */
  CLICKHOUSE_CLUSTER: z.string().optional(),
  /** where jobs are logged: `kafka` needs KAFKA_BROKERS, `postgres` nothing more; unset: Kafka if it has brokers */
  JOB_LOG: z.enum(['kafka', 'postgres']).optional(),
  /** comma-separated host:port of Kafka's brokers */
  KAFKA_BROKERS: z.string().optional(),
  /** partitions of the job log's topics when they are made: at most so many dispatchers share a topic; unset: six. One that is there keeps its own */
  JOB_LOG_PARTITIONS: z.coerce.number().int().min(1).max(200).optional(),
  /** `true`: TLS to Kafka's brokers, whose certificate must be of a known authority or of KAFKA_SSL_CA_FILE */
  KAFKA_SSL: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  /** path of the certificates (PEM) of whoever vouches for Kafka's brokers; unset: those that Node.js knows */
  KAFKA_SSL_CA_FILE: z.string().optional(),
  /** how a client says to Kafka who it is: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; unset: it does not */
  KAFKA_SASL_MECHANISM: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).optional(),
  /** user of Kafka, with KAFKA_SASL_MECHANISM */
  KAFKA_SASL_USERNAME: z.string().optional(),
  /** password of KAFKA_SASL_USERNAME */
  KAFKA_SASL_PASSWORD: secret(z.string().optional()),
  /** port of the API and the page */
  GQL_PORT: ownProcess(z.coerce.number().int().default(4350)),
  /** address the API listens on; anything but loopback is the operator's explicit choice */
  LISTEN: ownProcess(z.string().default('127.0.0.1')),
  /** comma-separated origins that browsers may call the API from; same origin is always allowed */
  CORS_ORIGINS: ownProcess(z.string().default('')),
  /** private key that publishes distributions (devnet only; production uses safe-batch) */
  REWARDS_SIGNER_KEY: secret(z.string().optional()),
  /** private key of an approver, for `assay rewards approve --sign` */
  REWARDS_APPROVER_KEY: secret(z.string().optional()),
  /** private key of an owner of the Safe, for `assay rewards safe-batch --format service --sign` */
  REWARDS_SAFE_OWNER_KEY: secret(z.string().optional()),
  /** `true`: cron approves and publishes what it closed, with the signer above. Devnet only; never a default. */
  REWARDS_AUTO_PUBLISH: spends(
    z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true'),
  ),
  /** private key of the settler of bills */
  SETTLER_KEY: secret(z.string().optional()),
  /** private keys of the nodes that a worker speaks for, comma-separated or a line each; or that of their operator, beside --node */
  WORKER_KEYS: secrets(z.string().optional()),
  /** URL that is told by a POST of JSON when a check of the daily audit fails, when all hold again, and when a distribution waits for a person */
  ALERT_WEBHOOK: ownProcess(secret(z.union([z.url(), z.literal('')]).optional())),
  /** bearer token of POST /jobs; unset: the route is off */
  JOBS_TOKEN: secret(z.string().optional()),
})

export type Env = Readonly<z.infer<typeof shape>> & {
  /** every variable, those of a running `assay up` included: what profiles are resolved against */
  readonly variables: NodeJS.ProcessEnv
  readonly dataDir: string
  readonly archiveDir: string
  readonly dbUrl: string
  readonly profileFiles: readonly string[]
  readonly jobLog: 'kafka' | 'postgres'
  /** the `assay up` whose services these are, and the setting for which it is not the one meant */
  readonly running: (Running & { readonly passedOverFor: string | undefined }) | undefined
}

/** The settings that DB_URL replaces. */
const DB_PARTS = ['DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_USER', 'DB_PASS'] as const

/** @throws AssayError E-ENV naming the variable, or both of two that contradict each other */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const dataDir = path.resolve(source.ASSAY_DATA || './data')
  const running = findRunning(dataDir, source)
  const raw = withFiles({ ...(running?.passedOverFor === undefined && running?.variables), ...source })
  rememberSecrets(raw)
  refuseContradiction(raw)
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
    running,
    dataDir: path.resolve(env.ASSAY_DATA),
    archiveDir: path.resolve(env.ASSAY_ARCHIVE ?? path.join(env.ASSAY_DATA, 'archive')),
    dbUrl: env.DB_URL || `postgres://${credentials}@${env.DB_HOST}:${env.DB_PORT}/${env.DB_NAME}`,
    profileFiles: env.ASSAY_PROFILES.split(',').filter(Boolean),
    jobLog: env.JOB_LOG ?? (env.KAFKA_BROKERS ? 'kafka' : 'postgres'),
  })
}

/** What kind of setting a variable is; undefined for one that is not Assay's. */
export function kindOf(name: string): SettingKind | undefined {
  const field = (shape.shape as Readonly<Record<string, z.ZodType>>)[name]
  return field ? ((field.meta() as SettingKind | undefined) ?? {}) : kindOfRpc(name)
}

/** Every setting but those of networks, whose names hold the network's: `endpointNames`. */
export const settingNames: readonly string[] = Object.keys(shape.shape)

/** Whether a running `assay up` may tell others of this setting, and they may take it from there. */
export function mayBeAnnounced(name: string): boolean {
  const kind = kindOf(name)
  return kind !== undefined && kind.holds !== 'secret' && !kind.spends
}

/**
 * The `assay up` on a data folder. It counts as a whole or not at all: whoever names one service means none of its
 * others, since a ledger of one place beside a chain of another is worse than none.
 */
function findRunning(dataDir: string, source: NodeJS.ProcessEnv): Env['running'] {
  const running = readRunning(dataDir)
  if (!running) return undefined
  const passedOverFor = Object.keys(source).find((name) => source[name] && isOfService(name))
  const variables = Object.fromEntries(Object.entries(running.variables).filter(([name]) => mayBeAnnounced(name)))
  return { ...running, variables, passedOverFor }
}

function isOfService(name: string): boolean {
  const kind = kindOf(name) ?? kindOf(name.replace(/_FILE$/, ''))
  return kind !== undefined && !kind.ownProcess
}

/** Replaces each NAME_FILE by NAME with the content of the file. */
function withFiles(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const raw = { ...given }
  for (const [variable, file] of Object.entries(given)) {
    const name = variable.replace(/_FILE$/, '')
    if (!file || name === variable || kindOf(name)?.holds === undefined) continue
    if (raw[name]) throw contradiction(name, variable)
    raw[name] = contentOf(variable, file)
    delete raw[variable]
  }
  return raw
}

function contentOf(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new AssayError('E-ENV', `environment variable ${variable}: cannot read ${file}`, {
      next: 'Name a file that this process may read.',
      cause,
    })
  }
}

/** Registers secrets and addresses for redaction: from here on no log, alarm or answer shows them. */
function rememberSecrets(raw: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(raw)) {
    const { holds, several } = (value ? kindOf(name) : undefined) ?? {}
    if (holds === 'secret') keepSecret(value!)
    if (several) for (const each of secretList(value!)) keepSecret(each)
    if (holds === 'url') for (const each of endpointList(value!)) keepSecretUrl(each)
  }
  // Clients send user and password in this form, as basic authentication.
  const { CLICKHOUSE_USER = 'default', CLICKHOUSE_PASSWORD } = raw
  if (CLICKHOUSE_PASSWORD) keepSecret(Buffer.from(`${CLICKHOUSE_USER}:${CLICKHOUSE_PASSWORD}`).toString('base64'))
}

/** Secrets of a setting that holds several. */
export function secretList(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

/** Refuses DB_URL beside one of its parts: one of both would be ignored, and whoever set it would never know. */
function refuseContradiction(raw: NodeJS.ProcessEnv): void {
  const part = raw.DB_URL ? DB_PARTS.find((name) => raw[name]) : undefined
  if (part) throw contradiction('DB_URL', part)
}

function contradiction(one: string, other: string): AssayError {
  return new AssayError('E-ENV', `environment variables ${one} and ${other} contradict each other`, {
    next: 'Unset one of them; between two nothing is guessed.',
  })
}

/** Sets DB_URL in place of its parts, for a child process or a library that reads the environment by itself. */
export function setDbUrl(variables: NodeJS.ProcessEnv, dbUrl: string): void {
  for (const part of DB_PARTS) delete variables[part]
  variables.DB_URL = dbUrl
}

/**
 * Settings of a network's chain; <NETWORK> is its name in upper case with `_` for `-`.
 * - RPC_<NETWORK>_HTTP: URL of the endpoint that is asked; several, comma-separated: the next where one is away or refuses
 * - RPC_<NETWORK>_WS: URL of the endpoint that announces new heads; without it they are polled for
 * - RPC_<NETWORK>_CHECK: URL of somebody else's endpoint, which must name the same blocks before they become final
 * - RPC_<NETWORK>_POLL_MS: milliseconds between two polls for the head; unset: 50 on this machine, 500 elsewhere
 * @throws AssayError E-ENV
 */
export function rpcFromEnv(
  network: string,
  source: NodeJS.ProcessEnv = process.env,
): { http?: readonly string[]; ws?: string; check?: string; pollMs?: number } {
  const key = rpcPrefix(network)
  const http = endpointList(source[`${key}_HTTP`] ?? '')
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
  return { ...(http.length > 0 && { http }), ...(ws && { ws }), ...(check && { check }), ...(pollMs && { pollMs }) }
}
