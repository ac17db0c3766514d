import { kindSdl } from '../../protocols'
import type { ListQuery, SchemaPart, SeriesQuery } from '../../protocols/schemaPart'
import type { Context } from '../context'
import { type ListSpec, readList } from '../list'
import { type NetworkListArgs, ofNetwork } from './network'
import { readPoints, type SeriesArgs } from './series'

/** Answers what contract kinds add to the schema: lists and series as they declare them, and their own fields. */
export const kindResolvers = kindSdl.map(({ lists = {}, series = {}, fields = {} }: SchemaPart) => ({
  Query: { ...mapped(lists, list), ...mapped(series, points) },
  ...fields,
}))

function list(name: string, query: ListQuery) {
  const spec: ListSpec = { name, ...query }
  return (_: unknown, args: NetworkListArgs, context: Context) =>
    readList(context, spec, ofNetwork(context, args.network), args)
}

function points(_name: string, query: SeriesQuery) {
  return (_: unknown, args: SeriesArgs, context: Context) => readPoints(query.of, args, context)
}

function mapped<V, R>(queries: Readonly<Record<string, V>>, resolver: (name: string, query: V) => R) {
  return Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, resolver(name, query)]))
}
