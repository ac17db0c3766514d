import type { GraphQLError } from 'graphql'
import { createGraphQLError } from 'graphql-yoga'
import { AssayError } from '../errors'
import { isAway, isBusy, isTransient } from '../postgres/away'

/** The public error for an error of a store, by its code. Any other is a defect of ours and stays masked. */
function fromStore(error: unknown): AssayError | undefined {
  if (isAway(error)) return away(error)
  if (isBusy(error)) return busy(error)
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string') return undefined
  if (code === '42P01' || code === '3D000' || code === '42703') {
    return new AssayError('E-NOT-INDEXED-YET', 'the tables of this answer do not exist yet', {
      next: 'Wait until `assay migrate` has run.',
      retryable: true,
      cause: error,
    })
  }
  if (code === '57014') {
    return new AssayError('E-QUERY-TIMEOUT', 'the query took longer than it may', {
      next: 'Ask for less: a narrower filter or a shorter page.',
      cause: error,
    })
  }
  if (code.startsWith('22')) {
    return new AssayError('E-BAD-INPUT', 'a value is outside of what its field can hold', { cause: error })
  }
  return isTransient(error) ? busy(error) : undefined
}

function away(cause: unknown): AssayError {
  return new AssayError('E-STORE-AWAY', 'the store does not answer', {
    next: 'Try again in a moment.',
    retryable: true,
    cause,
  })
}

function busy(cause: unknown): AssayError {
  return new AssayError('E-BUSY', 'the store has more to do than it can', {
    next: 'Try again in a moment.',
    retryable: true,
    cause,
  })
}

/** The error a caller may see for `error`, or undefined when it is a defect of ours. */
export function publicError(error: unknown): AssayError | undefined {
  if (error instanceof AssayError) return error
  return error instanceof Error ? fromStore(error) : undefined
}

/** `extensions` of a public error: its code, the field at fault and what to do, and nothing of our insides. */
export function errorExtensions(error: AssayError): Record<string, unknown> {
  const { field } = error.details
  return {
    code: error.code,
    ...(typeof field === 'string' && { field }),
    ...(error.next !== undefined && { next: error.next }),
    ...(error.retryable && { retryable: true }),
  }
}

/** Yoga's masking hook: public errors keep their code; everything else becomes one masked message. */
export function maskError(error: unknown, masked: string): GraphQLError {
  const origin = innermost(error)
  const shown = publicError(origin)
  const place = isGraphQLError(error) ? { nodes: error.nodes, path: error.path } : {}
  if (shown) return createGraphQLError(shown.message, { ...place, extensions: errorExtensions(shown) })
  if (isGraphQLError(origin)) return error as GraphQLError
  return createGraphQLError(masked, { ...place, extensions: { code: 'E-INTERNAL', unexpected: true } })
}

function innermost(error: unknown): unknown {
  return isGraphQLError(error) && error.originalError ? innermost(error.originalError) : error
}

/** By name: the engine may have been loaded twice, as CommonJS and as a module, and then has two of each class. */
function isGraphQLError(error: unknown): error is GraphQLError {
  return error instanceof Error && error.name === 'GraphQLError'
}
