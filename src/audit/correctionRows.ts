import type { Queryable } from '../postgres/queryable'
import type { CorrectedRow, Correction } from '../witness/settlement/filed'

/** What the stores say of a program's corrections. */
export interface CorrectionRows {
  /** of each corrected distribution, oldest first */
  readonly made: ReadonlyMap<string, readonly Correction[]>
  /** files of what reports settle, by the id of the report */
  readonly files: ReadonlyMap<string, string>
}

/** Read as they are: what of it is true, `src/witness` computes. */
export async function correctionRows(db: Queryable, network: string, program: string): Promise<CorrectionRows> {
  const { rows: corrections } = await db.query<Omit<Correction, 'amounts'> & { id: string; amounts: CorrectedRow[] }>(
    `select c.distribution_id as id, c.number, c.sha256, c.body as report, c.evidence, coalesce(a.rows, '[]') as amounts
       from correction c join distribution d on d.id = c.distribution_id
       left join lateral (select json_agg(json_build_object('pot', pot, 'account', account,
         'published', published::text, 'correct', correct::text)) as rows
         from correction_amount where distribution_id = c.distribution_id and number = c.number) a on true
      where d.network = $1 and d.program = $2 order by c.distribution_id, c.number`,
    [network, program],
  )
  const { rows: filed } = await db.query<{ id: string; body: string }>(
    `select s.distribution_id as id, s.body from report_settlement s join distribution d on d.id = s.distribution_id
      where d.network = $1 and d.program = $2`,
    [network, program],
  )
  const made = new Map<string, Correction[]>()
  for (const { id, ...correction } of corrections) made.set(id, [...(made.get(id) ?? []), correction])
  return { made, files: new Map(filed.map(({ id, body }) => [id, body])) }
}
