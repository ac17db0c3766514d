import type { BlockNumber } from '../economics/units'
import type { AnalyticsClient } from './client'
import type { Difference } from './difference'
import { select } from './queries/select'
import { type Rollup, rollups, SEGMENT_BLOCKS, wholeSegments } from './rollups'

/** Segments compared at once: hours of a million blocks are some ten thousand groups, on either side. */
const SEGMENTS = 100

/** Beyond every segment. */
const END = 2 ** 32

/** Hours named of each such range: those that follow are seldom another fault. */
const NAMED = 10

/** How the parts of a rolled-up column are put together; undefined for one that rows are grouped by. */
function merged(column: string, type: string): string | undefined {
  const [, simple, aggregate] = /^(Simple)?AggregateFunction\((\w+),/.exec(type) ?? []
  return aggregate === undefined ? undefined : `${aggregate}${simple ? '' : 'Merge'}(r.${column})`
}

/**
 * Compares the hours of every table with those of its facts, counted afresh, the newest segment included. Hours with
 * facts above `block` are left out: the projector is writing them.
 */
export async function differingHours(
  clickhouse: AnalyticsClient,
  network: string,
  block: BlockNumber,
): Promise<Difference[]> {
  const found: Difference[] = []
  for (const rollup of rollups)
    for (let from = 0; from <= wholeSegments(block); from += SEGMENTS) {
      const to = from + SEGMENTS > wholeSegments(block) ? END : from + SEGMENTS
      const params = { network, block, from, to, fromBlock: from * SEGMENT_BLOCKS, toBlock: to * SEGMENT_BLOCKS }
      const rows = await select<Hour>(clickhouse, comparison(rollup), params)
      found.push(...rows.map((row) => difference(rollup, row)))
    }
  return found
}

/** `id`: what the hour is grouped by. Both lists are empty where there is no such hour. */
interface Hour {
  readonly id: readonly string[]
  readonly expected: readonly string[]
  readonly actual: readonly string[]
}

const keysOf = ({ key }: Rollup) => key.split(', ')
const figuresOf = ({ columns }: Rollup) => Object.keys(columns).filter((column) => merged(column, columns[column]!))

function comparison(rollup: Rollup): string {
  const { name, facts, select, key, columns } = rollup
  const texts = (list: readonly string[]) => `[${list.map((each) => `toString(${each})`).join(', ')}]`
  const settled = `NOT IN (SELECT toStartOfHour(block_time) FROM ${facts}
    WHERE network = {network:String} AND toInt64(block) > {block:Int64})`
  const hours = (source: string, from: string) => `SELECT '${source}' AS source,
      ${texts(keysOf(rollup).map((each) => `r.${each}`))} AS id,
      ${texts(figuresOf(rollup).map((each) => merged(each, columns[each]!)!))} AS figures
    FROM (${from}) AS r WHERE r.hour ${settled} GROUP BY ${keysOf(rollup)
      .map((each) => `r.${each}`)
      .join(', ')}`
  const fresh = `SELECT ${select} FROM ${facts} AS f WHERE network = {network:String}
    AND f.block >= {fromBlock:UInt64} AND f.block < {toBlock:UInt64} GROUP BY network, ${key}`
  const rolled = `SELECT * FROM ${name} WHERE network = {network:String}
    AND segment >= {from:UInt64} AND segment < {to:UInt64}`
  return `SELECT id, anyIf(figures, source = 'fresh') AS expected, anyIf(figures, source = 'rolled') AS actual
    FROM (${hours('fresh', fresh)} UNION ALL ${hours('rolled', rolled)})
    GROUP BY id HAVING expected != actual ORDER BY id LIMIT ${NAMED}`
}

/** The first figure of an hour that differs; `none` where one side has no such hour. */
function difference(rollup: Rollup, { id, expected, actual }: Hour): Difference {
  const keys = keysOf(rollup)
  const figures = figuresOf(rollup)
  const at = figures.findIndex((_, n) => expected[n] !== actual[n])
  return {
    table: rollup.name,
    figure: figures[at]!,
    postgres: expected[at] ?? 'none',
    clickhouse: actual[at] ?? 'none',
    day: id[keys.indexOf('hour')]!.slice(0, 10),
    row: keys.map((name, n) => `${name} ${id[n]}`).join(', '),
  }
}
