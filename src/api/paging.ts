import { AssayError } from '../errors'
import { DEFAULT_PAGE_ROWS, MAX_PAGE_ROWS } from './limits'

/** Arguments of every connection, after GraphQL coerced them. */
export interface PageArgs {
  readonly first?: number | null
  readonly after?: string | null
}

/** A Relay connection, plus the bare nodes. */
export interface Connection<T> {
  readonly edges: { readonly cursor: string; readonly node: T }[]
  readonly nodes: T[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/**
 * Rows a page may hold. Clamped here, after coercion, because static cost limits do not see `first: $n`.
 * @throws AssayError E-BAD-INPUT when negative
 */
export function pageRows(first: number | null | undefined): number {
  if (first === null || first === undefined) return DEFAULT_PAGE_ROWS
  if (first < 0) {
    throw new AssayError('E-BAD-INPUT', `first must not be negative, got ${first}`, { details: { field: 'first' } })
  }
  return Math.min(first, MAX_PAGE_ROWS)
}

/** An opaque cursor: the list it belongs to and the sort key of its row. Never an offset, so that pages stay put. */
export function encodeCursor(list: string, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url')
}

/** SQL type of one part of a sort key. */
export type KeyType = 'int' | 'numeric' | 'text'

/** Postgres' own limit for an index key is 2,704 bytes; ours are ids of about 120. */
const MAX_KEY_LENGTH = 300

function isKey(value: unknown, type: KeyType): boolean {
  if (typeof value !== 'string' || value.length > MAX_KEY_LENGTH || value.includes('\0')) return false
  return type === 'text' || (type === 'int' ? /^-?\d{1,9}$/ : /^-?\d{1,78}$/).test(value)
}

/** @throws AssayError E-BAD-CURSOR when it is not one of this list's cursors */
export function decodeCursor(list: string, cursor: string, types: readonly KeyType[]): string[] {
  let decoded: unknown
  try {
    decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    decoded = undefined
  }
  const valid =
    Array.isArray(decoded) &&
    decoded.length === types.length + 1 &&
    decoded[0] === list &&
    types.every((type, i) => isKey((decoded as unknown[])[i + 1], type))
  if (!valid) {
    throw new AssayError('E-BAD-CURSOR', `not a cursor of ${list}`, {
      next: 'Use a cursor that this list returned, or leave `after` out.',
      details: { field: 'after' },
    })
  }
  return (decoded as string[]).slice(1)
}

/**
 * Makes a connection of the rows read, of which there may be one more than the page holds.
 * @param keyOf sort key of a row, as text
 */
export function toConnection<T>(
  list: string,
  rows: readonly T[],
  args: PageArgs,
  keyOf: (row: T) => readonly string[],
): Connection<T> {
  const limit = pageRows(args.first)
  const nodes = rows.slice(0, limit)
  const edges = nodes.map((node) => ({ cursor: encodeCursor(list, keyOf(node)), node }))
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > limit,
      hasPreviousPage: Boolean(args.after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
