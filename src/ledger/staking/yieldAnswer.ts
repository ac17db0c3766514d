import { pricedApr, type Ratio, type TierYield, YEAR } from '../../economics/yield'
import type { PeriodFigures } from './periodFigures'
import { tierDays } from './positions'
import type { YieldPrice } from './yieldPrice'

/**
 * A yield with its definition: formula, numerator, denominator, window and the source of its price.
 * @param decimals of the token
 */
export function yieldAnswer(figure: TierYield, of: PeriodFigures, priced: YieldPrice | null, decimals: number) {
  const ofWorth = priced && pricedApr(figure, priced.price)
  const multiplier = BigInt(figure.tier.multiplier)
  return {
    period: of.period,
    tier: tierDays(figure.tier.lockSeconds),
    multiplier: figure.tier.multiplier,
    ethPerToken: figure.ethPerToken,
    apr: (figure.ethPerToken * BigInt(YEAR)) / BigInt(of.end - of.start),
    aprRatio: ofWorth && shownRatio(ofWorth),
    price: priced && { ...priced, perToken: priced.price.perToken },
    provisional: of.provisional,
    block: of.block,
    definition: {
      ruleset: of.ruleset,
      formula:
        `ethPerToken = floor(pot × multiplier × 10^${decimals} / Σ weight at the period’s end); apr = floor(ethPerToken × 31,536,000 / (end − start)), linear` +
        (of.provisional ? '; provisional: revenue and positions so far' : ', realised'),
      numerator: of.pot * multiplier * 10n ** BigInt(decimals),
      denominator: of.totalWeight,
      pot: of.pot,
      start: of.start,
      end: of.end,
      yearSeconds: YEAR,
      rounding: 'floor',
      priceSource: priced && `reserves of ${priced.pair}, time-weighted over [${priced.start}, ${priced.end}) s`,
    },
  }
}

function shownRatio({ numerator, denominator, decimal }: Ratio) {
  return { numerator, denominator, decimal, formula: 'ethPerToken × year / ((end − start) × price)' }
}
