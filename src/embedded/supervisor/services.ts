import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { startAnvil } from '../anvil'
import { startKafka } from '../kafka/broker'
import { limitLog } from '../logFile'
import { startPostgres } from '../postgres/postgres'
import { childUnit } from './child'
import { builtScript, kafkaCacheDir, type Layout } from './layout'
import type { Unit } from './unit'

/** The services of `assay up` as units. Ports are fixed here, so that a restart comes back where it was. */

export function postgresUnit(layout: Layout, port: number): Unit {
  const logFile = layout.log('postgres')
  return {
    name: 'postgres',
    stage: 'postgres',
    logFile,
    hurrySignal: 'SIGQUIT',
    start: async ({ spawned, ready }) => {
      prepareLog(logFile)
      const server = await startPostgres({ dataDir: layout.postgres, port, log: logFile, onSpawn: spawned })
      ready(`postgres 127.0.0.1:${port}`)
      return server
    },
  }
}

/**
 * @param genesisTime seconds; used when the chain is created
 * @param say called when the kept chain was lost
 */
export function anvilUnit(layout: Layout, port: number, genesisTime: number, say: (line: string) => void): Unit {
  const logFile = layout.log('anvil')
  return {
    name: 'anvil',
    stage: 'chain',
    logFile,
    hurrySignal: 'SIGKILL',
    start: async ({ spawned, ready }) => {
      prepareLog(logFile)
      const onStateLost = () => say('its last dump was cut short; the scenario mines the same blocks again')
      const place = { dataDir: layout.anvil, log: logFile, port, genesisTime }
      const node = await startAnvil({ ...place, onSpawn: spawned, onStateLost })
      ready(`anvil ${node.http}`)
      return node
    },
  }
}

/** Ports tried after the wanted one; more than a machine runs copies of Assay. */
const CLICKHOUSE_TRIES = 64

/**
 * The host chooses its port by listening, at its first start; after that it comes back where it was.
 * @param wanted the port with which it begins
 */
export function clickhouseUnit(
  layout: Layout,
  wanted: number,
  env: Readonly<Record<string, string | undefined>>,
): Unit & { readonly url: () => string | undefined } {
  let url: string | undefined
  const unit = () =>
    childUnit({
      name: 'clickhouse',
      stage: 'clickhouse',
      logFile: layout.log('clickhouse'),
      args: [builtScript('embedded/clickhouse/host.js')],
      env: {
        ...env,
        CLICKHOUSE_HOST_PORT: url === undefined ? String(wanted) : new URL(url).port,
        CLICKHOUSE_HOST_TRIES: url === undefined ? String(CLICKHOUSE_TRIES) : '1',
        CLICKHOUSE_HOST_PATH: layout.clickhouse,
      },
    })
  const start: Unit['start'] = (events) =>
    unit().start({
      ...events,
      ready: (what) => {
        url ??= what.split(' ')[1]
        events.ready(what)
      },
    })
  return { ...unit(), start, url: () => url }
}

/** @param say called about a download, which takes a while */
export function kafkaUnit(layout: Layout, port: number, say: (line: string) => void): Unit {
  return {
    name: 'kafka',
    stage: 'kafka',
    logFile: path.join(layout.kafka, 'broker.log'),
    hurrySignal: 'SIGKILL',
    start: async ({ ready }) => {
      mkdirSync(layout.kafka, { recursive: true })
      limitLog(path.join(layout.kafka, 'broker.log'))
      const broker = await startKafka({
        dataDir: layout.kafka,
        port,
        cacheDir: kafkaCacheDir(),
        log: say,
      })
      ready(`kafka ${broker.brokers}`)
      return broker
    },
  }
}

function prepareLog(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  limitLog(file)
}
