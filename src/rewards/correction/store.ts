import type { CorrectedAmount } from '../../economics/rewards/corrected'
import type { Queryable } from '../../postgres/queryable'
import type { Evidence } from '../evidence/evidence'
import type { BuiltReport } from '../report/build'

/** Who answers for a correction, and why there is one. */
export interface Answering {
  readonly by: string
  readonly reason: string
}

export interface MadeCorrection {
  readonly number: number
  readonly ruleset: string
  readonly built: BuiltReport
  readonly evidence: Evidence | null
  readonly amounts: readonly CorrectedAmount[]
}

/** The corrected report and what it says otherwise, in the caller's transaction. Nothing of the published one changes. */
export async function storeCorrection(
  db: Queryable,
  { number, ruleset, built, evidence, amounts }: MadeCorrection,
  { by, reason }: Answering,
): Promise<void> {
  const { id, sha256, body } = built
  await db.query(
    `insert into correction (distribution_id, number, ruleset, sha256, body, evidence, corrected_by, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, number, ruleset, sha256, body, evidence?.body ?? null, by, reason],
  )
  const column = (of: (each: CorrectedAmount) => bigint) => amounts.map((each) => `${of(each)}`)
  await db.query(
    `insert into correction_amount (distribution_id, number, pot, account, published, correct, settled)
     select $1, $2, * from unnest($3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::numeric[])`,
    [
      ...[id, number, amounts.map(({ pot }) => pot), amounts.map(({ account }) => account)],
      ...[column((each) => each.published), column((each) => each.correct), column((each) => each.before)],
    ],
  )
}
