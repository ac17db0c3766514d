import type { Profile } from '../config/profile'
import type { Period } from '../economics/period'
import { type LedgerEnd, type SupplyMonth, shiftBurns } from '../economics/scenario/burn'
import { forecastBalances } from '../economics/scenario/forecast'
import { type SupplyFigures, supplyFigures } from '../economics/supply'
import { supplyRules } from '../ledger/supply'
import type { Snapshot } from '../postgres/snapshot'
import type { Scenario } from './scenario'
import { bothSides, type Sides } from './sides'
import type { Span } from './span'
import { balancesBefore, type Extent, readSupplyMonth } from './supplyHistory'

/** Supply at the end of every month, those to come included. */
export async function supplySides(
  snapshot: Snapshot,
  profile: Profile,
  { burnBps = {} }: Scenario,
  span: Span,
  extent: Extent,
): Promise<Sides<SupplyFigures[]>> {
  const before = await balancesBefore(snapshot, profile, span.months[0]!.start)
  const history: SupplyMonth[] = []
  for (const month of span.months) history.push(await readSupplyMonth(snapshot, profile, month, extent))
  const rules = supplyRules(profile)
  return bothSides((which) => {
    const ends = shiftBurns(before, history, which === 'real' ? {} : burnBps, rules)
    const basis = [before, ...ends.map(({ balances }) => balances)].slice(-1 - span.basis)
    const toCome = span.forecast.map((month: Period, at): LedgerEnd => {
      return { balances: forecastBalances(basis, at + 1), at: month.end }
    })
    return [...ends, ...toCome].map(({ balances, at }) => supplyFigures(balances, rules, at))
  })
}
