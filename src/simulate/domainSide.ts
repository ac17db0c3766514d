import type { Profile } from '../config/profile'
import { type DomainShares, shareRefusals } from '../economics/emission/shares'
import { type DomainMonth, domainMonth, epochIncentives, withShares } from '../economics/scenario/domain'
import { forecastDomain } from '../economics/scenario/forecast'
import { type ReceivedMonth, receivedByMonth } from '../economics/scenario/received'
import { domainHistory, type MintedEpoch } from '../ledger/emission/domainHistory'
import { shareBoundsAt } from '../ledger/emission/shareBounds'
import { reservesWithin } from '../ledger/reserves'
import type { Snapshot } from '../postgres/snapshot'
import { refusal, type Scenario } from './scenario'
import { bothSides, type Sides } from './sides'
import type { Span } from './span'

export interface DomainSide extends DomainMonth {
  /** null where the domain had no valid shares, and in forecast months */
  readonly distribution: ReceivedMonth | null
}

/** A domain's emission and pressure in every month, those to come included; null where the scenario names no domain. */
export async function domainSides(
  snapshot: Snapshot,
  profile: Profile,
  { domain, shares }: Scenario,
  span: Span,
  origin: string,
): Promise<Sides<DomainSide[]> | null> {
  if (domain === undefined) return null
  const epochs = await domainHistory(snapshot, profile.name, domain)
  if (epochs.length === 0) throw refusal('domain', `${profile.name} emitted nothing to domain ${domain}`, origin)
  const from = span.months[0]!.start
  if (shares) await requireWithinBounds(snapshot, profile, shares, epochs, from, origin)
  const prices = {
    history: await reservesWithin(snapshot, profile, { start: epochs[0]!.start, end: epochs.at(-1)!.end }),
    tokenDecimals: profile.token.decimals,
  }
  return bothSides((which) => {
    const facts = which === 'real' ? epochs : withShares(epochs, shares, from)
    const incentives = facts.map((each) => epochIncentives(each, prices))
    const received = receivedByMonth(span.months, facts)
    const history = span.months.map((month) => domainMonth(month, incentives))
    const basis = history.slice(-span.basis)
    return [
      ...history.map((month, at) => ({ ...month, distribution: received?.[at] ?? null })),
      ...span.forecast.map(() => ({ ...forecastDomain(basis), distribution: null })),
    ]
  })
}

/** Shares are held against the limits in force when the first epoch they would have split was minted. */
async function requireWithinBounds(
  snapshot: Snapshot,
  profile: Profile,
  shares: DomainShares,
  epochs: readonly MintedEpoch[],
  from: number,
  origin: string,
): Promise<void> {
  const first = epochs.find((each) => each.end > from)
  if (!first) return
  const bounds = await shareBoundsAt(snapshot, profile.name, first.block)
  const [refused] = shareRefusals(shares, bounds)
  if (refused)
    throw refusal(['shares', refused.role].filter(Boolean).join('.'), `${refused.reason} in e${first.epoch}`, origin)
}
