import type { Period } from '../../economics/period'
import type { Hash, Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { BlockPin } from '../distribution'
import { readEvidence } from '../evidence/seal'
import type { Program } from '../programs'
import type { ReportInputs } from '../report/build'

/** @param previous the report before this one: its carry is an input, which makes reports a chain */
export async function readInputs(
  db: Queryable,
  program: Program,
  period: Period,
  pinned: BlockPin,
  previous: ReportInputs['previous'],
): Promise<ReportInputs> {
  const evidence = await readEvidence(db, program, period)
  const entries = await program.source.entries(db, program, period, pinned.number, evidence)
  const revenue = await program.source.receipts(db, program, period, pinned.number)
  return { program, period, pinned, entries, revenue, evidence, previous }
}

/** The program's latest report whose period ends at or before `start`; null when this is its first. */
export async function previousReport(db: Queryable, program: Program, start: Seconds) {
  const { rows } = await db.query<{ id: string; period: string; sha256: string; carry: string }>(
    `select d.id, d.period, r.sha256, r.carry from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.program = $2 and d.period_end <= $3 order by d.period_end desc limit 1`,
    [program.network, program.name, start],
  )
  const row = rows[0]
  if (row === undefined) return null
  const { rows: carries } = await db.query<{ name: string; carry: string }>(
    'select name, carry from report_pot where distribution_id = $1 and carry > 0',
    [row.id],
  )
  const pots = new Map(carries.map((pot) => [pot.name, BigInt(pot.carry)]))
  return { period: row.period, report: { id: row.id, sha256: row.sha256 as Hash, carry: BigInt(row.carry), pots } }
}
