import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnalyticsClient } from '../../../src/analytics/client'
import { compareStores, type Equality } from '../../../src/analytics/equality'
import { NetworkProjector } from '../../../src/analytics/projector/networkProjector'
import { FixtureNetwork, timeOf } from './fixture'
import { TestStores } from './stores'

/** Eighty blocks are more than one segment of hours: the newest is not whole. */
const STRIDE = 150
const FINAL = 80 * STRIDE

let stores: TestStores
let pg: Client
let clickhouse: AnalyticsClient
let compare: Client
let alpha: FixtureNetwork

beforeAll(async () => {
  stores = await TestStores.start()
  const fresh = await stores.fresh('columns')
  ;({ pg, clickhouse } = fresh)
  compare = new Client({ connectionString: fresh.env.dbUrl })
  await compare.connect()
  alpha = new FixtureNetwork(pg, 'alpha', STRIDE)
  await alpha.grow(80, 80)
  await catchUp()
  for (const table of ['bill_hour', 'supply_hour']) await tell(`OPTIMIZE TABLE ${table} FINAL`)
})
afterAll(async () => {
  await compare?.end()
  await stores?.stop()
})

async function catchUp() {
  const projector = new NetworkProjector('alpha', clickhouse, () => undefined, 40)
  for (let final: number | null = 0, block = -1; final !== null && block < final; ) {
    const step = await projector.step(pg)
    ;[final, block] = [step.final, step.cursor.block]
  }
}

const tell = (query: string) => clickhouse.command({ query, clickhouse_settings: { mutations_sync: '2' } })
const check = (): Promise<Equality> => compareStores(compare, clickhouse, 'alpha')
const equal = { network: 'alpha', block: FINAL, equal: true, differences: [] }

const dayOf = (turn: number) => new Date(timeOf(turn) * 1_000).toISOString().slice(0, 10)
const hourOf = (turn: number) => new Date(timeOf(turn) * 1_000).toISOString().slice(0, 19).replace('T', ' ')
/** The moment of a block is the beginning of an hour. */
const atHour = (turn: number) => `hour = toDateTime('${hourOf(turn)}', 'UTC')`
const burn = (turn: number, ordinal = 0) => ({
  day: dayOf(turn),
  row: `block ${turn * STRIDE}, log_index 0, part 0, ordinal ${ordinal}`,
})
const one = (turn: number, ordinal = 0) => `network = 'alpha' AND block = ${turn * STRIDE} AND ordinal = ${ordinal}`
const update = (table: string, change: string, where: string) => `ALTER TABLE ${table} UPDATE ${change} WHERE ${where}`

type Lie = [name: string, lie: string, undo: string, named: Record<string, unknown>]

const exchanged = (table: string, value: string, [a, b]: [string, string], where: string) =>
  update(
    table,
    `${value} = if(${a}, (SELECT any(${value}) FROM ${table} WHERE (${b}) AND ${where}),
      (SELECT any(${value}) FROM ${table} WHERE (${a}) AND ${where}))`,
    `((${a}) OR (${b})) AND ${where}`,
  )
const ofOneMovement = exchanged(
  'movement',
  'amount',
  ['ordinal = 0', 'ordinal = 1'],
  "network = 'alpha' AND block = 450",
)
const ofTwoDays = exchanged('movement', 'amount', ['block = 450', 'block = 4500'], "network = 'alpha' AND ordinal = 0")

const inOneRow = update('revenue_route', 'fees = burned, burned = fees', "network = 'alpha' AND block = 750")

const lies: Lie[] = [
  [
    'a row in another day',
    update('movement', 'block_time = block_time + 86400', one(3)),
    update('movement', 'block_time = block_time - 86400', one(3)),
    {
      ...burn(3),
      table: 'movement',
      figure: 'block_time',
      postgres: `${timeOf(3)}`,
      clickhouse: `${timeOf(3) + 86_400}`,
    },
  ],
  [
    'a row with another cause',
    update('movement', "cause = 'direct'", one(3)),
    update('movement', "cause = 'usage'", one(3)),
    { ...burn(3), table: 'movement', figure: 'cause', postgres: 'usage', clickhouse: 'direct' },
  ],
  [
    'two amounts exchanged in a block',
    ofOneMovement,
    ofOneMovement,
    { ...burn(3), table: 'movement', figure: 'amount' },
  ],
  ['two amounts exchanged between days', ofTwoDays, ofTwoDays, { ...burn(30), table: 'movement', figure: 'amount' }],
  [
    'two amounts exchanged in a row',
    inOneRow,
    inOneRow,
    { table: 'revenue_route', figure: 'fees', day: dayOf(5), postgres: '9', clickhouse: '3' },
  ],
  [
    'other data of an event',
    update('event', "data = replaceOne(data, '0xb600', '0xb601')", "block = 600 AND kind = 'dgrid-bill.BillOpened'"),
    update('event', "data = replaceOne(data, '0xb601', '0xb600')", "block = 600 AND kind = 'dgrid-bill.BillOpened'"),
    {
      table: 'event',
      figure: 'data',
      day: dayOf(4),
      row: 'block 600, log_index 0, part 0',
      postgres: '{"billId": "0xb600"}',
      clickhouse: '{"billId": "0xb601"}',
    },
  ],
  [
    'another owner of a stake',
    update('position_change', "owner = '0xme'", "block = 750 AND change = 'opened'"),
    update('position_change', "owner = '0xa5'", "block = 750 AND change = 'opened'"),
    { table: 'position_change', figure: 'owner', postgres: '0xa5', clickhouse: '0xme' },
  ],
  [
    'a letter moved from one text to its neighbour',
    update('slash', "node = '0x00', job_id = 'x'", 'block = 2100'),
    update('slash', "node = '0x0', job_id = '0x'", 'block = 2100'),
    { table: 'slash', figure: 'node', postgres: '0x0', clickhouse: '0x00' },
  ],
  [
    'hours off by one in a whole segment',
    update('bill_hour', 'opened = opened + 1', atHour(4)),
    update('bill_hour', 'opened = opened - 1', atHour(4)),
    {
      table: 'bill_hour',
      figure: 'opened',
      day: dayOf(4),
      row: `hour ${hourOf(4)}, segment 0`,
      postgres: '1',
      clickhouse: '2',
    },
  ],
  [
    'hours off by one in the newest segment',
    update('bill_hour', 'treasury = treasury - 1', atHour(76)),
    update('bill_hour', 'treasury = treasury + 1', atHour(76)),
    {
      table: 'bill_hour',
      figure: 'treasury',
      day: dayOf(76),
      row: `hour ${hourOf(76)}, segment 1`,
      postgres: expect.any(String),
      clickhouse: expect.any(String),
    },
  ],
  [
    'a balance of an hour off by one in the newest segment',
    update('supply_hour', last('+'), `class = 'tax' AND ${atHour(78)}`),
    update('supply_hour', last('-'), `class = 'tax' AND ${atHour(78)}`),
    { table: 'supply_hour', figure: 'last', postgres: '-11700', clickhouse: '-11699' },
  ],
  [
    'hours of blocks that are not there',
    `INSERT INTO bill_hour (network, hour, segment, opened, facts) VALUES ('alpha', '2031-01-01 00:00:00', 9000, 1, 1)`,
    'DELETE FROM bill_hour WHERE segment = 9000',
    { table: 'bill_hour', row: 'hour 2031-01-01 00:00:00, segment 9000', postgres: 'none', clickhouse: '1' },
  ],
  [
    'a row of a block that is not final',
    `INSERT INTO price_point (network, block, block_time, id) VALUES ('alpha', ${FINAL + 1}, 0, 'x')`,
    `DELETE FROM price_point WHERE block = ${FINAL + 1}`,
    { table: 'price_point', figure: 'block', postgres: `${FINAL}`, clickhouse: `${FINAL + 1}` },
  ],
]

function last(sign: string): string {
  return `last = initializeAggregation('argMaxState', finalizeAggregation(last) ${sign} toInt256(1), toUInt32(block))`
}

describe('a lie in ClickHouse that leaves counts and sums as they are', () => {
  it.each(lies)('%s is named', async (_, lie, undo, named) => {
    expect(await check()).toEqual(equal)
    await tell(lie)
    const told = await check()
    await tell(undo)
    expect(told.equal).toBe(false)
    expect(told.differences).toContainEqual(expect.objectContaining(named))
    expect([...new Set(told.differences.map(({ table }) => table))]).toEqual([named.table])
    expect(await check()).toEqual(equal)
  })

  it('names a row that stands for another, and the first days of many', async () => {
    await tell("INSERT INTO price_point SELECT * FROM price_point WHERE network = 'alpha' AND block = 1050")
    await tell('DELETE FROM price_point WHERE block = 2100')
    const { differences } = await check()
    const rows = differences.filter(({ row }) => row?.startsWith('id alpha-000000'))
    expect(rows.map(({ figure, postgres, clickhouse }) => [figure, postgres, clickhouse])).toEqual([
      ['rows', '1', '2'],
      ['rows', '1', '0'],
    ])
    await tell('TRUNCATE TABLE movement')
    const gone = (await check()).differences.filter(({ table, day }) => table === 'movement' && day)
    expect(gone).toHaveLength(10)
    await tell('TRUNCATE TABLE price_point')
    await catchUp()
    expect(await check()).toEqual(equal)
  })
})

describe('stores that agree', () => {
  it('are equal with blocks above the final height, and at every moment of a projection', async () => {
    await alpha.grow(90, 80)
    expect(await check()).toEqual(equal)
    await alpha.grow(260, 240)
    let projecting = true
    const projected = catchUp().finally(() => {
      projecting = false
    })
    const blocks = new Set<number>()
    do {
      const { differences, block } = await check()
      expect(differences).toEqual([])
      blocks.add(block)
    } while (projecting)
    await projected
    expect(blocks.size).toBeGreaterThan(1)
    expect(await check()).toEqual({ ...equal, block: 240 * STRIDE })
  })

  it('are equal when the projection starts over meanwhile', async () => {
    let asked = 0
    const query = async (params: Parameters<AnalyticsClient['query']>[0]) => {
      if (++asked === 1) {
        await pg.query('UPDATE projection_cursor SET block = -1, rows = 0')
        await tell('TRUNCATE TABLE event')
        await tell('TRUNCATE TABLE supply_point')
      }
      return clickhouse.query(params)
    }
    const startingOver = Object.assign(Object.create(clickhouse), { query }) as AnalyticsClient
    expect(await compareStores(compare, startingOver, 'alpha')).toEqual({ ...equal, block: -1 })
  })
})
