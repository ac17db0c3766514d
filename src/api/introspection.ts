import { getIntrospectionQuery, type IntrospectionOptions, stripIgnoredCharacters } from 'graphql'

/** Options of the query that every client's library makes; each is left out or set. */
const options = [
  'descriptions',
  'specifiedByUrl',
  'directiveIsRepeatable',
  'schemaDescription',
  'inputValueDeprecation',
  'oneOf',
] as const

/** Longer than the standard query with every option and indented by anybody. */
const MAX_QUERY_LENGTH = 5_000

/** The standard introspection query in all its variants, without the characters that mean nothing. */
const standard: ReadonlySet<string> = new Set(
  Array.from({ length: 2 ** options.length }, (_, bits) =>
    stripIgnoredCharacters(
      getIntrospectionQuery(
        Object.fromEntries(options.map((name, i) => [name, (bits & (1 << i)) > 0])) as IntrospectionOptions,
      ),
    ),
  ),
)

/** The variant of the standard introspection query that a query is; undefined when it is another query. */
export function introspectionVariant(query: unknown, operationName: unknown): string | undefined {
  if (typeof query !== 'string' || query.length > MAX_QUERY_LENGTH || !query.includes('__schema')) return undefined
  if (operationName && operationName !== 'IntrospectionQuery') return undefined
  try {
    const stripped = stripIgnoredCharacters(query)
    return standard.has(stripped) ? stripped : undefined
  } catch {
    // not GraphQL at all: the engine says so
    return undefined
  }
}
