import type { Pool } from 'pg'
import type { Blocks } from '../../chain/blocks'
import type { Period } from '../../economics/period'
import { amountsOf, type CorrectedAmount, correctedAmounts } from '../../economics/rewards/corrected'
import { AssayError } from '../../errors'
import { loadKeccak } from '../../keccak'
import { whileAlone } from '../../postgres/lock'
import type { Queryable } from '../../postgres/queryable'
import { inTransaction } from '../../postgres/transaction'
import { assertIndexedChain, finalHead } from '../chain/final'
import { pinBefore } from '../chain/pin'
import { closedPeriodsOf } from '../close/due'
import { previousReport, readInputs } from '../close/inputs'
import { requireCertainStakes } from '../close/uncertainStakes'
import type { BlockPin, Distribution } from '../distribution'
import { type Evidence, evidenceOf } from '../evidence/evidence'
import type { Program } from '../programs'
import { distributionById } from '../read/distributions'
import { buildReport } from '../report/build'
import { newestOf, settledSince } from './open'
import { publishedAmounts } from './published'
import { type Answering, type MadeCorrection, storeCorrection } from './store'
import { storedCorrections, storedSettlement } from './stored'

export interface Correcting {
  readonly pool: Pool
  readonly blocks: Blocks
  /** with the ruleset that the corrected report is computed by */
  readonly program: Program
  /** null: nothing is stored */
  readonly answering: Answering | null
}

/**
 * Computes a published period again from what the stores say today, and stores it as the report that supersedes the
 * published one, with what it says otherwise. Nothing published changes: the next close settles what is due.
 * @throws AssayError E-CORRECT where there is nothing to correct, E-CORRECT-SETTLES for a report that settles others,
 *   E-CORRECT-REASON without who and why, E-BUSY while the program is being closed; those of closing
 */
export async function correct(correcting: Correcting, id: string): Promise<MadeCorrection> {
  const { pool, program, answering } = correcting
  if (answering !== null && [answering.by, answering.reason].some((each) => each.trim() === ''))
    throw new AssayError('E-CORRECT-REASON', 'a correction needs who answers for it, and why there is one', {
      next: 'Say both: --by NAME --reason "…"',
    })
  // Closing takes in what is open: no correction may come between.
  const made = await whileAlone(pool, 'close', `${program.network} ${program.name}`, async (db) => {
    const distribution = await correctable(db, id)
    const { period, pinned } = await closedAndPinned(db, correcting, distribution)
    const work = async () => {
      const computed = await compute(db, program, period, pinned, distribution)
      if (answering !== null) await storeCorrection(db, computed, answering)
      return computed
    }
    return inTransaction(db, work, 'snapshot')
  })
  if (made !== 'busy') return made
  throw new AssayError('E-BUSY', `another process is closing ${program.name} on ${program.network}`, {
    next: 'Wait for it, then try again.',
    retryable: true,
  })
}

async function correctable(db: Queryable, id: string): Promise<Distribution> {
  const distribution = await distributionById(db, id)
  if (distribution === null)
    throw new AssayError('E-DISTRIBUTION', `no distribution ${id}`, { next: 'List them with: assay rewards show' })
  const { state } = distribution
  // One that pays nobody is final as soon as it is closed.
  if (!['published', 'settled', 'empty'].includes(state))
    throw new AssayError('E-CORRECT', `distribution ${id} is ${state}: nobody was paid by it yet`, {
      next: 'Nothing is due of what is not published. Leave it unapproved, or publish it and correct it then.',
    })
  if ((await storedSettlement(db, id)) !== null)
    throw new AssayError(
      'E-CORRECT-SETTLES',
      `distribution ${id} settles corrections, and cannot be corrected itself`,
      {
        next: 'Correct the period whose correction it settles again: what was settled of it counts as paid.',
      },
    )
  return distribution
}

async function closedAndPinned(
  db: Queryable,
  { blocks, program }: Correcting,
  { id, period: wanted }: Distribution,
): Promise<{ readonly period: Period; readonly pinned: BlockPin }> {
  const final = await finalHead(db, blocks, program)
  const closed = final === null ? [] : await closedPeriodsOf(db, program, final)
  const period = closed.find((each) => each.period.id === wanted)?.period
  if (period === undefined)
    throw new AssayError('E-CORRECT', `by today’s stores ${id} is no period that is over`, {
      next: 'Index to the end of the period first; a period before the first receipt has no report.',
      details: { final },
    })
  const pinned = await pinBefore(blocks, period.end, program.startBlock, final!.number)
  await assertIndexedChain(db, blocks, program.network, pinned.number)
  return { period, pinned }
}

async function compute(
  db: Queryable,
  program: Program,
  period: Period,
  pinned: BlockPin,
  { id, report }: Distribution,
): Promise<MadeCorrection> {
  // The carry of the report before it was published too, and stands.
  const previous = await previousReport(db, program, period.start)
  const evidence = await gathered(db, program, period)
  const reading = { anchored: true, evidence, corrections: [] }
  const inputs = await readInputs(db, program, period, pinned, previous?.report ?? null, reading)
  if (program.ruleset.entries === 'positions') await requireCertainStakes(db, inputs)
  const [standing] = newestOf(await storedCorrections(db, { ...program, id }))
  const number = (standing?.number ?? 0) + 1
  const supersedes = { id, sha256: report!.reportHash, number }
  const built = buildReport(await loadKeccak(), { ...inputs, supersedes })
  const since = (await settledSince(db, program)).of(id)
  const amounts = correctedAmounts(await publishedAmounts(db, id), amountsOf(built.pots), since)
  if (said(amounts) === said(standing?.amounts ?? []))
    throw new AssayError('E-CORRECT', `${id} says what the stores say today, to the last base unit`, {
      next:
        standing === undefined
          ? 'Mend the stores first: index again, or correct the profile.'
          : `Its correction ${standing.number} stands: assay rewards show ${id}`,
    })
  return { number, ruleset: program.ruleset.name, built, evidence, amounts }
}

/** What no chain holds, gathered again: what was sealed may be what was wrong. */
async function gathered(db: Queryable, program: Program, period: Period): Promise<Evidence | null> {
  const { gather } = program.source
  return gather === undefined ? null : evidenceOf(await gather(db, program, period))
}

/** Where a report says otherwise than the published one, and what. */
function said(amounts: readonly CorrectedAmount[]): string {
  return amounts
    .filter(({ published, correct }) => published !== correct)
    .map(({ pot, account, correct }) => `${pot} ${account} ${correct}`)
    .join('\n')
}
