import type { Difference } from '../../economics/pool/observe'
import type { DomainEvent } from '../../events/event'
import type { Context } from '../handler'
import { textOf } from './poolEvent'

/**
 * The chain is followed all the same: a difference is a finding, never an adjustment. One that another choice of the
 * account's stakes explains says so, and whose they are: the ledger's doubt is not the contract's fault.
 * @see docs/invariants.md#S3
 */
export function reportDifference(context: Context, event: DomainEvent, difference: Difference | null): void {
  if (!difference) return
  const { predicted, told, uncertain } = difference
  const owner = told.find((each) => 'user' in each)?.user
  context.finding(event, 'F-POOL-DIFFERENCE', 'a pool did something else than its ruleset predicts', {
    predicted: typeof predicted === 'string' ? `reverts: ${predicted}` : textOf(predicted),
    told: textOf(told),
    ...(uncertain && owner !== undefined && { uncertain: 'true', owner }),
  })
}
