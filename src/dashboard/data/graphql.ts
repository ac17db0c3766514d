/** A request that takes longer is a server in trouble; the next poll asks again. */
const REQUEST_TIMEOUT_MS = 15_000

export class ApiError extends Error {
  constructor(
    message: string,
    /** `extensions.code` of the GraphQL error, or UNREACHABLE */
    readonly code: string,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

interface Answer<T> {
  readonly data?: T | null
  readonly errors?: readonly { message: string; extensions?: { code?: string } }[]
}

/**
 * Asks the public API, the only source of this page.
 * @throws ApiError with the server's own message, or UNREACHABLE when there is no answer
 */
export async function ask<T>(query: string, variables: object, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
  let answer: Answer<T>
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
      body: JSON.stringify({ query, variables }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    answer = (await response.json()) as Answer<T>
  } catch {
    throw new ApiError('The API does not answer.', 'UNREACHABLE')
  }
  const problem = answer.errors?.[0]
  if (problem) throw new ApiError(problem.message, problem.extensions?.code ?? 'ERROR')
  if (!answer.data) throw new ApiError('The API answered without data.', 'EMPTY')
  return answer.data
}
