import { connect } from 'node:net'
import type { Env } from '../config/env'

export interface ServiceStatus {
  readonly ok: boolean
  /** where it is, without credentials */
  readonly address: string
}

/** A service of this installation that takes longer to say hello is away. */
const CHECK_TIMEOUT_MS = 1_500

/** Whether each service of the environment answers. Services that are not configured are left out. */
export async function checkServices(env: Env): Promise<Record<string, ServiceStatus>> {
  const { postgres, ...others } = storeChecks(env)
  const api = () => http(`http://${hostOf(env.LISTEN)}:${env.GQL_PORT}/health`)
  const checks = Object.entries({ postgres: postgres!, api, ...others })
  return Object.fromEntries(await Promise.all(checks.map(async ([name, check]) => [name, await check()] as const)))
}

/** A check for each store that is configured, by its name. */
export function storeChecks(env: Env): Record<string, () => Promise<ServiceStatus>> {
  const database = new URL(env.dbUrl)
  const checks: Record<string, () => Promise<ServiceStatus>> = {
    postgres: () => port(database.hostname, Number(database.port || 5432)),
  }
  if (env.CLICKHOUSE_URL) checks.clickhouse = () => http(new URL('/ping', env.CLICKHOUSE_URL).href)
  const broker = env.jobLog === 'kafka' ? env.KAFKA_BROKERS?.split(',')[0] : undefined
  if (broker) {
    const at = broker.lastIndexOf(':')
    checks.kafka = () => port(broker.slice(0, at), Number(broker.slice(at + 1)))
  }
  return checks
}

/** An api that listens everywhere is reached on loopback. */
function hostOf(listen: string): string {
  return listen === '0.0.0.0' || listen === '::' ? '127.0.0.1' : listen
}

async function http(url: string): Promise<ServiceStatus> {
  const address = new URL(url).host
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) })
    await response.body?.cancel()
    return { ok: response.ok, address }
  } catch {
    return { ok: false, address }
  }
}

function port(host: string, portNumber: number): Promise<ServiceStatus> {
  const address = `${host}:${portNumber}`
  return new Promise((resolve) => {
    const socket = connect({ host, port: portNumber, timeout: CHECK_TIMEOUT_MS })
    const done = (ok: boolean) => {
      socket.destroy()
      resolve({ ok, address })
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}
