import { type Period, UTC_MONTH } from '../period'
import { eligibleAt, type Stake, weightOf } from '../staking'
import type { Seconds } from '../units'
import { gathered } from './participants'
import { mainPotOfRows, type WeightedParticipant } from './pot'
import type { Rows } from './rows'
import type { MainPotRuleset } from './ruleset'

/** A stake as of the block a report pins. */
export interface StakedPosition extends Stake {
  readonly id: string
  readonly owner: string
  /** block time of the withdrawal; null while it is staked */
  readonly closedTime: Seconds | null
}

/** Why a position counted: everything its weight was made of. */
interface PositionPart extends Stake {
  readonly position: string
  /** staked inside the period; only rulesets that weigh time have it */
  readonly activeSeconds?: Seconds
  readonly weight: bigint
}

/** start + threshold ≤ end < start + lock + threshold, and not withdrawn before end. */
export function isEligible(position: StakedPosition, end: Seconds): boolean {
  const held = position.closedTime === null || position.closedTime >= end
  return held && eligibleAt(position, end)
}

/** Seconds of [period.start, period.end) for which an eligible position was staked. */
function activeSeconds(position: StakedPosition, period: Period): Seconds {
  return period.end - Math.max(position.start, period.start)
}

/** The stakers' part of a month's ETH revenue, by amount × multiplier of what is eligible at the month's end. */
export const ethMonthV1 = monthly('eth-month/v1', () => undefined, sumOfWeights)

/** As `eth-month/v1`, and a stake made inside the month counts for the seconds it was there. */
export const ethMonthTimedV1 = monthly('eth-month-timed/v1', activeSeconds, untimedWeight)

type ActiveSeconds = (position: StakedPosition, period: Period) => Seconds | undefined

function monthly(
  name: `${string}/v1`,
  active: ActiveSeconds,
  stakedWeight: (weighed: readonly WeightedParticipant[]) => bigint,
): MainPotRuleset<StakedPosition> {
  const weigh = (positions: Rows<StakedPosition>, period: Period) => participants(positions, period, active)
  return { name, period: UTC_MONTH, entries: 'positions', weigh, pots: mainPotOfRows(weigh), stakedWeight }
}

function participants(entries: Rows<StakedPosition>, period: Period, active: ActiveSeconds) {
  return gathered({
    entries,
    counts: (position) => isEligible(position, period.end),
    account: ({ owner }) => owner,
    weight: (position) => timedWeight(position, active(position, period)),
    part: (position) => partOf(position, active(position, period)),
    key: ({ position }) => position,
  })
}

function partOf(position: StakedPosition, seconds: Seconds | undefined): PositionPart {
  const { id, amount, multiplier, start, lockSeconds, threshold } = position
  const weight = timedWeight({ amount, multiplier }, seconds)
  const untimed = { position: id, amount, multiplier, start, lockSeconds, threshold, weight }
  return seconds === undefined ? untimed : { ...untimed, activeSeconds: seconds }
}

function timedWeight(position: Pick<StakedPosition, 'amount' | 'multiplier'>, seconds: Seconds | undefined): bigint {
  return seconds === undefined ? weightOf(position) : weightOf(position) * BigInt(seconds)
}

/** The weight itself, where it is amount × multiplier. */
function sumOfWeights(weighed: readonly WeightedParticipant[]): bigint {
  return weighed.reduce((sum, { weight }) => sum + weight, 0n)
}

function untimedWeight(weighed: readonly WeightedParticipant[]): bigint {
  let staked = 0n
  for (const { parts } of weighed) for (const part of parts as readonly PositionPart[]) staked += weightOf(part)
  return staked
}
