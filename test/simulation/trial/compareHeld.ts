import { clickhouseTables, projectedEvents } from '../oracle/clickhouse'
import { differences, line, type Tables } from '../oracle/rows'
import type { World } from './world'

/** Tables of ClickHouse with an Int256: where Postgres has the amount, and the same cells. */
const signed = {
  supply_point: {
    table: 'supply_point',
    cells: "block, class || ':' || cause, balance",
    block: 'block',
    amount: 'balance',
  },
  position_change: {
    table: 'position',
    cells: "opened_block, 'opened', owner, amount, 1, 0",
    block: 'opened_block',
    amount: 'amount',
  },
}
const beyond = `NOT BETWEEN ${-(2n ** 255n)} AND ${2n ** 255n - 1n}`

/**
 * W of a chain whose events are at the ends of their types: ClickHouse ends before the first amount that it would wrap,
 * says so, and is right up to there.
 * @see docs/invariants.md#C4
 */
export async function compareHeld(world: World): Promise<string[]> {
  const { projection, view, db } = world
  const first = await firstBeyond(world)
  const last = Math.min(view.final, first - 1)
  await world.until('the projector to reach what it can hold', async () => ((await db.projected()) ?? -1) >= last)
  if (first <= view.final)
    await world.until('the projector to say what it cannot hold', async () => {
      const isSaid = projection!.projector.log.includes('E-PROJECTION-RANGE')
      return isSaid || ((await db.projected()) ?? -1) >= first
    })
  const cursor = (await db.projected())!
  const found = differences(await heldTruth(world, cursor), await held(world)).map((each) => `clickhouse ${each}`)
  if (cursor >= first) found.push(`clickhouse is at block ${cursor}, and cannot hold block ${first}`)
  return found
}

/** The first block with an amount that ClickHouse cannot hold; beyond every block where there is none. */
async function firstBeyond({ db }: World): Promise<number> {
  const asked = Object.values(signed).map(
    ({ table, block, amount }) => `SELECT min(${block}) AS first FROM ${table} WHERE ${amount} ${beyond}`,
  )
  const { rows } = await db.use((client) =>
    client.query(`SELECT min(first) AS first FROM (${asked.join(' UNION ALL ')}) AS each`),
  )
  return rows[0].first ?? Number.POSITIVE_INFINITY
}

/** Events as they were generated; amounts as Postgres has them: no economy can have had such. */
async function heldTruth({ db, view }: World, cursor: number): Promise<Tables> {
  const tables = new Map(projectedEvents(view.upTo(cursor)))
  for (const [name, { table, cells, block }] of Object.entries(signed)) {
    const query = { text: `SELECT ${cells} FROM ${table} WHERE ${block} <= $1`, values: [cursor], rowMode: 'array' }
    const { rows } = await db.use((client) => client.query<unknown[]>(query))
    tables.set(
      name,
      rows.map((row) => line(...row)),
    )
  }
  return tables
}

async function held({ projection }: World): Promise<Tables> {
  const all = await clickhouseTables(projection!.query)
  const compared = [...all].filter(([table]) => table === 'event' || table in signed)
  return new Map(compared.map(([table, rows]) => [table, rows.filter((row) => !row.includes(' | closed | '))]))
}
