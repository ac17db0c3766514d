import { setTimeout as sleep } from 'node:timers/promises'
import type { Link, Watcher } from '../proxy/proxy'
import { type ServiceName, serviceNames } from '../trial/services'
import type { World } from '../trial/world'
import { shuffled } from './shuffled'
import type { Step } from './step'

/** What people are told while Postgres is away, whatever store their question needs. */
export const POSTGRES_AWAY = { postgres: ['E-STORE-AWAY'], clickhouse: ['E-STORE-AWAY'] } as const
/** What they are told of series while ClickHouse is away; nothing else notices. */
const CLICKHOUSE_AWAY = { clickhouse: ['E-STORE-AWAY'] } as const

/** How long a store is away: a restart, or the minutes of production as far as a trial can wait. */
const AWAY_MS = { short: [400, 1_500], long: [1_000, 15_000] } as const
/** Longer than any transaction of the api may be held; and in the long form, than the api waits for a store. */
const FROZEN_MS = { short: [3_200, 4_000], long: [12_000, 20_000] } as const
/** Of each answer: in the long form what the specification says. */
const SLOW_MS = { short: 2_500, long: 20_000 } as const
/** Backends killed at random instants beside those that are killed at work. */
const KILLS = [6, 14] as const

/** Backends are killed in the middle of transactions and at random, and Postgres restarts; no process ends. */
export const backendsKilled: Step = async (world) => {
  const served = world.served!
  const before = served.taken()
  await served.during(world, POSTGRES_AWAY, async () => {
    const mining = world.mine(world.random.int(6, 12), 150)
    for (const name of shuffled(serviceNames, world.random)) await killAtWork(world, name)
    for (let n = world.random.int(...KILLS); n > 0; n--) {
      await killOne(world, world.random.pick(serviceNames))
      await sleep(world.random.int(10, 120))
    }
    await restartPostgres(world)
    await mining
  })
  await served.reconnected(world, serviceNames, before)
  world.hit('S1')
}

/** Stops Postgres, leaves it away until people were told so, and starts it again. */
export async function restartPostgres(world: World): Promise<void> {
  const { load } = world.served!
  const [least, most] = AWAY_MS[world.plan.longOutages ? 'long' : 'short']
  const told = load.errorsOf('E-STORE-AWAY')
  await world.lane.crashPostgres(world.random.pick(['SIGKILL', 'SIGQUIT', 'SIGINT']), world.random.int(least, most))
  world.served!.restarts += 1
  if (load.errorsOf('E-STORE-AWAY') === told) throw new Error('nobody was told that Postgres was away')
}

/** Kills the backend of a process between two statements of a transaction; cron's at any statement, for it has few. */
async function killAtWork(world: World, name: ServiceName): Promise<void> {
  const proxy = world.served!.services.postgres[name]
  let killed: Promise<unknown> | undefined
  proxy.watcher = inTransaction(world.random.int(1, 6), name === 'cron' || name === 'worker', (link) => {
    killed = terminate(world, link.server.localPort).finally(() => link.reset())
  })
  await world.until(`a statement of ${name}`, () => killed !== undefined)
  proxy.watcher = undefined
  await killed
}

/** The n-th statement after a BEGIN, or with `anywhere` the n-th of all, does not reach the server, which is cut off instead. */
function inTransaction(nth: number, anywhere: boolean, act: (link: Link) => void): Watcher {
  let left = nth
  return {
    toServer(chunk, link) {
      const text = chunk.toString('latin1')
      if (/\b(commit|rollback)\b/i.test(text)) link.notes.delete('begun')
      else if (anywhere || link.notes.has('begun')) {
        left -= 1
        if (left < 0) return 'pass'
        if (left === 0) {
          act(link)
          return 'drop'
        }
      }
      if (/\b(begin|start transaction)\b/i.test(text)) link.notes.add('begun')
      return 'pass'
    },
  }
}

async function killOne(world: World, name: ServiceName): Promise<void> {
  const ports = world.served!.services.postgres[name].clientPorts
  if (ports.length > 0) await terminate(world, world.random.pick(ports))
}

async function terminate(world: World, port: number | undefined): Promise<void> {
  const sql = 'select pg_terminate_backend(pid) from pg_stat_activity where client_port = $1'
  const { rowCount } = await world.db.use((client) => client.query(sql, [port]))
  world.served!.killedBackends += rowCount ?? 0
}

/** ClickHouse is silent, slow and gone; figures that need Postgres alone are answered as if nothing were. */
export const clickhouseSilent: Step = async (world) => {
  const served = world.served!
  const { clickhouse } = served.services
  const size = world.plan.longOutages ? 'long' : 'short'
  const frozen = async () => {
    clickhouse.freeze()
    await sleep(world.random.int(FROZEN_MS[size][0], FROZEN_MS[size][1]))
    clickhouse.thaw()
  }
  const slow = async () => {
    clickhouse.delayMs = SLOW_MS[size]
    await sleep(SLOW_MS[size])
    clickhouse.delayMs = 0
  }
  const gone = async () => {
    clickhouse.leave()
    await sleep(world.random.int(AWAY_MS[size][0], AWAY_MS[size][1]))
    clickhouse.comeBack()
  }
  for (const trouble of troublesOf(world, frozen, [slow, gone])) {
    const asked = clickhouse.asked + clickhouse.refused
    await served.during(world, CLICKHOUSE_AWAY, () => answeredMeanwhile(world, trouble))
    if (clickhouse.asked + clickhouse.refused === asked) throw new Error('S2: nobody asked ClickHouse')
  }
  world.hit('S2')
}

type Trouble = () => Promise<void>

/** The one that shows most always, the others by chance; in the long form all of them. */
export function troublesOf({ random, plan }: World, always: Trouble, others: readonly Trouble[]): Trouble[] {
  return shuffled([always, ...(plan.longOutages ? others : [random.pick(others)])], random)
}

/** Right answers that Postgres alone gives go on during a trouble; a question that waits for something else stops them. */
export async function answeredMeanwhile(world: World, trouble: () => Promise<unknown>): Promise<void> {
  const { load } = world.served!
  const before = load.rightOf('supply') + load.rightOf('staker')
  const mining = world.mine(world.random.int(3, 6), 200)
  await trouble()
  await mining
  if (load.rightOf('supply') + load.rightOf('staker') < before + 2)
    throw new Error(`no answer while a store or node was away: ${world.served!.summary()}`)
}
