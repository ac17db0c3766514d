import type { EmissionEpoch } from '../emission/domainEmission'
import type { DomainShares } from '../emission/shares'
import { type Period, periodContaining, type TimeRange, UTC_MONTH } from '../period'
import { incentives, pressureOf, type Reserves, timeWeightedPrice, valueAt } from '../pressure'
import type { BaseUnits, Seconds, WideBps } from '../units'

/** History of one domain in one epoch. */
export interface DomainEpochFacts extends TimeRange, Omit<EmissionEpoch, 'shares'> {
  readonly epoch: number
  /** in force when the emission was minted; null where the domain was never configured */
  readonly shares: DomainShares | null
  /** gross, in base units of the quote */
  readonly externalRevenue: BaseUnits
}

/** What-if: the domain had these shares in every epoch that ended after `from`, as months are counted. */
export function withShares<Epoch extends DomainEpochFacts>(
  epochs: readonly Epoch[],
  shares: DomainShares | undefined,
  from: Seconds,
): readonly Epoch[] {
  return shares === undefined ? epochs : epochs.map((each) => (each.end > from ? { ...each, shares } : each))
}

/** Incentives of miners and stakers in one epoch and their value, by the folds of the live figures. */
export interface EpochIncentives {
  readonly end: Seconds
  readonly emitted: BaseUnits
  readonly miners: BaseUnits
  readonly stakers: BaseUnits
  /** at the epoch's time-weighted price; null without one */
  readonly counted: BaseUnits | null
  readonly externalRevenue: BaseUnits
}

export function epochIncentives(
  facts: DomainEpochFacts,
  prices: { readonly history: readonly Reserves[]; readonly tokenDecimals: number },
): EpochIncentives {
  const { start, end, emitted, shares, externalRevenue } = facts
  const parts = incentives(emitted, { minersBps: shares?.miners ?? 0, stakersBps: shares?.stakers ?? 0 })
  const price = timeWeightedPrice(prices.history, { start, end }, prices.tokenDecimals)
  const counted = price && valueAt(price, parts.miners + parts.stakers, prices.tokenDecimals)
  return { end, emitted, ...parts, counted, externalRevenue }
}

/** A domain's month: the epochs that ended in it. It is `counted` when each of them had a price. */
export interface DomainMonth extends Omit<EpochIncentives, 'end'> {
  readonly epochs: number
  readonly breakEven: BaseUnits | null
  readonly pressureBps: WideBps | null
  readonly flagged: boolean
}

/**
 * Epochs are summed as they were counted, each at its own price; break-even and pressure are of the sums.
 * An epoch that ends at a month's very start was spent in the month before.
 */
export function domainMonth(month: Period, epochs: readonly EpochIncentives[]): DomainMonth {
  const own = epochs.filter(({ end }) => end > month.start && end <= month.end)
  const sum = (of: (each: EpochIncentives) => BaseUnits) => own.reduce((total, each) => total + of(each), 0n)
  const externalRevenue = sum((each) => each.externalRevenue)
  const counted = own.every((each) => each.counted !== null) ? sum((each) => each.counted!) : null
  return {
    epochs: own.length,
    emitted: sum((each) => each.emitted),
    miners: sum((each) => each.miners),
    stakers: sum((each) => each.stakers),
    externalRevenue,
    ...pressureOf(counted, externalRevenue),
  }
}

/** Months from the one that holds `first` to the one that holds `last`, in order. */
export function monthsBetween(first: Seconds, last: Seconds): Period[] {
  const months: Period[] = []
  for (
    let month = periodContaining(UTC_MONTH, first);
    month.start <= last;
    month = periodContaining(UTC_MONTH, month.end)
  )
    months.push(month)
  return months
}
