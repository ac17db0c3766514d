import type { Answer, AuditContext } from './check'

/** Rows of evidence: where to look first, not all of it. */
export const SHOWN = 20

/** A question to which no row is the right answer. */
export interface NoneOf {
  /** rows of `id` and `why`; $1 is the network, $2 the block, $3 how many rows are wanted */
  readonly sql: string
  /** from $4 on */
  readonly values?: readonly unknown[]
  /** what was looked at, told also where no row is found */
  readonly evidence?: Readonly<Record<string, string>>
}

export async function noneOf(
  { db, network, block }: AuditContext,
  { sql, values = [], evidence }: NoneOf,
): Promise<Answer> {
  const { rows } = await db.query<{ id: string; why: string }>(sql, [network.name, block.number, SHOWN, ...values])
  return {
    ok: rows.length === 0,
    expected: '0',
    actual: rows.length < SHOWN ? `${rows.length}` : `${SHOWN} or more`,
    evidence: { ...evidence, ...Object.fromEntries(rows.map((row) => [row.id, row.why])) },
  }
}
