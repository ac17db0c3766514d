import type { Link, Watcher } from './proxy'

/** Where inside a batch and between the stores a process may die, or its connection break: on the wire, before or after the store acted. */
export const crashPoints = [
  'write-unsent',
  'write-unacknowledged',
  'commit-unsent',
  'commit-unacknowledged',
  'insert-unsent',
  'insert-unacknowledged',
  'cursor-unsent',
  'cursor-unacknowledged',
] as const
export type CrashPoint = (typeof crashPoints)[number]
export type Statement = 'write' | 'commit' | 'insert' | 'cursor'

/** How each statement looks on the wire: Postgres's simple and extended query, ClickHouse's HTTP. */
const marks: Record<Statement, readonly Buffer[]> = {
  write: [Buffer.from('"movement"')],
  commit: [Buffer.from('COMMIT\0')],
  insert: [Buffer.from('query=INSERT')],
  cursor: [Buffer.from('INSERT INTO projection_cursor')],
}

export const statementOf = (point: CrashPoint) => point.split('-')[0] as Statement

/**
 * Waits for the n-th such statement, then does what it was given: before the store sees the statement, or after the
 * store has answered and before the answer arrives.
 */
export function at(point: CrashPoint, nth: number, act: (link: Link) => void): Watcher {
  const seen = marks[statementOf(point)]
  const before = point.endsWith('unsent')
  let left = nth
  return {
    toServer(chunk, link) {
      if (left <= 0 || !seen.some((mark) => chunk.includes(mark))) return 'pass'
      left -= 1
      if (left > 0) return 'pass'
      if (!before) {
        link.notes.add(point)
        return 'pass'
      }
      act(link)
      return 'drop'
    },
    toClient(_, link) {
      if (before || !link.notes.delete(point)) return 'pass'
      act(link)
      return 'drop'
    },
  }
}

/**
 * Postgres says of the n-th COMMIT that it failed; the transaction stays open and is rolled back by the client.
 * @param code `40001` serialisation failure, `40P01` deadlock
 */
export function refuseCommit(nth: number, code: string, told: () => void): Watcher {
  return at('commit-unsent', nth, (link) => {
    told()
    link.forge(Buffer.concat([message('E', `SERROR\0C${code}\0Mthe simulation says so\0\0`), message('Z', 'E')]))
  })
}

/** A message of Postgres's wire protocol: type, length, body. */
function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(body)
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes.length + 4)
  return Buffer.concat([Buffer.from(type), length, bytes])
}
