import type { Period } from '../../economics/period'
import type { Sums } from '../../economics/rewards/cumulative'
import type { Hash, Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { logDigestAt, rowsOf } from '../../postgres/readLogDigest'
import type { OpenCorrection } from '../correction/correction'
import { openCorrections } from '../correction/open'
import type { BlockPin } from '../distribution'
import type { Evidence } from '../evidence/evidence'
import { readEvidence } from '../evidence/seal'
import type { Program } from '../programs'
import type { PreviousReport, ReportInputs } from '../report/build'

/** How a report's inputs are read. */
export interface Reading {
  /**
   * Whether it says the digest of the event log below it. Not one that was closed before there were digests: its bytes
   * stay what they are.
   */
  readonly anchored: boolean
  /** lines that it was computed from, for a report that was corrected; unset: those that are sealed */
  readonly evidence?: Evidence | null
  /** what it settles; unset: what is open now */
  readonly corrections?: readonly OpenCorrection[]
}

/** @param previous the report before this one: its carry is an input, which makes reports a chain */
export async function readInputs(
  db: Queryable,
  program: Program,
  period: Period,
  pinned: BlockPin,
  previous: ReportInputs['previous'],
  { anchored, evidence: given, corrections: taken }: Reading = { anchored: true },
): Promise<ReportInputs> {
  const evidence = given === undefined ? await readEvidence(db, program, period) : given
  const entries = await program.source.entries(db, program, period, pinned.number, evidence)
  const revenue = await program.source.receipts(db, program, period, pinned.number)
  const log = anchored ? await readLog(db, program, pinned) : null
  const corrections = taken ?? (await openCorrections(db, program, period))
  return { program, period, pinned, entries, revenue, evidence, log, previous, corrections }
}

/** null where events of before have no hashes yet: they are read again meanwhile, and a period is not kept waiting for it. */
async function readLog(
  db: Queryable,
  { network, chainId }: Program,
  { number }: BlockPin,
): Promise<ReportInputs['log']> {
  const digest = await logDigestAt(rowsOf(db), { name: network, chainId }, number)
  return digest === undefined ? null : { digest }
}

/** The program's latest report whose period ends at or before `start`; null when this is its first. */
export async function previousReport(db: Queryable, program: Program, start: Seconds) {
  const { rows } = await db.query<{ id: string; period: string }>(
    `select d.id, d.period from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.program = $2 and d.period_end <= $3 order by d.period_end desc limit 1`,
    [program.network, program.name, start],
  )
  const row = rows[0]
  if (row === undefined) return null
  return { period: row.period, report: (await storedLink(db, row.id))! }
}

/** A stored report as the one after it names it; null when there is none. */
export async function storedLink(db: Queryable, id: string): Promise<PreviousReport | null> {
  const { rows } = await db.query<{ sha256: string; carry: string; since: string | null }>(
    `select r.sha256, r.carry, case d.style when 'cumulative' then r.body::jsonb->'cumulative'->>'since' end as since
     from distribution d join report r on r.distribution_id = d.id where d.id = $1`,
    [id],
  )
  const row = rows[0]
  if (row === undefined) return null
  const { rows: carries } = await db.query<{ name: string; carry: string }>(
    'select name, carry from report_pot where distribution_id = $1 and carry > 0',
    [id],
  )
  const pots = new Map(carries.map((pot) => [pot.name, BigInt(pot.carry)]))
  const cumulative = row.since === null ? null : { since: row.since, amounts: await readSums(db, id) }
  return { id, sha256: row.sha256 as Hash, carry: BigInt(row.carry), pots, cumulative }
}

async function readSums(db: Queryable, id: string): Promise<Sums> {
  const { rows } = await db.query<{ account: string; amount: string }>(
    'select account, amount from report_cumulative where distribution_id = $1 order by account',
    [id],
  )
  return new Map(rows.map(({ account, amount }) => [account, BigInt(amount)]))
}
