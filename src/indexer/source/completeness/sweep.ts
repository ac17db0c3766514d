import type { Pool } from 'pg'
import { AssayError } from '../../../errors'
import { lend } from '../../../postgres/lend'
import type { Pause } from '../../../process/backOff'
import type { Alarms } from '../../alarms'
import { catchUpDigests } from '../digest/catchUp'
import { onOne } from '../history/onOne'
import { retry } from '../history/retry'
import type { BlockRange } from '../history/structure'
import { type CheckParts, checkBlooms } from './check'
import { raise, readRanges } from './ranges'

/** Headers of one step: one request of 150 KiB, behind which a new head waits at most. */
const BLOCKS = 100
/** Pause after a step. A hundred headers a second are 8 million blocks a day, and one request in ten of a busy node. */
const PAUSE_MS = 1_000
/** Pause between two looks for history that waits to be swept. */
const IDLE_MS = 10_000

/**
 * Raises blocks that history has read from `structure` to `bloom`, oldest first, beside the indexer and never in its
 * transactions. Each step is stored, so a restart resumes.
 * @throws AssayError E-LOGS-MISSING, E-SOURCE-STRUCTURE: the ledger lacks a log, or the node contradicts itself
 */
export async function sweep(
  pool: Pool,
  parts: Omit<CheckParts, 'db'>,
  alarms: Pick<Alarms, 'raise' | 'clear'>,
  pause: Pause,
): Promise<never> {
  while (true) {
    try {
      const range = await retry({ block: 0, text: 'sweeping history' }, pause, () =>
        onOne(parts.rpc, async (rpc) => {
          const on = { ...parts, rpc }
          return (await catchUpDigests(pool, on)) ?? (await sweepOnce(pool, on))
        }),
      )
      await alarms.clear('E-SWEEP')
      await pause(range ? PAUSE_MS : IDLE_MS)
    } catch (error) {
      if (!(error instanceof AssayError)) throw error
      await alarms.raise(error.retryable ? 'E-SWEEP' : error.code, error.message)
      if (!error.retryable) throw error
    }
  }
}

/** One step. @returns the blocks it has raised; undefined where there are none to raise */
export async function sweepOnce(pool: Pool, parts: Omit<CheckParts, 'db'>): Promise<BlockRange | undefined> {
  const { name } = parts.network
  if (parts.proof?.blooms === false) return undefined
  return lend(pool, async (db) => {
    const waiting = (await readRanges(db, name, 'settled')).find(({ level }) => level === 'structure')
    if (!waiting) return undefined
    const { fromBlock: from } = waiting
    const to = Math.min(waiting.toBlock, from + BLOCKS - 1)
    if (!(await checkBlooms({ ...parts, db }, { from, to }))) return undefined
    await raise(db, parts.network, { level: 'bloom', fromBlock: from, toBlock: to })
    return { from, to }
  })
}
