import type { GraphQLError } from 'graphql'
import { createGraphQLError, type Plugin } from 'graphql-yoga'
import { inputField } from '../inputField'

/** Gives the engine's own errors (syntax, validation, coercion, limits) a code, and the field they are about. */
export function codesPlugin(): Plugin {
  return {
    onExecutionResult({ result, setResult }) {
      if (!result || Array.isArray(result) || !('errors' in result) || !result.errors?.length) return
      setResult({ ...result, errors: result.errors.map(withCode) } as typeof result)
    },
  }
}

function withCode(error: GraphQLError): GraphQLError {
  const given = error.extensions?.code
  const own = typeof given === 'string' && given.startsWith('E-') ? given : undefined
  if (own !== undefined && own !== 'E-BAD-INPUT') return error
  if (error.extensions?.field !== undefined) return error
  const field = inputField(error)
  const code = own ?? codeOf(error, field)
  return createGraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    originalError: error.originalError,
    extensions: { ...error.extensions, code, ...(field !== undefined && { field }) },
  })
}

/** Limits say so in their message; an error about a value in the query is bad input; the rest is a bad query. */
function codeOf(error: GraphQLError, field: string | undefined): string {
  if (/limit|exceeded/i.test(error.message)) return 'E-LIMIT'
  return field === undefined ? 'E-BAD-QUERY' : 'E-BAD-INPUT'
}
