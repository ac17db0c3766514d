/** Exception codes of ClickHouse that the host itself answers with, and those that are not the server's fault. */
export const Code = {
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  TIMEOUT_EXCEEDED: 159,
  READONLY: 164,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_WAS_CANCELLED: 394,
  INCORRECT_DATA: 117,
  TOO_LARGE_STRING_SIZE: 131,
  MEMORY_LIMIT_EXCEEDED: 241,
} as const

const notFound = new Set([46, 47, 60, 81, 82])
const badRequest = new Set([
  6, 16, 25, 26, 27, 36, 38, 41, 42, 43, 48, 53, 62, 69, 70, 72, 73, 115, 117, 164, 179, 344, 456, 457,
])

/** HTTP status of a ClickHouse exception, as near to the server's own mapping as its clients can tell. */
export function statusOf(code: number): number {
  if (notFound.has(code)) return 404
  if (badRequest.has(code)) return 400
  if (code === Code.TIMEOUT_EXCEEDED) return 408
  if (code === Code.TOO_LARGE_STRING_SIZE) return 413
  if (code === Code.TOO_MANY_SIMULTANEOUS_QUERIES) return 503
  return 500
}

/** A failure in the words and the number a ClickHouse client understands. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    type: string,
    text: string,
  ) {
    super(`Code: ${code}. DB::Exception: ${text} (${type})`)
  }

  static of(name: keyof typeof Code, text: string): Refusal {
    return new Refusal(Code[name], name, text)
  }
}

/** Code and text of whatever was thrown; an error of unknown origin is 1001, ClickHouse's STD_EXCEPTION. */
export function describeFailure(error: unknown): { code: number; text: string } {
  if (error instanceof Refusal) return { code: error.code, text: error.message }
  const message = error instanceof Error ? error.message : String(error)
  const code = /^Code: (\d+)\./.exec(message)?.[1]
  if (code !== undefined) return { code: Number(code), text: message.trim() }
  return { code: 1001, text: `Code: 1001. DB::Exception: ${message} (STD_EXCEPTION)` }
}
