import { grouped } from '../../economics/grouped'
import type { SeriesRow, SeriesSpec } from '../../protocols/seriesSpec'
import type { AnalyticsClient } from '../client'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { beforeRange, hoursInRange, inRange, rangeParams, restInRange, selectSeries } from './select'

export type SeriesBucket<S extends SeriesSpec> = Bucket & { readonly rows: readonly SeriesRow<S>[] }

/**
 * A series of one table of facts; rows of an interval are in the order of the columns that tell them apart.
 * @param range.asset token address in lower case, where the spec asks for it
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function readSeries<S extends SeriesSpec>(
  client: AnalyticsClient,
  spec: S,
  range: SeriesRange & { readonly asset?: string },
): Promise<SeriesBucket<S>[]> {
  const buckets = bucketsOf(range)
  const params = { ...rangeParams(range), ...(range.asset !== undefined && { asset: range.asset }) }
  const by = spec.by.map(column)
  const [before, within] = await Promise.all([
    spec.running ? selectSeries<Stored>(client, sumsOf(spec, by, beforeRange), params) : [],
    selectSeries<Stored & { bucket: string }>(client, sumsWithin(spec, by, range), params),
  ])
  const found = grouped(within, ({ bucket }) => Number(bucket))
  const ofNothing = by.length === 0 ? [rowOf(spec, {})] : []
  let rows = before.map((row) => rowOf(spec, row))
  return buckets.map(({ key, start, end }) => {
    const news = found.get(key)?.map((row) => rowOf(spec, row)) ?? ofNothing
    rows = spec.running ? sumOf(rows, news) : news
    return { start, end, rows: rows.map((row) => shown(spec, row)) }
  })
}

type Stored = Readonly<Record<string, string | number>>

/** The columns that a row is grouped by, and its figures: counts, then amounts. */
interface Row {
  readonly by: readonly (string | number)[]
  readonly figures: readonly bigint[]
}

const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Figures of the facts in a range, by `keys`: columns, or what is named like one. */
function sumsOf({ facts, where, counts, amounts }: SeriesSpec, keys: readonly string[], range: string): string {
  const figures = [
    ...Object.entries(counts).map(([name, sql]) => `${sql} AS ${column(name)}`),
    ...amounts.map((name) => `sum(f.${column(name)}) AS ${column(name)}`),
  ]
  return `SELECT ${[...keys, ...figures].join(', ')} FROM ${facts} AS f WHERE ${where ? `${where} AND ` : ''}${range}
    GROUP BY ${keys.map((key) => key.split(' AS ').at(-1)).join(', ')}`
}

function sumsWithin(spec: SeriesSpec, by: readonly string[], { every }: SeriesRange): string {
  const keys = ['bucket', ...by].join(', ')
  const bucket = `${bucketStart(every)} AS bucket`
  if (!spec.hours) return `${sumsOf(spec, [bucket, ...by], inRange)} ORDER BY ${keys}`
  const figures = [...Object.keys(spec.counts), ...spec.amounts].map(column)
  return `SELECT ${[keys, ...figures.map((name) => `sum(h.${name}) AS ${name}`)].join(', ')} FROM (
      SELECT ${[`${bucketStart(every, 'hour')} AS bucket`, ...by, ...figures].join(', ')}
        FROM ${spec.hours} WHERE ${hoursInRange}
      UNION ALL
      ${sumsOf(spec, [bucket, ...by], restInRange)}
    ) AS h GROUP BY ${keys} ORDER BY ${keys}`
}

function rowOf({ by, counts, amounts }: SeriesSpec, stored: Stored): Row {
  return {
    by: by.map((name) => stored[column(name)]!),
    figures: [...Object.keys(counts), ...amounts].map((name) => BigInt(stored[column(name)] ?? 0)),
  }
}

function sumOf(rows: readonly Row[], news: readonly Row[]): Row[] {
  const sums = new Map(rows.map((row) => [row.by.join(' '), row]))
  for (const { by, figures } of news) {
    const before = sums.get(by.join(' '))?.figures
    sums.set(by.join(' '), { by, figures: figures.map((figure, i) => figure + (before?.[i] ?? 0n)) })
  }
  return [...sums.values()].sort((a, b) => {
    const i = a.by.findIndex((value, at) => value !== b.by[at])
    return i < 0 ? 0 : a.by[i]! < b.by[i]! ? -1 : 1
  })
}

function shown<S extends SeriesSpec>({ by, counts, amounts }: S, row: Row): SeriesRow<S> {
  const names = Object.keys(counts)
  return Object.fromEntries([
    ...by.map((name, i) => [name, row.by[i]]),
    ...names.map((name, i) => [name, Number(row.figures[i])]),
    ...amounts.map((name, i) => [name, row.figures[names.length + i]]),
  ])
}
