import type { Pool, PoolClient } from 'pg'
import type { Blocks, Header } from '../../chain/blocks'
import type { Period } from '../../economics/period'
import { AssayError } from '../../errors'
import { loadKeccak } from '../../keccak'
import { whileAlone } from '../../postgres/lock'
import type { Queryable } from '../../postgres/queryable'
import { inTransaction, transaction } from '../../postgres/transaction'
import { assertIndexedChain, finalHead } from '../chain/final'
import { pinBefore } from '../chain/pin'
import { moveCursor } from '../cursor'
import type { BlockPin } from '../distribution'
import { sealEvidence } from '../evidence/seal'
import type { Program } from '../programs'
import { type BuiltReport, buildReport } from '../report/build'
import { type ClosedPeriod, closedPeriodsOf, duePeriodsOf, finished } from './due'
import { claimFire, finishFire } from './fire'
import { previousReport, readInputs } from './inputs'
import { advance, planDistribution, stateOf, storeReport } from './store'
import { requireCertainStakes } from './uncertainStakes'
import { verifyInStore } from './verifyInStore'

/** Where a process may die between two durable steps; tests kill it at each. */
export type ClosePoint = 'claimed' | 'planned' | 'pinned' | 'computing' | 'computed' | 'verified' | 'written'

export interface Closing {
  readonly pool: Pool
  readonly blocks: Blocks
  readonly program: Program
  /** writes a distribution's folder; called again it writes the same bytes */
  readonly writeFiles: (id: string) => Promise<void>
  /** this process as the fire's row names it, `host:pid` */
  readonly worker: string
  readonly reached?: (point: ClosePoint, period: string) => void
}

/**
 * Closes every period of a program that is over and has no report, oldest first. Exactly once, whoever else tries:
 * one process works at a time (advisory lock), each step is one transaction, each period one row.
 * @param only id of the one period to close
 * @returns ids of the distributions closed now; 'busy' when another process works on this program
 * @throws AssayError E-PERIOD when `only` is not over yet, E-CLOSE-ORDER when an earlier one has no report,
 * E-STAKE-UNCERTAIN when a weight depends on an unstake that could have closed several stakes
 */
export async function closeDue(closing: Closing, only?: string): Promise<string[] | 'busy'> {
  const { pool, blocks, program } = closing
  return whileAlone(pool, 'close', `${program.network} ${program.name}`, async (client) => {
    const final = await finalHead(client, blocks, program)
    if (only !== undefined) return closeAll(client, closing, [await closedPeriod(client, program, final, only)], final)
    if (final === null) return []
    const ids = await closeAll(client, closing, await duePeriodsOf(client, program, final), final)
    await moveCursor(client, program, 'close', final)
    return ids
  })
}

/** @returns ids of the distributions that had something left to do */
async function closeAll(
  client: PoolClient,
  closing: Closing,
  due: readonly ClosedPeriod[],
  final: Header | null,
): Promise<string[]> {
  const { network, name } = closing.program
  const ids: string[] = []
  for (const each of due)
    if (await closeOne(client, closing, each, final!)) ids.push(`${network}:${name}:${each.period.id}`)
  return ids
}

async function closedPeriod(db: Queryable, program: Program, final: Header | null, id: string): Promise<ClosedPeriod> {
  const closed = final === null ? [] : await closedPeriodsOf(db, program, final)
  const found = closed.find(({ period }) => period.id === id)
  if (found === undefined) throw notOver(program, id, final)
  return found
}

/** The report that closing a period would store. @throws as `closeDue` */
export async function dryClose(closing: Omit<Closing, 'writeFiles' | 'worker'>, only: string): Promise<BuiltReport> {
  const { pool, blocks, program } = closing
  const final = await finalHead(pool, blocks, program)
  const { period, before } = await closedPeriod(pool, program, final, only)
  const pinned = await pin(pool, closing, period, final!)
  return transaction(pool, (client) => compute(client, program, period, pinned, before), 'snapshot')
}

/** Resumes wherever a killed process left off. @returns whether there was anything left to do */
async function closeOne(
  client: PoolClient,
  closing: Closing,
  { period, before }: ClosedPeriod,
  final: Header,
): Promise<boolean> {
  const { program } = closing
  const reached = (point: ClosePoint) => closing.reached?.(point, period.id)
  if ((await finished(client, program, [period])).has(period.id)) return false
  await claimFire(client, program, period, closing.worker)
  reached('claimed')
  const id = await planDistribution(client, program, period)
  reached('planned')
  if ((await stateOf(client, id)) === 'planned') {
    await sealEvidence(client, program, period)
    const pinned = await pin(client, closing, period, final)
    reached('pinned')
    // One snapshot for all reads of a report: final rows do not change, but rows become final meanwhile.
    const work = async () => {
      await storeReport(client, await compute(client, program, period, pinned, before))
      await advance(client, id, 'planned', 'computed')
      reached('computing')
    }
    await inTransaction(client, work, 'snapshot')
    reached('computed')
  }
  if ((await stateOf(client, id)) === 'computed') {
    const { report } = await verifyInStore(client, id)
    await advance(client, id, 'computed', report.shares === 0 ? 'empty' : 'verified')
    reached('verified')
  }
  await closing.writeFiles(id)
  reached('written')
  await finishFire(client, program, period)
  return true
}

async function pin(
  db: Queryable,
  { blocks, program }: Pick<Closing, 'blocks' | 'program'>,
  period: Period,
  final: Header,
): Promise<BlockPin> {
  const pinned = await pinBefore(blocks, period.end, program.startBlock, final.number)
  await assertIndexedChain(db, blocks, program.network, pinned.number)
  return pinned
}

async function compute(
  client: PoolClient,
  program: Program,
  period: Period,
  pinned: BlockPin,
  before: string | null,
): Promise<BuiltReport> {
  const previous = await previousReport(client, program, period.start)
  if ((previous?.period ?? null) !== before)
    throw new AssayError('E-CLOSE-ORDER', `the period before ${period.id} of ${program.name} has no report yet`, {
      next: 'Close the periods in order: its carry is part of this pot. `assay rewards close` without --period does.',
    })
  const inputs = await readInputs(client, program, period, pinned, previous?.report ?? null)
  if (program.ruleset.entries === 'positions') await requireCertainStakes(client, inputs)
  return buildReport(await loadKeccak(), inputs)
}

function notOver(program: Program, period: string, final: Header | null): AssayError {
  return new AssayError('E-PERIOD', `${period} of ${program.name} on ${program.network} is not a closed period`, {
    next: 'A period is closed once a block at or after its end is final in the store and on the node.',
    details: { final },
    retryable: true,
  })
}
