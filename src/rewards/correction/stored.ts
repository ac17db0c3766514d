import type { CorrectedAmount } from '../../economics/rewards/corrected'
import type { Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { NamedReport, OpenCorrection } from './correction'

/** A correction as it was made, with who answers for it. */
export interface StoredCorrection extends OpenCorrection {
  readonly ruleset: string
  readonly by: string
  readonly reason: string
  readonly at: Date
}

/** Corrections of a program, or of one distribution of it, in the order of their periods and numbers. */
export async function storedCorrections(
  db: Queryable,
  of: { readonly network: string; readonly name: string; readonly id?: string },
): Promise<StoredCorrection[]> {
  const { rows } = await db.query<Row>(
    `select c.distribution_id as id, c.number, c.ruleset, c.sha256, c.body, c.evidence, c.corrected_by as by, c.reason,
       c.corrected_at as at, r.sha256 as "publishedHash", r.body as "publishedBody"
     from correction c join distribution d on d.id = c.distribution_id join report r using (distribution_id)
     where d.network = $1 and d.program = $2 and ($3::text is null or d.id = $3) order by d.period_end, d.id, c.number`,
    [of.network, of.name, of.id ?? null],
  )
  if (rows.length === 0) return []
  const amounts = await amountsOfAll(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id, publishedHash, publishedBody, ...row }) => {
    const supersedes: NamedReport = { id, sha256: publishedHash, body: publishedBody }
    return { ...row, supersedes, amounts: amounts.get(`${id} ${row.number}`) ?? [] }
  })
}

interface Row extends Omit<StoredCorrection, 'supersedes' | 'amounts'> {
  readonly id: string
  readonly publishedHash: Hash
  readonly publishedBody: string
}

async function amountsOfAll(db: Queryable, ids: readonly string[]): Promise<Map<string, CorrectedAmount[]>> {
  const { rows } = await db.query<Record<'of' | 'pot' | 'account' | 'published' | 'correct' | 'settled', string>>(
    `select distribution_id || ' ' || number as of, pot, account, published, correct, settled from correction_amount
     where distribution_id = any($1) order by pot collate "C", account collate "C"`,
    [ids],
  )
  const amounts = new Map<string, CorrectedAmount[]>()
  for (const { of, pot, account, ...row } of rows) {
    const [published, correct, before] = [BigInt(row.published), BigInt(row.correct), BigInt(row.settled)]
    const own = amounts.get(of)
    if (own) own.push({ pot, account, published, correct, before })
    else amounts.set(of, [{ pot, account, published, correct, before }])
  }
  return amounts
}

/** The file of what a report settles; null: nothing. */
export async function storedSettlement(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ body: string }>('select body from report_settlement where distribution_id = $1', [
    id,
  ])
  return rows[0]?.body ?? null
}

/** The files of what a program's reports settle, in the order of their periods, by the id of the report. */
export async function storedSettlements(
  db: Queryable,
  { network, name }: { readonly network: string; readonly name: string },
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; body: string }>(
    `select d.id, s.body from report_settlement s join distribution d on d.id = s.distribution_id
     where d.network = $1 and d.program = $2 order by d.period_end, d.id`,
    [network, name],
  )
  return new Map(rows.map(({ id, body }) => [id, body]))
}
