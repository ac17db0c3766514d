import type { Pool } from 'pg'
import type { Blocks } from '../chain/blocks'
import { AssayError } from '../errors'
import { errorText } from '../process/redaction'
import { approversOf } from './approval/approvers'
import { closeDue } from './close/close'
import { failFire } from './close/fire'
import { inStyle, type Program } from './programs'
import { approveSound } from './publish/approveSound'
import { publishedByOthers } from './publish/byOthers'
import type { PublishChain } from './publish/chain'
import { publishOnce } from './publish/publish'
import { sayWhoPublishes } from './publish/publisher'
import { reconcilePublished } from './publish/reconcile'
import { settle } from './publish/settle'
import { waitingToPay } from './publish/waiting'

/** Arguments of one tick; the clock is one of them, so that tests can set it. */
export interface Tick {
  readonly pool: Pool
  readonly program: Program
  readonly blocks: Blocks
  /** null: nothing is published by itself (production: a Safe does) */
  readonly publishing: { readonly chain: PublishChain; readonly approver: string } | null
  readonly writeFiles: (id: string) => Promise<void>
  readonly worker: string
  readonly now: () => Date
  readonly sleep: (ms: number) => Promise<void>
  readonly log: { info(message: string): void; warn(message: string): void }
}

/**
 * Closes every period that is over and has no report, then, where a signer is given, approves the distributions that pass
 * the gates and publishes them in order. It keeps nothing in memory: missed, doubled or concurrent ticks are harmless.
 */
export async function tick(work: Tick): Promise<void> {
  const { pool, program, log } = work
  const about = `${program.network} ${program.name}`
  const closed = await closeDue(work).catch(async (error: unknown) => {
    await failFire(pool, program, errorText(error)).catch(() => undefined)
    throw error
  })
  if (closed === 'busy') log.info(`${about}: another process is closing`)
  else for (const id of closed) log.info(`closed ${id}`)
  await sayWhoPublishes(pool, program, work.publishing !== null && program.distributor !== undefined)
  if (work.publishing !== null && program.distributor !== undefined) await payApproved(work, work.publishing.chain)
  for (const id of await publishedByOthers(pool, program)) log.info(`published ${id}, by others`)
  for (const id of await settle(pool, program)) log.info(`settled ${id}`)
}

/** A chain whose head is older than this is not the chain as it is: the node is syncing or cut off (L6). */
const MAX_HEAD_AGE_SECONDS = 15 * 60
/** The slowest chain has a block every 12 s; a transaction that waits for more than two is looked up by the next tick. */
const WAIT_FOR_BLOCK_MS = 25_000
/** Time slice of one program: a year of weeks must not keep another's month waiting for minutes. */
const PUBLISHING_SLICE_MS = 15_000

async function payApproved(work: Tick, chain: PublishChain): Promise<void> {
  const { pool, program, log } = work
  const headAge = work.now().getTime() / 1000 - (await chain.headTime())
  if (headAge > MAX_HEAD_AGE_SECONDS) return
  for (const id of await reconcilePublished(pool, chain, program)) log.warn(`${id}: the chain lost it, sending again`)
  const held = await approveSound(pool, chain, program, work.publishing!.approver)
  for (const { id, reason } of held) log.warn(`${id} is held back, approve it by hand: ${reason}`)
  const sliceEnds = work.now().getTime() + PUBLISHING_SLICE_MS
  for await (const { id, style } of waitingToPay(pool, program, 'approved')) {
    if (work.now().getTime() > sliceEnds) return
    const { sleep } = work
    const { payers, expiry } = program
    const closedAs = inStyle(program, style)
    const approvers = approversOf(closedAs)
    const distributor = closedAs.distributor
    if (distributor === undefined) return
    const publishing = { pool, chain, payers, distributor, approvers, expiry, waitMs: WAIT_FOR_BLOCK_MS, sleep }
    const outcome = await publishOnce(publishing, id)
    log.info(`${outcome} ${id}`)
    // In order: the next month waits for this one.
    if (outcome !== 'published') return
  }
}

/** A failed tick in one line for the log: never a stack, never an endpoint. */
export function failureText(error: unknown): string {
  return error instanceof AssayError ? `${error.code}: ${error.message}` : (error as Error).name
}
