import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from 'graphql'
import { yieldToEventLoop } from '../process/yieldToEventLoop'
import { LOOP_ROWS } from './limits'

type Resolver = GraphQLFieldResolver<unknown, unknown>

/**
 * Yields to the event loop within every long list of objects, whichever field has it: completing a row of two dozen fields
 * takes some 30 µs, and the engine takes a list as an asynchronous iterable too. Changes the schema's own resolvers;
 * returns it.
 */
export function paceLists<S extends GraphQLSchema>(schema: S): S {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !isObject(type)) continue
    for (const field of Object.values(type.getFields())) {
      const item = schema.getType(String(field.type).replaceAll(/[[\]!]/g, ''))
      if (!String(field.type).startsWith('[') || !isObject(item)) continue
      const resolve: Resolver = field.resolve ?? ofProperty
      field.resolve = (...args: Parameters<Resolver>) => {
        const rows = resolve(...args)
        return rows instanceof Promise ? rows.then(paced) : paced(rows)
      }
    }
  }
  return schema
}

/** By tag: the engine may have been loaded twice, as CommonJS and as a module, and then has two of each class. */
function isObject(type: unknown): type is GraphQLObjectType {
  return (type as { [Symbol.toStringTag]?: string } | undefined)?.[Symbol.toStringTag] === 'GraphQLObjectType'
}

/** The engine's own resolver of a field that has none. */
const ofProperty: Resolver = (source, args, context, info) => {
  const value = (source as Record<string, unknown>)[info.fieldName]
  return typeof value === 'function' ? value.call(source, args, context, info) : value
}

function paced(rows: unknown): unknown {
  return Array.isArray(rows) && rows.length > LOOP_ROWS ? inPieces(rows) : rows
}

async function* inPieces(rows: readonly unknown[]): AsyncGenerator<unknown> {
  for (const [i, row] of rows.entries()) {
    if (i > 0 && i % LOOP_ROWS === 0) await yieldToEventLoop()
    yield row
  }
}
