import type { Difference } from '../../economics/pool/observe'
import type { DomainEvent } from '../../events/event'
import type { Context } from '../handler'
import { textOf } from './told'

/** The chain is followed all the same: a difference is a finding, never an adjustment. @see docs/invariants.md#S3 */
export function reportDifference(context: Context, event: DomainEvent, difference: Difference | null): void {
  if (!difference) return
  const { predicted, told } = difference
  context.finding(event, 'F-POOL-DIFFERENCE', 'a pool did something else than its ruleset predicts', {
    predicted: typeof predicted === 'string' ? `reverts: ${predicted}` : textOf(predicted),
    told: textOf(told),
  })
}
