import { MAX_PENALTY_BPS } from '../economics/billing'
import type { Bps } from '../economics/units'

/** Ours: a compute unit is due in a second, and every task has half a second to start. */
export const START_MS = 500n

/** When a task of so many micro-CU is in time. Milliseconds. */
export function dueMs(computeUnits: bigint): bigint {
  return START_MS + computeUnits / 1_000n
}

/**
 * Latency penalty of a task in bps: 0 when in time, then linear in the lateness, 3,000 at twice the due time and after.
 * Ours; domain.md §3 gives only the range.
 */
export function latencyPenaltyBps(latencyMs: bigint, computeUnits: bigint): Bps {
  const due = dueMs(computeUnits)
  const late = latencyMs - due
  if (late <= 0n) return 0
  const penalty = (late * BigInt(MAX_PENALTY_BPS)) / due
  return Number(penalty < BigInt(MAX_PENALTY_BPS) ? penalty : BigInt(MAX_PENALTY_BPS))
}
