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
 * Rows of a page. More than the limit are refused, as a literal and as a variable alike: a page silently shorter than
 * requested looks like the end of the list.
 * @throws AssayError E-BAD-INPUT when negative, or above MAX_PAGE_ROWS
 */
export function pageRows(first: number | null | undefined): number {
  if (first === null || first === undefined) return DEFAULT_PAGE_ROWS
  if (first >= 0 && first <= MAX_PAGE_ROWS) return first
  throw new AssayError('E-BAD-INPUT', `first must be from 0 to ${MAX_PAGE_ROWS}, got ${first}`, {
    next: `Ask for at most ${MAX_PAGE_ROWS} rows, and for the next page with \`after: endCursor\`.`,
    details: { field: 'first' },
  })
}

/** An opaque cursor: the list it belongs to and the sort key of its row. Never an offset, so that pages stay put. */
export function encodeCursor(list: string, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url')
}

/** SQL type of one part of a sort key: its column's own, so that the comparison uses the index and fits every value. */
export type KeyType = 'int' | 'bigint' | 'numeric' | 'text'

/** Postgres' own limit for an index key is 2,704 bytes; ours are ids of about 120. */
const MAX_KEY_LENGTH = 300

/** Bits of Postgres' integers; a numeric of ours is a uint256 at most, which the digits bound. */
const integerBits = { int: 32, bigint: 64 } as const

function isKey(value: unknown, type: KeyType): boolean {
  if (typeof value !== 'string' || value.length > MAX_KEY_LENGTH || value.includes('\0')) return false
  if (type === 'text') return true
  if (!/^-?\d{1,78}$/.test(value)) return false
  return type === 'numeric' || BigInt.asIntN(integerBits[type], BigInt(value)) === BigInt(value)
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
