import type { Client } from 'pg'
import type { BlockNumber } from '../economics/units'
import type { AnalyticsClient } from './client'
import type { Projection } from './projector/projection'
import { select } from './queries/select'
import { digestInClickhouse, digestInPostgres } from './rowText'

/** What is compared: a network up to a block, in both stores, with a salt of this comparison. */
export interface Compared {
  readonly pg: Client
  readonly clickhouse: AnalyticsClient
  readonly network: string
  readonly block: BlockNumber
  readonly salt: string
}

/** Figures of one day or one block of a table: `rows`, `blocks` (their sum), each amount's sum, `digest` of all columns. */
export type Figures = Readonly<Record<string, string>>

/** The same of both stores. */
export interface Sides<T> {
  readonly postgres: T
  readonly clickhouse: T
}

const SECONDS_OF_DAY = 86_400

/**
 * Figures of a table by day, counted from 1970: neither store keeps more in memory than those of each day. The
 * transaction has its range (`setRange`).
 */
export async function figuresByDay(compared: Compared, projection: Projection): Promise<Sides<Map<number, Figures>>> {
  return grouped(compared, projection, {
    postgres: `facts.block_time / ${SECONDS_OF_DAY}`,
    clickhouse: `intDiv(toUnixTimestamp(facts.block_time), ${SECONDS_OF_DAY})`,
  })
}

/** Figures of a table's one day by block. */
export async function figuresByBlock(compared: Compared, projection: Projection, day: number) {
  return grouped(compared, projection, { postgres: 'facts.block', clickhouse: 'facts.block' }, day)
}

async function grouped(compared: Compared, projection: Projection, by: Sides<string>, day?: number) {
  const { pg, clickhouse, network, block, salt } = compared
  const { table, columns, scan, amounts } = projection
  const seconds = day === undefined ? [] : [day * SECONDS_OF_DAY, (day + 1) * SECONDS_OF_DAY]
  const inPostgres = await pg.query<Figures>(
    `SELECT (${by.postgres})::text AS bucket, count(*)::text AS rows, sum(facts.block)::text AS blocks,
        ${amounts.map((amount) => `sum(facts.${amount})::text AS "${amount}",`).join(' ')}
        sum(${digestInPostgres(projection)})::text AS digest
      FROM (${scan}) AS facts (${columns.join(', ')})
      ${day === undefined ? '' : 'WHERE facts.block_time >= $2 AND facts.block_time < $3'} GROUP BY ${by.postgres}`,
    [salt, ...seconds],
  )
  const inClickhouse = await select<Figures>(
    clickhouse,
    `SELECT toString(${by.clickhouse}) AS bucket, toString(count()) AS rows, toString(sum(toUInt64(facts.block))) AS blocks,
        ${amounts.map((amount) => `toString(sum(facts.${amount})) AS ${amount},`).join(' ')}
        toString(sum(toInt128(${digestInClickhouse(projection)}))) AS digest
      FROM ${table} AS facts WHERE network = {network:String} AND toInt64(facts.block) <= {block:Int64}
        ${day === undefined ? '' : 'AND toUnixTimestamp(facts.block_time) >= {from:UInt32} AND toUnixTimestamp(facts.block_time) < {to:UInt64}'}
      GROUP BY ${by.clickhouse}`,
    { network, block, salt, from: seconds[0], to: seconds[1] },
  )
  return { postgres: byBucket(inPostgres.rows), clickhouse: byBucket(inClickhouse) }
}

const byBucket = (rows: readonly Figures[]) => new Map(rows.map((row) => [Number(row['bucket']), row]))

/** Days or blocks whose rows are not the same in both stores, first to last. */
export function differing({ postgres, clickhouse }: Sides<Map<number, Figures>>): number[] {
  const same = (bucket: number) =>
    ['rows', 'digest'].every((figure) => postgres.get(bucket)?.[figure] === clickhouse.get(bucket)?.[figure])
  return [...new Set([...postgres.keys(), ...clickhouse.keys()])].filter((each) => !same(each)).sort((a, b) => a - b)
}
