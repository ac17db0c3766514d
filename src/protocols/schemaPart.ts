import type { Context } from '../api/context'
import type { ListSpec } from '../api/list'
import type { SeriesSpec } from './seriesSpec'

/** A list of one network's rows: a connection over `node`, filtered by `<node>Where`. Its field is its name in cursors. */
export interface ListQuery extends Omit<ListSpec, 'name'> {
  readonly node: string
  /** its description in the schema */
  readonly about?: string
}

/** A chart of one network, interval by interval: a list of `point`. */
export interface SeriesQuery {
  readonly point: string
  readonly of: SeriesSpec
}

/** A field that is not its row's column. A method's type, because each knows its own row. */
export type RowField = { field(row: unknown, args: unknown, context: Context): unknown }['field']

/** What a contract kind adds to the public schema. The api writes queries, filters and connections, and answers them. */
export interface SchemaPart {
  /** object types, and whatever is not said below */
  readonly types: string
  /** by field of Query */
  readonly lists?: Readonly<Record<string, ListQuery>>
  /** by field of Query */
  readonly series?: Readonly<Record<string, SeriesQuery>>
  /** by type and field */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, RowField>>>>
}
