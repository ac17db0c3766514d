import { THIRTY_DAYS } from '../../economics/period'
import { ZERO_ADDRESS } from '../../economics/units'
import type { Handlers } from '../handler'
import { PoolBook } from './book'
import type { destraPool } from './contract'
import { reportDifference } from './difference'
import { needsPool } from './lookups'
import { isPossible } from './possible'

/** What a pool tells of itself: its deployment, the index, the weights, the threshold. */
export const state: Pick<
  Handlers<typeof destraPool>,
  'OwnershipTransferred' | 'RewardPeriodTransition' | 'TotalWeightUpdated' | 'EligibilityThresholdUpdated'
> = {
  OwnershipTransferred: {
    needs: needsPool,
    apply(event, context) {
      if (event.args.previousOwner === ZERO_ADDRESS) PoolBook.of(context).born(event)
    },
  },

  RewardPeriodTransition: {
    needs: needsPool,
    apply(event, context) {
      if (!isPossible(event, context)) return
      PoolBook.of(context).precede(event)
      context.setParameter(event, 'rewardPeriodIndex', event.args.newPeriodIndex)
      const late = event.blockTime - Number(event.args.newPeriodEndTime)
      // Trap 8: one step was not enough, and stakes made now may go unbooked.
      if (late >= 0)
        context.finding(event, 'F-STALE-INDEX', 'the period index is behind the clock after its only step', {
          index: `${event.args.newPeriodIndex}`,
          ended: `${event.args.newPeriodEndTime}`,
          periodsBehind: `${1 + Math.floor(late / THIRTY_DAYS)}`,
        })
    },
  },

  TotalWeightUpdated: {
    needs: needsPool,
    apply(event, context) {
      if (!isPossible(event, context)) return
      const book = PoolBook.of(context)
      if (book.state(event.contract).rules.denominator === 'booked') return book.precede(event)
      const { rewardPeriodIndex, totalWeight } = event.args
      const period = Number(rewardPeriodIndex)
      const action = { kind: 'weight', period, weight: totalWeight, time: event.blockTime } as const
      reportDifference(context, event, book.observe(event, action))
    },
  },

  EligibilityThresholdUpdated: {
    needs: needsPool,
    apply(event, context) {
      if (!isPossible(event, context)) return
      context.setParameter(event, 'eligibilityThreshold', event.args.newThreshold)
      const action = { kind: 'threshold', seconds: Number(event.args.newThreshold), time: event.blockTime } as const
      reportDifference(context, event, PoolBook.of(context).observe(event, action))
    },
  },
}
