import type { Client } from 'pg'
import { inTransaction } from '../postgres/transaction'
import type { Answer, AuditContext } from './check'

/** Rows of evidence: where to look first, not all of it. */
export const SHOWN = 20

/** A rule of rows, as the rows that break it. */
export interface Rule {
  /** rows of `id` and `why`; $1 is the network, $2 the block */
  readonly sql: string
  /** from $3 on */
  readonly values?: readonly unknown[]
}

export interface Rules {
  /** one row of counts that are told also where every rule holds: what was looked at; $1 is the network, $2 the block */
  readonly looked?: string
  readonly rules: readonly Rule[]
}

/** Rows that break a rule, in one snapshot for all of the rules: what is written meanwhile breaks none. */
export async function rulesHold(
  context: Pick<AuditContext, 'db' | 'network' | 'block'>,
  asked: Rules,
): Promise<Answer> {
  return inTransaction(context.db, () => broken(context, asked), 'read-only snapshot')
}

/** The same with rows that are found by more than SQL. */
export function withRows(answer: Answer, rows: ReadonlyMap<string, string>): Answer {
  const found = Number.parseInt(answer.actual, 10) + rows.size
  return {
    ok: answer.ok && rows.size === 0,
    expected: '0',
    actual: found < SHOWN ? `${found}` : `${SHOWN} or more`,
    evidence: { ...answer.evidence, ...Object.fromEntries([...rows].slice(0, SHOWN)) },
  }
}

async function broken(
  { db, network, block }: Pick<AuditContext, 'db' | 'network' | 'block'>,
  { looked, rules }: Rules,
): Promise<Answer> {
  const given = [network.name, block.number]
  const found: { id: string; why: string }[] = []
  for (const { sql, values = [] } of rules) found.push(...(await query(db, sql, [...given, ...values])))
  const named = new Map<string, string>()
  for (const { id, why } of found.slice(0, SHOWN)) named.set(id, [named.get(id), why].filter(Boolean).join('; '))
  const counts = looked === undefined ? [] : await query<Record<string, unknown>>(db, looked, given)
  return {
    ok: found.length === 0,
    expected: '0',
    actual: found.length < SHOWN ? `${found.length}` : `${SHOWN} or more`,
    evidence: {
      ...Object.fromEntries(Object.entries(counts[0] ?? {}).map(([what, count]) => [what, `${count}`])),
      ...Object.fromEntries(named),
    },
  }
}

/** A rule need not name block or network: given once more, they have a type. */
async function query<T extends object = { id: string; why: string }>(db: Client, sql: string, values: unknown[]) {
  const { rows } = await db.query<T>(
    `with given as (select $1::text as network, $2::int as block) select answer.* from (${sql}) as answer, given limit ${SHOWN}`,
    values,
  )
  return rows
}
