import type { Style } from '../../config/style'
import { address, type Hash, type Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution, DistributionState, ReportFigures } from '../distribution'

export interface DistributionFilter {
  readonly network?: string
  readonly program?: string
  readonly period?: string
  readonly states?: readonly DistributionState[]
}

/** The last row of a page: the next begins after it. Newest period first. */
export interface DistributionCursor {
  readonly end: Seconds
  readonly id: string
}

/** A page of at most `first` distributions, newest period first. */
export async function listDistributions(
  db: Queryable,
  filter: DistributionFilter,
  page: { readonly first: number; readonly after?: DistributionCursor },
): Promise<Distribution[]> {
  const { rows } = await db.query<DistributionRow>(
    `${select}
     where ($1::text is null or d.network = $1) and ($2::text is null or d.program = $2)
       and ($3::text is null or d.period = $3) and ($4::text[] is null or d.state = any($4))
       and ($5::int is null or (d.period_end, d.id) < ($5, $6))
     order by d.period_end desc, d.id desc limit $7`,
    [
      filter.network ?? null,
      filter.program ?? null,
      filter.period ?? null,
      filter.states ?? null,
      page.after?.end ?? null,
      page.after?.id ?? null,
      page.first,
    ],
  )
  return rows.map(toDistribution)
}

/** A page of distributions that pay somebody and wait in a state, oldest period first: the order of paying. */
export async function waitingDistributions(
  db: Queryable,
  program: { readonly network: string; readonly name: string },
  state: 'verified' | 'approved',
  page: { readonly first: number; readonly after: DistributionCursor | null },
): Promise<Distribution[]> {
  const { rows } = await db.query<DistributionRow>(
    `${select}
     where d.network = $1 and d.program = $2 and d.state = $3 and r.shares > 0
       and ($4::int is null or (d.period_end, d.id) > ($4, $5))
     order by d.period_end, d.id limit $6`,
    [program.network, program.name, state, page.after?.end ?? null, page.after?.id ?? null, page.first],
  )
  return rows.map(toDistribution)
}

export async function distributionById(db: Queryable, id: string): Promise<Distribution | null> {
  const [found] = await distributionsById(db, [id])
  return found!
}

/** In the order of the ids; null where there is none. */
export async function distributionsById(db: Queryable, ids: readonly string[]): Promise<(Distribution | null)[]> {
  const { rows } = await db.query<DistributionRow>(`${select} where d.id = any($1)`, [ids])
  const byId = new Map(rows.map((row) => [row.id, toDistribution(row)]))
  return ids.map((id) => byId.get(id) ?? null)
}

/** Everything but the body of the report, which only files need. */
const select = `
  select d.id, d.network, d.program, d.program_id, d.ruleset, d.style, d.asset, d.period, d.period_number, d.period_start,
         d.period_end, d.state, d.held, d.approved_by, d.approved_despite, d.approved_reason, d.published_tx, d.published_block,
         r.pinned_block, r.pinned_hash, r.pinned_time, r.pot, r.carry_in, r.distributed, r.carry, r.total_weight,
         r.staked_weight, r.participants, r.shares, r.root, r.sha256
  from distribution d left join report r on r.distribution_id = d.id`

interface DistributionRow extends Partial<ReportRow> {
  id: string
  network: string
  program: string
  program_id: string
  ruleset: string
  style: Style
  asset: string
  period: string
  period_number: string
  period_start: number
  period_end: number
  state: DistributionState
  held: string | null
  approved_by: string | null
  approved_despite: string[] | null
  approved_reason: string | null
  published_tx: string | null
  published_block: number | null
}

interface ReportRow {
  pinned_block: number
  pinned_hash: string
  pinned_time: number
  pot: string
  carry_in: string
  distributed: string
  carry: string
  total_weight: string
  staked_weight: string
  participants: number
  shares: number
  root: string | null
  sha256: string | null
}

function toDistribution(row: DistributionRow): Distribution {
  return {
    id: row.id,
    network: row.network,
    program: row.program,
    programId: row.program_id as Hash,
    ruleset: row.ruleset,
    style: row.style,
    asset: row.asset === 'eth' ? 'eth' : address(row.asset),
    period: row.period,
    periodNumber: BigInt(row.period_number),
    start: row.period_start,
    end: row.period_end,
    state: row.state,
    held: row.held,
    approvedBy: row.approved_by,
    approvedDespite: row.approved_despite,
    approvedReason: row.approved_reason,
    publishedTx: row.published_tx as Hash | null,
    publishedBlock: row.published_block,
    report: hasReport(row) ? toFigures(row) : null,
  }
}

function hasReport(row: Partial<ReportRow>): row is ReportRow {
  return typeof row.sha256 === 'string'
}

function toFigures(row: ReportRow): ReportFigures {
  return {
    pinned: { number: row.pinned_block, hash: row.pinned_hash as Hash, time: row.pinned_time },
    pot: BigInt(row.pot),
    carryIn: BigInt(row.carry_in),
    distributed: BigInt(row.distributed),
    carry: BigInt(row.carry),
    totalWeight: BigInt(row.total_weight),
    stakedWeight: BigInt(row.staked_weight),
    participants: row.participants,
    shares: row.shares,
    root: row.root as Hash | null,
    reportHash: row.sha256 as Hash,
  }
}
