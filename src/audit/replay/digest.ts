import type { Keccak } from '../../keccak'
import { pagesOf } from '../../postgres/pages'
import type { Queryable } from '../../postgres/queryable'

/** Digest of the rows of one network in a table. */
export interface TableDigest {
  readonly rows: number
  /** Σ keccak(canonical row) mod 2^256, 64 hex digits: the order of the rows does not matter */
  readonly digest: string
}

const MODULUS = 1n << 256n
const PAGE_ROWS = 20_000

/**
 * The digest of a table. Its canonical row is Postgres' own jsonb text of it: keys in order, numerics as they are.
 * @param table schema and name, quoted
 */
async function digestTable(db: Queryable, table: string, network: string, keccak: Keccak): Promise<TableDigest> {
  let sum = 0n
  let rows = 0
  const sql = `select to_jsonb(t)::text as row from ${table} t where t.network = $1`
  for await (const page of pagesOf<{ row: string }>(db, sql, [network], PAGE_ROWS)) {
    for (const { row } of page) sum += BigInt(`0x${Buffer.from(keccak(Buffer.from(row))).toString('hex')}`)
    rows += page.length
  }
  return { rows, digest: (sum % MODULUS).toString(16).padStart(64, '0') }
}

/** Of each of these tables, by name. @param where schema and name, quoted */
export async function digestTables(
  db: Queryable,
  names: readonly string[],
  where: (name: string) => string,
  network: string,
  keccak: Keccak,
): Promise<Map<string, TableDigest>> {
  const digests = new Map<string, TableDigest>()
  for (const name of names) digests.set(name, await digestTable(db, where(name), network, keccak))
  return digests
}

/** One digest over the digests of all tables, in the order of their names. */
export function digestAll(tables: ReadonlyMap<string, TableDigest>, keccak: Keccak): string {
  const lines = [...tables].map(([name, { rows, digest }]) => `${name} ${rows} ${digest}\n`).sort()
  return Buffer.from(keccak(Buffer.from(lines.join('')))).toString('hex')
}
