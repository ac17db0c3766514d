import type { Period } from '../../economics/period'
import type { Queryable } from '../../postgres/queryable'
import { distributionId } from '../distribution'
import type { Program } from '../programs'
import { asEvidence, type Evidence, evidenceOf } from './evidence'

/** Seals the inputs gathered for a distribution, once: facts that arrive later stay out of it. */
export async function sealEvidence(db: Queryable, program: Program, period: Period): Promise<void> {
  if (program.source.gather === undefined) return
  const id = distributionId(program.network, program.name, period.id)
  if ((await sealed(db, id)) !== null) return
  const evidence = evidenceOf(await program.source.gather(db, program, period))
  await db.query(
    `insert into report_evidence (distribution_id, lines, sha256, body) values ($1, $2, $3, $4)
     on conflict (distribution_id) do nothing`,
    [id, evidence.lines, evidence.sha256, evidence.body],
  )
}

/** The evidence sealed for a period, or, before that, what would be sealed now; null where a program needs none. */
export async function readEvidence(db: Queryable, program: Program, period: Period): Promise<Evidence | null> {
  if (program.source.gather === undefined) return null
  const evidence = await sealed(db, distributionId(program.network, program.name, period.id))
  return evidence ?? evidenceOf(await program.source.gather(db, program, period))
}

/** The evidence sealed for a distribution; null before that. */
export async function sealed(db: Queryable, distribution: string): Promise<Evidence | null> {
  const { rows } = await db.query<{ body: string }>('select body from report_evidence where distribution_id = $1', [
    distribution,
  ])
  return rows[0] ? asEvidence(rows[0].body) : null
}
