import type { PoolEvent } from '../../economics/pool/action'
import { address } from '../../economics/units'
import type { EventOf } from '../contract'
import type { destraPool } from './contract'

/** Events of a pool that its ruleset predicts. */
export type PoolCall = EventOf<typeof destraPool, PoolEvent['name']>

/** An event of the log in the ruleset's terms. Periods and times become numbers, amounts stay what they are. */
export function toldBy(event: PoolCall): PoolEvent {
  switch (event.kind) {
    case 'RewardPeriodTransition': {
      const { oldPeriodIndex, newPeriodIndex, newPeriodStartTime, newPeriodEndTime } = event.args
      return {
        name: event.kind,
        oldPeriodIndex: Number(oldPeriodIndex),
        newPeriodIndex: Number(newPeriodIndex),
        newPeriodStartTime: Number(newPeriodStartTime),
        newPeriodEndTime: Number(newPeriodEndTime),
      }
    }
    case 'TotalWeightUpdated': {
      const { rewardPeriodIndex, totalWeight } = event.args
      return { name: event.kind, rewardPeriodIndex: Number(rewardPeriodIndex), totalWeight }
    }
    case 'Staked': {
      const { user, amount, lockinPeriod } = event.args
      return { name: event.kind, user: address(user), amount, lockinPeriod: Number(lockinPeriod) }
    }
    case 'Unstaked': {
      const { user, amount, penalty } = event.args
      return { name: event.kind, user: address(user), amount, penalty }
    }
    case 'RewardDeposited':
      return { name: event.kind, ...periodOf(event.args), amount: event.args.amount }
    case 'RewardClaimed': {
      const { user, reward } = event.args
      return { name: event.kind, user: address(user), ...periodOf(event.args), reward }
    }
    case 'EligibilityThresholdUpdated':
      return { name: event.kind, newThreshold: Number(event.args.newThreshold) }
  }
}

/** The first generation's events name none. */
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
