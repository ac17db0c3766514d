import type { Pool, PoolClient } from 'pg'
import type { Blocks } from '../chain/blocks'
import type { Style } from '../config/style'
import type { Period } from '../economics/period'
import { rulesetNamed } from '../economics/rewards/registry'
import type { BaseUnits, Hash } from '../economics/units'
import { AssayError } from '../errors'
import { loadKeccak } from '../keccak'
import type { Queryable } from '../postgres/queryable'
import { transaction } from '../postgres/transaction'
import { assertIndexedChain, finalHead } from './chain/final'
import { pinBefore } from './chain/pin'
import { closedPeriodsOf } from './close/due'
import { readInputs, storedLink } from './close/inputs'
import { type CorrectedAgain, CorrectionsAgain } from './correction/again'
import { type BlockPin, distributionId } from './distribution'
import type { Evidence } from './evidence/evidence'
import type { RenderedReport } from './files/render'
import { inStyle, type Program } from './programs'
import { type BuiltReport, buildReport, type PreviousReport } from './report/build'
import { fileRows } from './report/fileRows'

interface Rebuilding {
  readonly pool: Pool
  readonly blocks: Blocks
  readonly program: Program
  /** ruleset of the report to rebuild; earlier ones keep those they were computed with */
  readonly ruleset: string
  /** whether it says the digest of the event log; unset: as it was closed, and where it was not, with it */
  readonly anchored?: boolean
}

/** A report computed again, with all that its files are made of. */
export interface RebuiltReport extends RenderedReport {
  readonly sha256: Hash
  readonly root: Hash | null
  readonly distributed: BaseUnits
  readonly shares: BuiltReport['shares']
}

/**
 * Computes a report again from indexed rows and the node's headers, and with it every earlier one of its program,
 * for its carry. No stored report is an input: only the names of earlier rulesets are read, and whether it says the digest of the log.
 * @throws AssayError E-PERIOD when the period is not closed
 */
export async function rebuildReport(rebuilding: Rebuilding, period: string): Promise<RebuiltReport> {
  const { program } = rebuilding
  const closed = await closedAndPinned(rebuilding, period)
  if (closed === null)
    throw new AssayError('E-PERIOD', `${period} of ${program.name} on ${program.network} is not a closed period`, {
      next: 'Only a closed period can be rebuilt: a final block at or after its end must be indexed.',
    })
  const last = closed[closed.length - 1]!.period
  let rebuilt: RebuiltReport | null = null
  await rebuild(rebuilding, closed, async (built, each, evidence) => {
    if (each === last) rebuilt = filed(built, program, each, evidence)
  })
  return rebuilt!
}

/**
 * The same of every closed period, oldest first, each by the ruleset of its stored report.
 * @param take given one at a time: none is kept but for the carry into the next. Of a period that was corrected it is the
 *   corrected report, with what that says otherwise than the published one
 */
export async function rebuildReports(
  rebuilding: Omit<Rebuilding, 'ruleset'>,
  take: (built: BuiltReport, corrected: CorrectedAgain | null) => Promise<void>,
): Promise<void> {
  const closed = (await closedAndPinned(rebuilding, null)) ?? []
  await rebuild({ ...rebuilding, ruleset: null }, closed, (built, _, __, corrected) => take(built, corrected))
}

interface PinnedPeriod {
  readonly period: Period
  readonly pin: BlockPin
}

/** The node is asked before a snapshot is opened: no transaction waits for it. @param until null: all; its id otherwise */
async function closedAndPinned(
  { pool, blocks, program }: Omit<Rebuilding, 'ruleset'>,
  until: string | null,
): Promise<PinnedPeriod[] | null> {
  const final = await finalHead(pool, blocks, program)
  const closed = final === null ? [] : await closedPeriodsOf(pool, program, final)
  const at = until === null ? closed.length - 1 : closed.findIndex((each) => each.period.id === until)
  if (until !== null && at === -1) return null
  const pinned: PinnedPeriod[] = []
  for (const { period } of closed.slice(0, at + 1)) {
    const pin = await pinBefore(blocks, period.end, program.startBlock, final!.number)
    await assertIndexedChain(pool, blocks, program.network, pin.number)
    pinned.push({ period, pin })
  }
  return pinned
}

/** @param ruleset of the last period; null: that of its stored report */
async function rebuild(
  {
    pool,
    program,
    ruleset,
    anchored,
  }: Pick<Rebuilding, 'pool' | 'program' | 'anchored'> & {
    readonly ruleset: string | null
  },
  pinned: readonly PinnedPeriod[],
  take: (
    built: BuiltReport,
    period: Period,
    evidence: Evidence | null,
    corrected: CorrectedAgain | null,
  ) => Promise<void>,
): Promise<void> {
  const keccak = await loadKeccak()
  const asked = { ...(ruleset !== null && { ruleset }), ...(anchored !== undefined && { anchored }) }
  const all = async (db: PoolClient): Promise<void> => {
    const closedAs = await formsOf(db, program)
    const corrections = await CorrectionsAgain.read(db, program)
    let before: PreviousReport | null = null
    for (const [at, { period, pin }] of pinned.entries()) {
      const isLast = at === pinned.length - 1
      const own = { ruleset: program.ruleset.name, anchored: true, style: program.style }
      const stored = { ...own, ...closedAs.get(period.id) }
      const id = distributionId(program.network, program.name, period.id)
      const corrected = corrections.formOf(id)
      const form = { ...stored, ...(isLast && asked), ...corrected, corrections: corrections.takenBy(id) }
      const ruled = { ...inStyle(program, form.style), ruleset: rulesetNamed(form.ruleset) }
      const inputs = await readInputs(db, ruled, period, pin, before, form)
      const built = buildReport(keccak, { ...inputs, ...(corrected && { supersedes: corrected.supersedes }) })
      const again = await corrections.add(db, built)
      // What was published stands, its carry too: what comes after was computed from it.
      before = corrected === null ? linkOf(built) : (await storedLink(db, id))!
      await take(built, period, inputs.evidence, again)
    }
  }
  await transaction(pool, all, 'read-only snapshot')
}

/** A report as its files are made of it. */
function filed(built: BuiltReport, program: Program, period: Period, evidence: Evidence | null): RebuiltReport {
  const { id, body, sha256, root, distributed, pinned, shares, tree, corrections, cumulative } = built
  const style = cumulative === null ? 'per-period' : 'cumulative'
  return {
    ...{ id, body, sha256, root, distributed, shares, evidence, corrections },
    ...{ style, programId: program.programId, asset: program.asset, periodNumber: period.number },
    report: { root, distributed, pinned, reportHash: sha256 },
    shareRows: fileRows(built),
    nodes: tree?.nodes ?? Buffer.alloc(0),
  }
}

function linkOf({ id, sha256, carry, pots, cumulative }: BuiltReport): PreviousReport {
  return {
    ...{ id, sha256, carry },
    pots: new Map(pots.filter((pot) => pot.carry > 0n).map((pot) => [pot.name, pot.carry])),
    cumulative: cumulative && {
      since: cumulative.since,
      amounts: new Map(cumulative.amounts.map(({ account, amount }) => [account, amount])),
    },
  }
}

/** What a report that was closed is rebuilt by: no figure, but how its inputs were read. */
interface Form {
  readonly ruleset: string
  readonly anchored: boolean
  readonly style: Style
}

async function formsOf(db: Queryable, program: Program): Promise<Map<string, Form>> {
  const { rows } = await db.query<Form & { period: string }>(
    `select d.period, d.ruleset, d.style, coalesce(r.body::jsonb->'inputs' ? 'log', true) as anchored
       from distribution d left join report r on r.distribution_id = d.id where d.network = $1 and d.program = $2`,
    [program.network, program.name],
  )
  return new Map(rows.map(({ period, ruleset, anchored, style }) => [period, { ruleset, anchored, style }]))
}
