import type { GraphQLError } from 'graphql'
import { createGraphQLError, type Plugin } from 'graphql-yoga'
import { RETRY_AFTER_SECONDS } from '../limits'

/** The server cannot answer now, and can a moment later: HTTP says so too, so that proxies and clients wait. */
const unavailable: ReadonlySet<unknown> = new Set(['E-BUSY', 'E-STORE-AWAY'])

/**
 * HTTP status of an answer without data: 503 with Retry-After when a retry can succeed, whatever the client
 * accepts; 400 for an operation that was refused before it ran, for a client that accepts GraphQL's own media type.
 */
export function statusPlugin(): Plugin {
  return {
    onExecutionResult({ result, setResult }) {
      if (!result || Array.isArray(result) || !('errors' in result) || !result.errors?.length || result.data) return
      if (result.errors.every(({ extensions }) => unavailable.has(extensions?.['code']))) {
        setResult({ ...result, extensions: { ...result.extensions, http: { status: 503 } } } as typeof result)
      } else if (!('data' in result)) {
        setResult({ ...result, errors: result.errors.map(refused) })
      }
    },
    onResponse({ response }) {
      if (response.status === 503) response.headers.set('retry-after', String(RETRY_AFTER_SECONDS))
    },
  }
}

/** `spec`: not for clients that accept application/json only, whose answers have status 200. */
function refused(error: GraphQLError): GraphQLError {
  if (error.extensions?.['http'] || error.extensions?.['unexpected']) return error
  const { nodes, source, positions, path, originalError, extensions } = error
  return createGraphQLError(error.message, {
    ...{ nodes, source, positions, path, originalError },
    extensions: { ...extensions, http: { spec: true, status: 400 } },
  })
}
