import { requireProgress } from '../api/reads/progress'
import { reservesWithin } from '../api/reads/reserves'
import { supplyRules } from '../api/reads/supply'
import type { Snapshot } from '../api/snapshot'
import type { Profile } from '../config/profile'
import { type DomainShares, shareRefusals } from '../economics/emission/shares'
import type { Period } from '../economics/period'
import { foldBurns } from '../economics/scenario/burn'
import { type DomainMonth, domainMonth, epochIncentives, monthsBetween, withShares } from '../economics/scenario/domain'
import { type ReceivedMonth, receivedByMonth } from '../economics/scenario/received'
import type { SupplyFigures } from '../economics/supply'
import { boundsAt, type DomainEpoch, readDomainEpochs } from './domain-history'
import { refusal, type Scenario } from './scenario'
import { balancesBefore, type Extent, readSupplyMonth } from './supply-history'

/** Months one scenario may span: fifty years, more than any history there is. */
const MAX_MONTHS = 600

export interface DomainSide extends DomainMonth {
  readonly distribution: ReceivedMonth | null
}

export interface Side {
  /** null when the scenario names no domain */
  readonly domain: DomainSide | null
  readonly supply: SupplyFigures
}

export interface SimulatedMonth {
  readonly month: string
  readonly start: number
  readonly end: number
  /** the month had not ended at the indexed head: its figures are those so far */
  readonly provisional: boolean
  readonly real: Side
  readonly whatIf: Side
}

export interface Simulation {
  readonly network: string
  readonly indexedBlock: number
  readonly months: readonly SimulatedMonth[]
}

/**
 * History and what-if side by side, by UTC month, from one snapshot: both sides go through the same folds.
 * @param origin what an error calls the scenario
 * @throws AssayError E-SCENARIO naming the field; E-NOT-INDEXED-YET
 */
export async function simulate(
  snapshot: Snapshot,
  profile: Profile,
  scenario: Scenario,
  origin: string,
): Promise<Simulation> {
  const extent = await readExtent(snapshot, profile)
  const months = monthsOf(scenario, extent, origin)
  const supply = await supplySides(snapshot, profile, scenario, months, extent)
  const domain = await domainSides(snapshot, profile, scenario, months, origin)
  return {
    network: profile.name,
    indexedBlock: extent.head.number,
    months: months.map(({ id, start, end }, at) => ({
      month: id,
      start,
      end,
      provisional: end > extent.head.time,
      real: { domain: domain?.real[at] ?? null, supply: supply.real[at]! },
      whatIf: { domain: domain?.whatIf[at] ?? null, supply: supply.whatIf[at]! },
    })),
  }
}

async function readExtent(snapshot: Snapshot, profile: Profile): Promise<Extent> {
  const { head } = await requireProgress(snapshot, profile)
  const [row] = await snapshot.rows<{ first: number | null }>(
    'select min(time)::int as first from block where network = $1',
    [profile.name],
  )
  return { first: row?.first ?? head!.time, head: head! }
}

function monthsOf({ from, to }: Scenario, { first, head }: Extent, origin: string): Period[] {
  const last = to?.start ?? head.time
  if (from && from.start > head.time) throw refusal('from', `history has not reached ${from.id}`, origin)
  if (to && to.start > head.time) throw refusal('to', `history has not reached ${to.id}`, origin)
  const months = monthsBetween(from?.start ?? first, last)
  if (months.length === 0) throw refusal('to', `history begins after ${to!.id}`, origin)
  if (months.length > MAX_MONTHS) throw refusal('from', `spans ${months.length} months; ${MAX_MONTHS} at most`, origin)
  return months
}

async function supplySides(
  snapshot: Snapshot,
  profile: Profile,
  { burnBps }: Scenario,
  months: readonly Period[],
  extent: Extent,
) {
  const before = await balancesBefore(snapshot, profile, months[0]!.start)
  const history = []
  for (const month of months) history.push(await readSupplyMonth(snapshot, profile, month, extent))
  const rules = supplyRules(profile)
  return { real: foldBurns(before, history, {}, rules), whatIf: foldBurns(before, history, burnBps ?? {}, rules) }
}

async function domainSides(
  snapshot: Snapshot,
  profile: Profile,
  { domain, shares }: Scenario,
  months: readonly Period[],
  origin: string,
) {
  if (domain === undefined) return null
  const epochs = await readDomainEpochs(snapshot, profile, domain)
  if (epochs.length === 0) throw refusal('domain', `${profile.name} emitted nothing to domain ${domain}`, origin)
  const from = months[0]!.start
  if (shares) await requireWithinBounds(snapshot, profile, shares, epochs, from, origin)
  const prices = {
    history: await reservesWithin(snapshot, profile, { start: epochs[0]!.start, end: epochs.at(-1)!.end }),
    tokenDecimals: profile.token.decimals,
  }
  const side = (facts: readonly DomainEpoch[]): DomainSide[] => {
    const incentives = facts.map((each) => epochIncentives(each, prices))
    const received = receivedByMonth(months, facts)
    return months.map((month, at) => ({ ...domainMonth(month, incentives), distribution: received?.[at] ?? null }))
  }
  return { real: side(epochs), whatIf: side(withShares(epochs, shares, from)) }
}

/** Shares are held against the limits in force when the first epoch they would have split was minted. */
async function requireWithinBounds(
  snapshot: Snapshot,
  profile: Profile,
  shares: DomainShares,
  epochs: readonly DomainEpoch[],
  from: number,
  origin: string,
): Promise<void> {
  const first = epochs.find((each) => each.end > from)
  if (!first) return
  const bounds = await boundsAt(snapshot, profile, first.block)
  const [refused] = shareRefusals(shares, bounds)
  if (refused)
    throw refusal(['shares', refused.role].filter(Boolean).join('.'), `${refused.reason} in e${first.epoch}`, origin)
}
