import type { Seconds } from '../units'
import type { PoolAction, PoolEvent, Refusal } from './action'
import { apply } from './fold'
import { newPool, type PoolState } from './state'

/** A call that a chain executed, and the event that told of it. */
export interface Observed {
  readonly action: PoolAction
  readonly told: PoolEvent
}

/** Where the chain did something else than the ruleset says. */
export interface Difference extends Observed {
  /** the event of that name that was predicted, or why the call was expected to revert */
  readonly predicted: PoolEvent | Refusal | null
}

/** Folds what a chain did, in its order, and holds every event against its prediction. */
export function replay(
  endZero: Seconds,
  observed: readonly Observed[],
): { readonly pool: PoolState; readonly differences: readonly Difference[] } {
  const pool = newPool(endZero)
  const differences: Difference[] = []
  for (const { action, told } of observed) {
    const outcome = apply(pool, action)
    const predicted =
      outcome.kind === 'refused' ? outcome.why : (outcome.events.find(({ name }) => name === told.name) ?? null)
    if (!same(predicted, told)) differences.push({ action, told, predicted })
  }
  return { pool, differences }
}

function same(predicted: PoolEvent | Refusal | null, told: PoolEvent): boolean {
  if (predicted === null || typeof predicted === 'string') return false
  const values = predicted as unknown as Record<string, unknown>
  return Object.entries(told).every(([name, value]) => values[name] === value)
}
