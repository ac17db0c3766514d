import { Readable } from 'node:stream'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnalyticsClient } from '../../../src/analytics/client'
import { compareStores } from '../../../src/analytics/equality'
import { checkClickhouse, migrateClickhouse } from '../../../src/analytics/migrate'
import { readCursor } from '../../../src/analytics/projector/cursor'
import { dailyCheck } from '../../../src/analytics/projector/dailyCheck'
import { NetworkProjector } from '../../../src/analytics/projector/networkProjector'
import { projections } from '../../../src/analytics/projector/projections'
import { runProjector } from '../../../src/analytics/projector/projector'
import { select } from '../../../src/analytics/queries/select'
import { coverage, rollups } from '../../../src/analytics/rollups'
import { StoredAlarms } from '../../../src/indexer/alarms'
import { AWKWARD, BIG, type Fact, FixtureNetwork } from './fixture'
import { TestStores } from './stores'

let stores: TestStores
beforeAll(async () => {
  stores = await TestStores.start()
})
afterAll(() => stores?.stop())

/** Small batches, so that a short history takes many of them. */
const BATCH_EVENTS = 40

function projectorOf(network: string, clickhouse: AnalyticsClient, rebuilds: string[] = []) {
  return new NetworkProjector(network, clickhouse, (why) => rebuilds.push(why), BATCH_EVENTS)
}

async function catchUp(projector: NetworkProjector, pg: Client): Promise<number> {
  for (let batches = 0; ; batches++) {
    const { cursor, final } = await projector.step(pg)
    if (final === null || cursor.block >= final) return batches + 1
  }
}

const counted = async (clickhouse: AnalyticsClient, table: string, network: string) => {
  const [row] = await select<{ n: string }>(
    clickhouse,
    `SELECT count() AS n FROM ${table} WHERE network = {network:String}`,
    { network },
  )
  return Number(row!.n)
}

/** A transfer that its movement tells of. */
const isMoved = ({ table, row }: Fact) =>
  table === 'event' && row.kind === 'token.Transfer' && JSON.parse(row.data as string).value !== '0'

const equalUpTo = (network: string, block: number) => ({ network, block, equal: true, differences: [] })

/** Facts that the hours cover, and facts there are, of every table of hours. */
async function hours(clickhouse: AnalyticsClient, network: string) {
  const covered = []
  for (const rollup of rollups) covered.push(await coverage(clickhouse, rollup, network))
  return { rolled: covered.map((each) => each.rolled), facts: covered.map((each) => each.facts) }
}

async function expectRolledUp(clickhouse: AnalyticsClient, network: string) {
  const { rolled, facts } = await hours(clickhouse, network)
  expect(rolled).toEqual(facts)
}

/** A client that fails at the n-th insert: before it reaches the server, or after the server has written it. */
function failing(clickhouse: AnalyticsClient, atInsert: number, when: 'before' | 'after'): AnalyticsClient {
  let inserts = 0
  return intercepted(clickhouse, 'insert', async (params) => {
    if (++inserts !== atInsert) return clickhouse.insert(params)
    if (when === 'after') await clickhouse.insert(params)
    throw new Error('the process died here')
  })
}

/** The same client with a method of one's own. */
function intercepted<Method extends 'insert' | 'query'>(
  clickhouse: AnalyticsClient,
  method: Method,
  ours: (params: Parameters<AnalyticsClient[Method]>[0]) => Promise<unknown>,
): AnalyticsClient {
  return new Proxy(clickhouse, {
    get(target, name) {
      const member = Reflect.get(target, name)
      if (name === method) return ours
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

describe('projection', () => {
  it('brings every final fact of a network over, to the last digit and the last byte', async () => {
    const { pg, clickhouse } = await stores.fresh('whole')
    const alpha = new FixtureNetwork(pg, 'alpha')
    const beta = new FixtureNetwork(pg, 'beta-two')
    await alpha.grow(100, 90)
    await beta.grow(30, 30)
    expect(await catchUp(projectorOf('alpha', clickhouse), pg)).toBeGreaterThan(3)
    await catchUp(projectorOf('beta-two', clickhouse), pg)

    for (const network of [alpha, beta]) {
      const final = network === alpha ? 90 : 30
      const facts = network.facts.filter((fact) => fact.block <= final)
      const expected = projections.map(({ table }) => {
        const tables = { position_change: ['position', 'position_closed'], bill_change: ['bill', 'bill_closed'] }[
          table
        ] ?? [table]
        return [table, facts.filter((fact) => tables.includes(fact.table) && !isMoved(fact)).length]
      })
      const actual = []
      for (const { table } of projections) actual.push([table, await counted(clickhouse, table, network.name)])
      expect(actual).toEqual(expected)
      expect(await compareStores(pg, clickhouse, network.name)).toEqual(equalUpTo(network.name, final))
    }
    const [movement] = await select(
      clickhouse,
      `SELECT amount, log_index, part, ordinal, toUnixTimestamp(block_time) AS time FROM movement
        WHERE network = 'alpha' AND block = 3 AND cause != ''`,
      {},
    )
    expect(movement).toMatchObject({ amount: (BIG + 3n).toString(), part: 0, ordinal: 0 })
    const transfers = await select<{ block: string; data: string }>(
      clickhouse,
      "SELECT block, data FROM event WHERE network = 'beta-two' AND kind = 'token.Transfer' ORDER BY block",
      {},
    )
    const ofNothing = { from: '0x1', to: '0x2', value: '0', note: AWKWARD }
    expect(transfers.map(({ block, data }) => [Number(block), JSON.parse(data)])).toEqual([
      [7, ofNothing],
      [17, ofNothing],
      [27, ofNothing],
    ])
    const [slash] = await select(clickhouse, "SELECT reason FROM slash WHERE network = 'beta-two' AND block = 7", {})
    expect(slash).toEqual({ reason: AWKWARD })
  })

  it('takes up facts as they become final, each once', async () => {
    const { pg, clickhouse } = await stores.fresh('growing')
    const network = new FixtureNetwork(pg, 'alpha')
    const projector = projectorOf('alpha', clickhouse)
    for (const _ of ['the first look', 'another'])
      expect(await projector.step(pg)).toMatchObject({ state: 'waiting', final: null })
    for (const [head, final] of [
      [5, 0],
      [30, 11],
      [31, 31],
      [40, 31],
      [60, 55],
    ] as const) {
      await network.grow(head, final)
      await catchUp(projector, pg)
      expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', final))
    }
  })

  it('writes a block with more events than a batch holds as a batch of its own', async () => {
    const { pg, clickhouse } = await stores.fresh('crowded')
    await new FixtureNetwork(pg, 'alpha').grow(40, 40)
    const projector = new NetworkProjector('alpha', clickhouse, () => undefined, 1)
    await catchUp(projector, pg)
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 40))
  })
})

/** Eighty blocks of facts, this far apart, end in their second segment of hours. */
const STRIDE = 150

/** Holds the one writer of the engine for three seconds. */
const SLOW_INSERT =
  "INSERT INTO FUNCTION null('n UInt8') SELECT sleepEachRow(0.5) FROM numbers(6) SETTINGS max_block_size = 1"

describe('an amount beyond its column', () => {
  const [least, most] = [-(2n ** 255n), 2n ** 255n - 1n]
  const beyond = (column: string, value: bigint) => ({
    code: 'E-PROJECTION-RANGE',
    retryable: false,
    details: { network: 'alpha', block: 33, amount: column, value: `${value}` },
  })

  it.each([
    ['supply_point', 'balance', 'block', [least - 1n, most + 1n, 1n - 2n ** 256n]],
    ['position', 'amount', 'opened_block', [most + 1n, 2n ** 256n - 1n]],
  ] as const)('of %s ends the series before it, and is never wrapped', async (table, column, at, values) => {
    const { pg, clickhouse } = await stores.fresh(`beyond_${table}`)
    await new FixtureNetwork(pg, 'alpha').grow(40, 40)
    const amount = table === 'position' ? 'position_change.amount' : `${table}.${column}`
    const set = (value: bigint) =>
      pg.query(`UPDATE ${table} SET ${column} = $1 WHERE network = 'alpha' AND ${at} = 33`, [`${value}`])
    for (const value of values) {
      await set(value)
      await expect(catchUp(projectorOf('alpha', clickhouse), pg)).rejects.toMatchObject(beyond(amount, value))
      expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 32))
    }
    await set(most)
    await catchUp(projectorOf('alpha', clickhouse), pg)
    const [row] = await select<{ held: string }>(
      clickhouse,
      `SELECT toString(max(${column})) AS held FROM ${amount.split('.')[0]} WHERE block = 33`,
      {},
    )
    expect(row!.held).toBe(`${most}`)
  })

  it('can stand in no other column than those that are looked at', async () => {
    const { clickhouse } = await stores.fresh('signed')
    const found = await select<{ table: string; name: string }>(
      clickhouse,
      "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND type = 'Int256' ORDER BY table",
      {},
    )
    const looked = projections.flatMap(({ table, signed }) => signed.map((name) => ({ table, name })))
    expect(found).toEqual(looked.sort((a, b) => (a.table < b.table ? -1 : 1)))
  })
})

describe('a crash', () => {
  it.each([
    ['before the first insert of a batch', 1, 'before'],
    ['between two inserts', 4, 'before'],
    ['after an insert that nobody heard of', 3, 'after'],
    ['in a later batch', 20, 'after'],
  ] as const)('%s leaves nothing twice and nothing out', async (_, atInsert, when) => {
    const { pg, clickhouse } = await stores.fresh(`crash_${atInsert}`)
    await new FixtureNetwork(pg, 'alpha', STRIDE).grow(80, 80)
    const dying = projectorOf('alpha', failing(clickhouse, atInsert, when))
    await expect(catchUp(dying, pg)).rejects.toMatchObject({ code: 'E-PROJECTION', retryable: true })
    await catchUp(projectorOf('alpha', clickhouse), pg)
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 80 * STRIDE))
    await expectRolledUp(clickhouse, 'alpha')
  })

  it('of the waiting, not of the insert: what arrives after the time-out is not there twice', async () => {
    const { pg, clickhouse } = await stores.fresh('late')
    await new FixtureNetwork(pg, 'alpha', STRIDE).grow(80, 80)
    const late: Promise<unknown>[] = []
    const timingOut = intercepted(clickhouse, 'insert', async (params) => {
      const chunks: Buffer[] = []
      for await (const chunk of params.values as AsyncIterable<Buffer>) chunks.push(chunk)
      // The writer is busy: the insert is taken, and waits.
      late.push(clickhouse.command({ query: SLOW_INSERT }))
      late.push(clickhouse.insert({ ...params, values: Readable.from(chunks, { objectMode: false }) }))
      // Time enough to be on its way.
      await new Promise((resolve) => setTimeout(resolve, 500))
      throw new Error('Timeout error.')
    })
    await expect(projectorOf('alpha', timingOut).step(pg)).rejects.toMatchObject({ code: 'E-PROJECTION' })
    await catchUp(projectorOf('alpha', clickhouse), pg)
    await Promise.all(late)
    expect(late.length).toBe(2)
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 80 * STRIDE))
    await expectRolledUp(clickhouse, 'alpha')
  })

  it('after the whole batch, before its cursor moved, does not double it', async () => {
    const { pg, clickhouse } = await stores.fresh('doubled')
    await new FixtureNetwork(pg, 'alpha', STRIDE).grow(80, 80)
    const first = projectorOf('alpha', clickhouse)
    await first.step(pg)
    const { rows } = await pg.query('SELECT * FROM projection_cursor')
    await first.step(pg)
    await pg.query('UPDATE projection_cursor SET block = $1, rows = $2', [rows[0].block, rows[0].rows])
    const rebuilds: string[] = []
    await catchUp(projectorOf('alpha', clickhouse, rebuilds), pg)
    expect(rebuilds).toEqual([])
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 80 * STRIDE))
    await expectRolledUp(clickhouse, 'alpha')
  })

  it('of a projector that was replaced meanwhile is not followed by its cursor', async () => {
    const { pg, clickhouse } = await stores.fresh('replaced')
    await new FixtureNetwork(pg, 'alpha', STRIDE).grow(80, 80)
    const [old, young] = [projectorOf('alpha', clickhouse), projectorOf('alpha', clickhouse)]
    await old.step(pg)
    await catchUp(young, pg)
    await expect(old.step(pg)).rejects.toMatchObject({ code: 'E-PROJECTION-CURSOR' })
    await catchUp(projectorOf('alpha', clickhouse), pg)
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 80 * STRIDE))
    await expectRolledUp(clickhouse, 'alpha')
  })
})

describe('the equality check', () => {
  it.each([
    ['a lost row', "DELETE FROM movement WHERE block = 33 AND network = 'alpha' AND ordinal = 0", 'movement'],
    [
      'a lost event',
      "DELETE FROM event WHERE block = 6 AND network = 'alpha' AND kind = 'dgrid-bill.BillOpened'",
      'event',
    ],
    ['a lost transfer of nothing', "DELETE FROM event WHERE kind = 'token.Transfer' AND block = 7", 'event'],
    ['a row too many', "INSERT INTO slash SELECT * FROM slash WHERE network = 'alpha' AND block = 7", 'slash'],
    [
      'an amount that is one off',
      "INSERT INTO supply_point (network, block, balance) SELECT network, block, balance + 1 FROM supply_point WHERE network = 'alpha' AND block = 0 LIMIT 1",
      'supply_point',
    ],
  ])('turns red on %s', async (name, damage, table) => {
    const { pg, clickhouse } = await stores.fresh(name.replaceAll(' ', '_'))
    await new FixtureNetwork(pg, 'alpha').grow(40, 40)
    await catchUp(projectorOf('alpha', clickhouse), pg)
    await clickhouse.command({ query: damage })
    const equality = await compareStores(pg, clickhouse, 'alpha')
    expect(equality.equal).toBe(false)
    expect([...new Set(equality.differences.map((each) => each.table))]).toEqual([table])
  })

  it('turns red when Postgres has a fact that no batch found', async () => {
    const { pg, clickhouse } = await stores.fresh('unfound')
    await new FixtureNetwork(pg, 'alpha').grow(40, 40)
    await pg.query("DELETE FROM event WHERE network = 'alpha' AND block = 7 AND kind = 'dgrid-nodes.Slashed'")
    await catchUp(projectorOf('alpha', clickhouse), pg)
    const { differences } = await compareStores(pg, clickhouse, 'alpha')
    expect(differences).toContainEqual({ table: 'slash', figure: 'rows', postgres: '6', clickhouse: '5' })
  })
})

describe('the daily check', () => {
  it('of one network that cannot be made keeps no other from its own', async () => {
    const { pg, clickhouse } = await stores.fresh('daily')
    for (const name of ['alpha', 'beta-two']) {
      await new FixtureNetwork(pg, name).grow(20, 20)
      await catchUp(projectorOf(name, clickhouse), pg)
    }
    const checked: unknown[] = []
    const refusing = intercepted(clickhouse, 'query', async (params) => {
      const { network } = params.query_params!
      checked.push(network)
      if (network === 'alpha') throw new Error('no memory for this query')
      return clickhouse.query(params)
    })
    const check = dailyCheck(refusing)
    for (const network of ['alpha', 'beta-two', 'alpha', 'beta-two']) await check(pg, network)
    expect(checked.filter((network) => network === 'alpha')).toHaveLength(1)
    const { rows } = await pg.query('SELECT network, block, equal FROM projection_check')
    expect(rows).toEqual([{ network: 'beta-two', block: 20, equal: true }])
  })
})

describe('a projection that no longer fits', () => {
  it('is made anew where ClickHouse has lost facts', async () => {
    const { pg, clickhouse } = await stores.fresh('lost')
    await new FixtureNetwork(pg, 'alpha').grow(40, 40)
    await new FixtureNetwork(pg, 'beta-two').grow(20, 20)
    for (const name of ['alpha', 'beta-two']) await catchUp(projectorOf(name, clickhouse), pg)
    await clickhouse.command({ query: 'TRUNCATE TABLE bill_change' })
    const rebuilds: string[] = []
    for (const name of ['alpha', 'beta-two']) await catchUp(projectorOf(name, clickhouse, rebuilds), pg)
    expect(rebuilds).toEqual(['facts are missing from ClickHouse', 'facts are missing from ClickHouse'])
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 40))
    expect(await compareStores(pg, clickhouse, 'beta-two')).toEqual(equalUpTo('beta-two', 20))
  })

  it('gets its hours anew where they cover less or more than the facts', async () => {
    const { pg, clickhouse } = await stores.fresh('hours')
    await new FixtureNetwork(pg, 'alpha', STRIDE).grow(80, 80)
    await catchUp(projectorOf('alpha', clickhouse), pg)
    for (const damage of ['TRUNCATE TABLE bill_hour', 'INSERT INTO supply_hour SELECT * FROM supply_hour']) {
      await clickhouse.command({ query: damage })
      expect((await compareStores(pg, clickhouse, 'alpha')).equal).toBe(false)
      await projectorOf('alpha', clickhouse).step(pg)
      expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 80 * STRIDE))
      await expectRolledUp(clickhouse, 'alpha')
    }
  })

  it('is made anew where the indexer began afresh', async () => {
    const { pg, clickhouse } = await stores.fresh('afresh')
    await new FixtureNetwork(pg, 'alpha').grow(40, 40)
    const rebuilds: string[] = []
    const projector = projectorOf('alpha', clickhouse, rebuilds)
    await catchUp(projector, pg)
    await pg.query('UPDATE squid_alpha.status SET height = 12')
    await catchUp(projector, pg)
    expect(rebuilds).toEqual(['the indexer is behind the cursor: it was started afresh'])
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 12))
  })
})

describe('the running projector', () => {
  it('waits for a ClickHouse that is away, and catches up', async () => {
    const { env, pg, clickhouse } = await stores.fresh('away')
    const network = new FixtureNetwork(pg, 'alpha')
    await network.grow(20, 20)
    const stop = new AbortController()
    const running = runProjector(
      { dbUrl: env.dbUrl, clickhouse, networks: ['alpha', 'beta-two'], batchEvents: BATCH_EVENTS },
      stop.signal,
    )
    const cursor = async () => (await readCursor(pg, 'alpha')).block
    await expect.poll(cursor, { timeout: 30_000 }).toBe(20)
    await stores.server.close('SIGKILL')
    await network.grow(60, 60)
    await new FixtureNetwork(pg, 'beta-two').grow(10, 10)
    await stores.server.open()
    await expect.poll(cursor, { timeout: 30_000 }).toBe(60)
    await expect.poll(async () => (await readCursor(pg, 'beta-two')).block, { timeout: 30_000 }).toBe(10)
    stop.abort()
    await running
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 60))
    expect(await compareStores(pg, clickhouse, 'beta-two')).toEqual(equalUpTo('beta-two', 10))
  })

  it('leaves a network that fails behind, with an alarm, and goes on with the others', async () => {
    const { env, pg, clickhouse } = await stores.fresh('starving')
    await new FixtureNetwork(pg, 'alpha').grow(200, 200)
    // more than a connection holds unread
    await pg.query("UPDATE event SET data = data || jsonb_build_object('note', repeat('long', 5000))")
    await new FixtureNetwork(pg, 'beta-two').grow(20, 20)
    let refused = 0
    let refusing = true
    const refusal = intercepted(clickhouse, 'insert', async (params) => {
      if (!refusing || !params.query_id!.includes('/alpha/')) return clickhouse.insert(params)
      refused++
      for await (const _ of params.values as AsyncIterable<Buffer>) break
      throw new Error('no room in this table')
    })
    const stop = new AbortController()
    const checked: string[] = []
    const running = runProjector(
      {
        dbUrl: env.dbUrl,
        clickhouse: refusal,
        networks: ['alpha', 'beta-two'],
        whenLive: async (_, network) => void checked.push(network),
      },
      stop.signal,
    )
    const cursor = async (network: string) => (await readCursor(pg, network)).block
    const alarms = async () => (await pg.query('SELECT network, code, message FROM alarm')).rows
    await expect.poll(() => cursor('beta-two'), { timeout: 30_000 }).toBe(20)
    await expect.poll(() => refused, { timeout: 30_000 }).toBeGreaterThan(2)
    await expect.poll(() => checked, { timeout: 30_000 }).toContain('beta-two')
    // An indexer that starts takes back what the one before it said, and no more.
    await new StoredAlarms(pg, 'alpha').raise('E-NODE-AWAY', 'the endpoint does not tell its head')
    await new StoredAlarms(pg, 'alpha').clearAll()
    expect([await cursor('alpha'), checked.includes('alpha'), await alarms()]).toEqual([
      -1,
      false,
      [{ network: 'alpha', code: 'E-PROJECTION', message: expect.stringContaining('no room in this table') }],
    ])
    refusing = false
    await expect.poll(() => cursor('alpha'), { timeout: 30_000 }).toBe(200)
    await expect.poll(alarms, { timeout: 30_000 }).toEqual([])
    stop.abort()
    await running
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 200))
    expect(await compareStores(pg, clickhouse, 'beta-two')).toEqual(equalUpTo('beta-two', 20))
  })

  it('works alone: a second one waits until the first has gone', async () => {
    const { env, pg, clickhouse } = await stores.fresh('alone')
    const network = new FixtureNetwork(pg, 'alpha')
    await network.grow(20, 20)
    const insertsBy = { first: 0, second: 0 }
    const counting = (who: 'first' | 'second') =>
      new Proxy(clickhouse, {
        get(target, name) {
          const member = Reflect.get(target, name)
          if (name === 'insert') insertsBy[who]++
          return typeof member === 'function' ? member.bind(target) : member
        },
      })
    const stops = { first: new AbortController(), second: new AbortController() }
    const start = (who: 'first' | 'second') =>
      runProjector({ dbUrl: env.dbUrl, clickhouse: counting(who), networks: ['alpha'] }, stops[who].signal)
    const cursor = async () => (await readCursor(pg, 'alpha')).block
    const first = start('first')
    await expect.poll(cursor, { timeout: 30_000 }).toBe(20)
    const second = start('second')
    await network.grow(40, 40)
    await expect.poll(cursor, { timeout: 30_000 }).toBe(40)
    expect(insertsBy.second).toBe(0)
    stops.first.abort()
    await first
    const byFirst = insertsBy.first
    await network.grow(60, 60)
    await expect.poll(cursor, { timeout: 30_000 }).toBe(60)
    stops.second.abort()
    await second
    expect([insertsBy.first === byFirst, insertsBy.second > 0]).toEqual([true, true])
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 60))
  })
})

describe('the ClickHouse schema', () => {
  it('is checked, and applied as often as one likes', async () => {
    const { env } = await stores.fresh('schema')
    await expect(checkClickhouse({ ...env, CLICKHOUSE_DATABASE: 'not_there' })).rejects.toMatchObject({
      code: 'E-SCHEMA',
    })
    await checkClickhouse(env)
    await migrateClickhouse(env)
    await checkClickhouse(env)
  })

  it('that is newer or other than this build is refused', async () => {
    const { env, clickhouse } = await stores.fresh('newer')
    await clickhouse.command({ query: "INSERT INTO schema_migration (name, digest) VALUES ('9999-later.sql', '')" })
    for (const ask of [checkClickhouse, migrateClickhouse])
      await expect(ask(env)).rejects.toMatchObject({ code: 'E-SCHEMA' })
  })

  it('of before is projected anew where it held transfers twice', async () => {
    const { env, pg, clickhouse } = await stores.fresh('twice')
    await new FixtureNetwork(pg, 'alpha').grow(40, 40)
    await catchUp(projectorOf('alpha', clickhouse), pg)
    await clickhouse.command({
      query:
        "INSERT INTO event (network, block, kind) SELECT network, block, 'token.Transfer' FROM movement WHERE ordinal = 0",
    })
    const transfers = (await counted(clickhouse, 'movement', 'alpha')) / 2
    await pg.query('UPDATE projection_cursor SET rows = rows + $1', [transfers])
    await clickhouse.command({ query: "DELETE FROM schema_migration WHERE name = '0003-each-fact-once.sql'" })
    await migrateClickhouse(env)
    const rebuilds: string[] = []
    await catchUp(projectorOf('alpha', clickhouse, rebuilds), pg)
    expect(rebuilds).toEqual(['facts are missing from ClickHouse'])
    expect(await compareStores(pg, clickhouse, 'alpha')).toEqual(equalUpTo('alpha', 40))
  })

  it('keeps UInt64, UInt256 and decimals exact in JSON', async () => {
    const { clickhouse } = await stores.fresh('precise')
    const query = `SELECT toUInt64(18446744073709551615) AS a, toInt256('${-(2n ** 200n) - 1n}') AS b, toDecimal128('0.333333333333333333333333333333', 30) AS c, toUInt256('${2n ** 256n - 1n}') AS d`
    expect(await select(clickhouse, query, {})).toEqual([
      {
        a: '18446744073709551615',
        b: `${-(2n ** 200n) - 1n}`,
        c: '0.333333333333333333333333333333',
        d: `${2n ** 256n - 1n}`,
      },
    ])
  })
})
