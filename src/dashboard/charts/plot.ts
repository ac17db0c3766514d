import { chartNumber } from '../amount'
import type { Row } from '../data/pivot'
import type { Series } from './series'

/** A row as the charts library wants it: heights by series, and the exact row for the tooltip. */
type Plot = { readonly at: string; readonly row: Row } & Readonly<Record<string, unknown>>

/** The library reads a dot in a key as a path. */
export function dataKey(series: string): string {
  return `s:${series.replaceAll('.', '_')}`
}

/** @param decimals of the amounts: heights are in whole tokens */
export function plotOf(rows: readonly Row[], series: readonly Series[], decimals: number): Plot[] {
  return rows.map((row) => ({
    at: row.at,
    row,
    ...Object.fromEntries(series.map(({ key }) => [dataKey(key), chartNumber(row.exact[key] ?? 0n, decimals)])),
  }))
}
