import type { Outcome, PoolAction } from '../../../src/economics/pool/action'
import { apply } from '../../../src/economics/pool/fold'
import { type PoolRules, poolRules } from '../../../src/economics/pool/rules'
import { newPool, type PoolState } from '../../../src/economics/pool/state'

export const DAY = 86_400
export const PERIOD = 30 * DAY
export const ETH = 10n ** 18n

/** A pool deployed at time 0, told in days of its age. */
export class Scene {
  readonly pool: PoolState

  constructor(rules: PoolRules = poolRules[3]) {
    this.pool = newPool(PERIOD, rules)
  }

  stake(day: number, user: string, amount: bigint, lockDays: number): Outcome {
    return this.does({ kind: 'stake', user, amount, lockSeconds: lockDays * DAY, time: day * DAY })
  }
  unstake(day: number, user: string, stakeIndex = 0): Outcome {
    return this.does({ kind: 'unstake', user, stakeIndex, time: day * DAY })
  }
  deposit(day: number, period: number | null, amount: bigint): Outcome {
    return this.does({ kind: 'deposit', period, amount, time: day * DAY })
  }
  claim(day: number, user: string, period: number): Outcome {
    return this.does({ kind: 'claim', user, period, time: day * DAY })
  }
  does(action: PoolAction): Outcome {
    return apply(this.pool, action)
  }
}

/** The wei a claim paid, or why it was refused. */
export function paid(outcome: Outcome): bigint | string {
  if (outcome.kind === 'refused') return outcome.why
  const claimed = outcome.events.find((event) => event.name === 'RewardClaimed')
  return claimed?.name === 'RewardClaimed' ? claimed.reward : 'no claim'
}

/** [period, weight] of an outcome's TotalWeightUpdated run. */
export function weightRun(outcome: Outcome): [number, bigint][] {
  const events = outcome.kind === 'done' ? outcome.events : []
  return events.flatMap((event): [number, bigint][] =>
    event.name === 'TotalWeightUpdated' ? [[event.rewardPeriodIndex, event.totalWeight]] : [],
  )
}
