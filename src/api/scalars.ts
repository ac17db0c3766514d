import { type GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { createGraphQLError } from 'graphql-yoga'
import { address } from '../economics/units'

/** uint256 has 78 digits; nothing longer is an amount or a block. */
const integerPattern = /^-?\d{1,78}$/
const isoPattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/

function badInput(message: string): GraphQLError {
  return createGraphQLError(message, { extensions: { code: 'E-BAD-INPUT' } })
}

/** Parses what stands in the query itself; the error says where, from which the field is found. */
function literal<T>(parse: (value: unknown) => T): (node: ValueNode) => T {
  return (node) => {
    const written = node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined
    try {
      return parse(written)
    } catch (error) {
      const { message, extensions } = error as GraphQLError
      throw createGraphQLError(message, { nodes: node, extensions })
    }
  }
}

/** @throws GraphQLError E-BAD-INPUT unless it is an integer of at most 78 digits */
export function parseInteger(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'string' && integerPattern.test(value)) return BigInt(value)
  throw badInput(`BigInt must be an integer as a decimal string, got ${shown(value)}`)
}

/** @throws GraphQLError E-BAD-INPUT unless it is an ISO date, or date and time with an offset */
export function parseTime(value: unknown): Date {
  if (value instanceof Date) return value
  const date = typeof value === 'string' && isoPattern.test(value) ? new Date(value) : undefined
  if (date && !Number.isNaN(date.getTime())) return date
  throw badInput(`DateTime must be ISO 8601 like 2026-09-01T00:00:00Z, got ${shown(value)}`)
}

/** @throws GraphQLError E-BAD-INPUT unless it is 20 bytes of hex */
export function parseAddress(value: unknown): string {
  if (typeof value === 'string') {
    try {
      return address(value)
    } catch {
      // refused below, with the value
    }
  }
  throw badInput(`Address must be 0x and 40 hex digits, got ${shown(value)}`)
}

/** The caller's value, short enough for a message. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** Times come out of the stores as seconds since the epoch. */
function serializeTime(value: unknown): string {
  const date = value instanceof Date ? value : new Date(Number(value) * 1000)
  return date.toISOString().replace('.000Z', 'Z')
}

export const scalars = {
  BigInt: new GraphQLScalarType({
    name: 'BigInt',
    serialize: (value) => String(parseInteger(value)),
    parseValue: parseInteger,
    parseLiteral: literal(parseInteger),
  }),
  DateTime: new GraphQLScalarType({
    name: 'DateTime',
    serialize: serializeTime,
    parseValue: parseTime,
    parseLiteral: literal(parseTime),
  }),
  Address: new GraphQLScalarType({
    name: 'Address',
    serialize: String,
    parseValue: parseAddress,
    parseLiteral: literal(parseAddress),
  }),
  JSON: new GraphQLScalarType({ name: 'JSON' }),
}
