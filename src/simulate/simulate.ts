import type { Profile } from '../config/profile'
import type { TimeRange } from '../economics/period'
import type { YieldMonth } from '../economics/scenario/yield'
import type { SupplyFigures } from '../economics/supply'
import type { BlockNumber } from '../economics/units'
import { requireProgress } from '../ledger/progress'
import type { Snapshot } from '../postgres/snapshot'
import { type DomainSide, domainSides } from './domainSide'
import type { Scenario } from './scenario'
import { bothSides, type Sides } from './sides'
import { spanOf } from './span'
import type { Extent } from './supplyHistory'
import { supplySides } from './supplySide'
import { type PayingProgram, yieldSides } from './yieldSide'

export interface Side {
  /** null when the scenario names no domain */
  readonly domain: DomainSide | null
  readonly supply: SupplyFigures
  /** null where no program pays stakers by the month */
  readonly yields: YieldMonth | null
}

export interface SimulatedMonth extends Sides<Side>, TimeRange {
  readonly month: string
  /** the month had not ended at the indexed head: its figures are those so far */
  readonly provisional: boolean
  /** the month is to come: its figures repeat the mean of the last ones */
  readonly forecast: boolean
}

export interface Simulation {
  readonly network: string
  readonly indexedBlock: BlockNumber
  readonly months: readonly SimulatedMonth[]
}

/**
 * History and what-if side by side, by UTC month, from one snapshot: both sides go through the same folds.
 * @param programs that the profile names
 * @param origin what an error calls the scenario
 * @throws AssayError E-SCENARIO naming the field; E-NOT-INDEXED-YET
 */
export async function simulate(
  snapshot: Snapshot,
  profile: Profile,
  programs: readonly PayingProgram[],
  scenario: Scenario,
  origin: string,
): Promise<Simulation> {
  const extent = await readExtent(snapshot, profile)
  const span = spanOf(scenario, extent, origin)
  const supply = await supplySides(snapshot, profile, scenario, span, extent)
  const domain = await domainSides(snapshot, profile, scenario, span, origin)
  const yields = await yieldSides(snapshot, profile, programs, scenario, span, extent, origin)
  return {
    network: profile.name,
    indexedBlock: extent.head.number,
    months: [...span.months, ...span.forecast].map(({ id, start, end }, at) => ({
      month: id,
      start,
      end,
      provisional: at < span.months.length && end > extent.head.time,
      forecast: at >= span.months.length,
      ...bothSides(
        (which): Side => ({
          domain: domain?.[which][at] ?? null,
          supply: supply[which][at]!,
          yields: yields?.[which][at] ?? null,
        }),
      ),
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
