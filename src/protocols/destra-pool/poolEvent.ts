import type { PoolEvent } from '../../economics/pool/action'
import { address } from '../../economics/units'
import type { EventOf } from '../contract'
import type { destraPool } from './contract'

/** An event that a pool's ruleset predicts, as it stands in the event log. */
export type PoolCall = EventOf<typeof destraPool, PoolEvent['name']>

/** The same event in the ruleset's terms: periods and times as numbers, amounts as they are. */
export function poolEventOf(event: PoolCall): PoolEvent {
  switch (event.kind) {
    case 'destra-pool.RewardPeriodTransition': {
      const { oldPeriodIndex, newPeriodIndex, newPeriodStartTime, newPeriodEndTime } = event.args
      return {
        name: 'RewardPeriodTransition',
        oldPeriodIndex: Number(oldPeriodIndex),
        newPeriodIndex: Number(newPeriodIndex),
        newPeriodStartTime: Number(newPeriodStartTime),
        newPeriodEndTime: Number(newPeriodEndTime),
      }
    }
    case 'destra-pool.TotalWeightUpdated': {
      const { rewardPeriodIndex, totalWeight } = event.args
      return { name: 'TotalWeightUpdated', rewardPeriodIndex: Number(rewardPeriodIndex), totalWeight }
    }
    case 'destra-pool.Staked': {
      const { user, amount, lockinPeriod } = event.args
      return { name: 'Staked', user: address(user), amount, lockinPeriod: Number(lockinPeriod) }
    }
    case 'destra-pool.Unstaked': {
      const { user, amount, penalty } = event.args
      return { name: 'Unstaked', user: address(user), amount, penalty }
    }
    case 'destra-pool.RewardDeposited':
      return { name: 'RewardDeposited', ...periodOf(event.args), amount: event.args.amount }
    case 'destra-pool.RewardClaimed': {
      const { user, reward } = event.args
      return { name: 'RewardClaimed', user: address(user), ...periodOf(event.args), reward }
    }
    case 'destra-pool.EligibilityThresholdUpdated':
      return { name: 'EligibilityThresholdUpdated', newThreshold: Number(event.args.newThreshold) }
  }
}

/** The first generation's events name no period. */
function periodOf(args: EventOf<typeof destraPool, 'RewardDeposited' | 'RewardClaimed'>['args']): {
  periodIndex?: number
} {
  return 'periodIndex' in args ? { periodIndex: Number(args.periodIndex) } : {}
}

/** `RewardClaimed(user: 0x…, reward: 5)`: evidence that a person reads. */
export function textOf(events: readonly PoolEvent[]): string {
  return events
    .map(({ name, ...args }) => {
      const values = Object.entries(args).map(([key, value]) => `${key}: ${value}`)
      return `${name}(${values.join(', ')})`
    })
    .join(' ')
}
