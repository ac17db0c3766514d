import { existsSync } from 'node:fs'
import { AssayError } from '../../errors'
import { errorText } from '../../process/redaction'
import { freePortFrom, onFreePort } from '../ports'
import { unprivilegedAccount } from '../postgres/account'
import { releasePort } from '../reservedPorts'
import { builtScript } from './layout'
import { anvilUnit, clickhouseUnit, kafkaUnit, postgresUnit } from './services'
import type { Session } from './session'
import type { Unit } from './unit'

/** Usual ports of these services, where the search for a free one begins. */
const ports = { anvil: 8545, clickhouse: 8123, kafka: 9092 }
/** Loading the engine takes 2 s of one core; later than this it is not coming. */
const CLICKHOUSE_READY_MS = 30_000

/** Each of these starts the embedded service, or takes yours where the environment names one. */

export async function startPostgresStore(session: Session): Promise<void> {
  const { env, screen } = session
  if (env.variables.DB_URL || env.variables.DB_HOST) return screen.line('postgres', `yours, ${env.DB_HOST} or DB_URL`)
  const account = unprivilegedAccount()
  if (account) screen.line('postgres', `runs as ${account.name}, since PostgreSQL refuses root`)
  const port = await onFreePort(env.DB_PORT, (each) => session.supervisor.start(postgresUnit(session.layout, each)))
  session.set({ DB_URL: `postgres://postgres:postgres@127.0.0.1:${port}/assay` })
}

/** @param genesisTime seconds @returns the node's HTTP address */
export async function startChain(session: Session, genesisTime: number): Promise<string> {
  const { plan, layout } = session
  const port = await onFreePort(ports.anvil, (each) => {
    const unit = anvilUnit(layout, each, genesisTime, (line) => session.screen.line('anvil', line))
    return session.supervisor.start(plan.scenario ? haltingUsers(session, unit) : unit)
  })
  return `http://127.0.0.1:${port}`
}

/**
 * A chain that comes back from a crash is shorter than it was, until the scenario has mined its blocks again. A transaction
 * of anyone else would change those, and an indexer would see a reorganisation: both are halted meanwhile.
 */
function haltingUsers(session: Session, unit: Unit): Unit {
  let isFirst = true
  const start: Unit['start'] = async (events) => {
    if (!isFirst) await haltUsers(session)
    isFirst = false
    return unit.start(events)
  }
  return { ...unit, start }
}

async function haltUsers(session: Session): Promise<void> {
  const { supervisor, chain, screen } = session
  chain.close()
  const users = await supervisor.halt(['indexer', 'work'])
  if (users.length > 0) screen.line('anvil', 'comes back; indexers and jobs wait until its blocks are mined again')
  // Units that start for the first time wait for the latch by themselves.
  void restart(users, session)
}

async function restart(users: readonly Unit[], { supervisor, chain, screen }: Session): Promise<void> {
  for (const user of users) {
    // Each time anew: the node may crash again meanwhile.
    await chain.opened()
    await supervisor.start(user).catch((error: unknown) => {
      if (error instanceof AssayError && error.code === 'E-STOPPING') return
      screen.warn(`${user.name} could not be started again: ${errorText(error)}`)
    })
  }
}

/** Without ClickHouse all figures are there; series and large lists are not. */
export async function startClickhouseStore(session: Session): Promise<void> {
  const { env, screen, supervisor } = session
  if (env.variables.CLICKHOUSE_URL) return screen.line('clickhouse', 'yours, CLICKHOUSE_URL')
  const absence = clickhouseAbsence()
  if (absence) return screen.warn(`clickhouse: none, because ${absence}; series and long lists are off`)
  const unit = clickhouseUnit(session.layout, ports.clickhouse, session.childEnv())
  const running = await supervisor.start(unit)
  const late = new Promise<void>((resolve) => setTimeout(resolve, CLICKHOUSE_READY_MS).unref())
  await Promise.race([running.ready, late])
  const url = unit.url()
  if (url !== undefined && (await answersPing(url)))
    return session.set({ CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: env.CLICKHOUSE_DATABASE })
  await supervisor.stop('clickhouse')
  screen.warn(`clickhouse: none, because it did not start (${session.layout.log('clickhouse')}); series are off`)
}

function clickhouseAbsence(): string | undefined {
  if (!existsSync(builtScript('embedded/clickhouse/host.js'))) return 'its host is not built'
  try {
    require.resolve('chdb')
    return undefined
  } catch {
    return 'the optional package chdb is not installed'
  }
}

async function answersPing(url: string): Promise<boolean> {
  return fetch(`${url}/ping`, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  )
}

type JobLogKind = 'kafka' | 'postgres'
/** `start` resolves with the job log that runs in the end. */
export type JobLogChoice = { readonly isNeeded: boolean; start(): Promise<JobLogKind> }

/**
 * Chooses the job log, and announces the broker's address before it runs: its first start may download for minutes, for
 * which the api must not wait.
 * @param isNeeded false: no network pays for jobs
 */
export async function chooseJobLog(session: Session, isNeeded: boolean): Promise<JobLogChoice> {
  const { env, screen } = session
  if (env.variables.KAFKA_BROKERS || env.variables.JOB_LOG === 'postgres' || !isNeeded) {
    if (isNeeded)
      screen.line('job log', env.jobLog === 'kafka' ? 'yours, KAFKA_BROKERS' : 'PostgreSQL, as JOB_LOG says')
    session.set({ JOB_LOG: env.jobLog })
    return { isNeeded, start: async () => env.jobLog }
  }
  const port = await freePortFrom(ports.kafka)
  session.set({ JOB_LOG: 'kafka', KAFKA_BROKERS: `127.0.0.1:${port}` })
  return { isNeeded, start: () => startKafkaOrFallBack(session, port) }
}

async function startKafkaOrFallBack(session: Session, announced: number): Promise<JobLogKind> {
  const { screen, supervisor } = session
  const start = (port: number) =>
    supervisor.start(kafkaUnit(session.layout, port, (line) => screen.line('kafka', line)))
  try {
    // The announced port is tried first, another only where somebody took it.
    releasePort(announced)
    const port = await onFreePort(announced, start)
    if (port !== announced) session.set({ KAFKA_BROKERS: `127.0.0.1:${port}` })
    return 'kafka'
  } catch (error) {
    if (!(error instanceof AssayError) || error.code !== 'E-KAFKA-UNAVAILABLE') throw error
    screen.warn(`job log: PostgreSQL, because ${error.message}${error.next ? `\n  ${error.next}` : ''}`)
    session.set({ JOB_LOG: 'postgres', KAFKA_BROKERS: '' })
    return 'postgres'
  }
}
