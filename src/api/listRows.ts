import type { GraphQLNamedType, GraphQLSchema } from 'graphql'
import { MAX_BUCKETS } from '../analytics/queries'
import { MAX_PAGE_ROWS } from './limits'

/** Rows of a list without pages, where nothing else is known of it: contracts, tiers, causes, classes. */
const SHORT_LIST_ROWS = 10

/** Lists without pages that are longer. */
const longLists: Readonly<Record<string, number>> = {
  'Query.emissionPressure': MAX_PAGE_ROWS,
  // every check, and an answer for each identity
  'Audit.checks': 100,
  // 30 days each: eight years of them
  'Query.poolPeriods': 100,
  'Staker.positions': MAX_PAGE_ROWS,
  // one per period and program: twenty years of months
  'Staker.rewards': 250,
  'Staker.claimable': 250,
}

/** Rows a list may have that takes no `first`. */
export function listRows(schema: GraphQLSchema, type: string, field: string): number {
  if (type.startsWith('__')) return introspectionRows(schema, `${type}.${field}`)
  return longLists[`${type}.${field}`] ?? (isSeries(schema, type, field) ? MAX_BUCKETS : SHORT_LIST_ROWS)
}

/** A series is a query that must be told its interval. */
function isSeries(schema: GraphQLSchema, type: string, field: string): boolean {
  const args = (type === 'Query' && schema.getQueryType()?.getFields()[field]?.args) || []
  return args.some(({ name, type }) => name === 'every' && String(type) === 'Interval!')
}

const counted = new WeakMap<GraphQLSchema, Readonly<Record<string, number>>>()

/** Lists of the schema about itself: their mean, counted once, so that a walk over all types comes out right. */
function introspectionRows(schema: GraphQLSchema, list: string): number {
  const means = counted.get(schema) ?? count(schema)
  counted.set(schema, means)
  return means[list] ?? SHORT_LIST_ROWS
}

function count(schema: GraphQLSchema): Record<string, number> {
  const types = Object.values(schema.getTypeMap())
  const tag = (type: GraphQLNamedType) => (type as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]
  const fieldsOf = (kind: string) =>
    types.filter((type) => tag(type) === kind).flatMap((type) => Object.values((type as WithFields).getFields()))
  const fields = fieldsOf('GraphQLObjectType')
  const inputs = fieldsOf('GraphQLInputObjectType')
  const args = fields.flatMap((field) => field.args ?? [])
  return {
    '__Schema.types': types.length,
    '__Type.fields': Math.ceil(fields.length / types.length),
    '__Type.inputFields': Math.ceil(inputs.length / types.length),
    '__Field.args': Math.ceil(args.length / fields.length),
    '__Type.enumValues': 1,
    '__Type.interfaces': 1,
    '__Type.possibleTypes': 1,
  }
}

interface WithFields {
  getFields(): Readonly<Record<string, { readonly args?: readonly unknown[] }>>
}
