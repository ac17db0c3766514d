import type { Profile } from '../config/profile'
import { BURNED_AT_ZERO, type ClassBalance, classes, type SupplyFigures, supplyFigures } from '../economics/supply'
import type { BaseUnits, BlockNumber, Bps } from '../economics/units'
import type { Queryable } from '../postgres/queryable'
import type { Snapshot } from '../postgres/snapshot'
import type { AsText } from './asText'
import { type AsOf, blockAsOf } from './blocks'
import type { ChainHeads } from './chainHeads'
import { chainDoubts, doubtsOf, negativeDoubts } from './doubts'
import { type Drift, driftAt } from './drift'
import { type CheckedIdentity, identitiesAt } from './identities'
import { type Issued, issuedBy } from './issued'
import { pendingComparison } from './pending'
import { type BlockRef, headRef, lag, requireProgress } from './progress'
import { readStanding } from './standing'
import { type Definition, supplyDefinitions } from './supplyDefinitions'

export interface Supply extends Omit<SupplyFigures, 'held'> {
  readonly network: string
  readonly token: Profile['token']
  readonly block: BlockRef
  readonly max: BaseUnits | null
  readonly burnedInTotal: BaseUnits
  readonly staked: BaseUnits
  readonly stakedRatioBps: Bps
  readonly nodeStake: BaseUnits
  readonly escrow: BaseUnits
  readonly treasury: BaseUnits
  readonly governance: BaseUnits
  readonly rewards: BaseUnits
  readonly classes: readonly { readonly class: string; readonly amount: BaseUnits }[]
  readonly vestingPublished: boolean
  readonly issuedBy: readonly Issued[]
  readonly drift: readonly Drift[]
  readonly identities: readonly CheckedIdentity[]
  readonly definitions: readonly Definition[]
  readonly indexedBlock: BlockRef
  readonly finalizedBlock: BlockNumber | null
  readonly stale: boolean
  /** false: a figure of it is known to be wrong, or none was compared with the chain yet; `doubts` say by what */
  readonly trusted: boolean
  /** nobody has compared figures of the network with its contracts yet; none is known to be wrong */
  readonly pending: boolean
  readonly doubts: readonly string[]
}

/**
 * The identities of domain.md §5 at one block, all from one snapshot.
 * @throws AssayError E-NOT-INDEXED-YET, E-BAD-INPUT, E-BLOCK-AHEAD
 */
export async function readSupply(
  services: { readonly chainHeads: ChainHeads },
  snapshot: Snapshot,
  profile: Profile,
  asOf: AsOf,
): Promise<Supply> {
  const chainHead = services.chainHeads.during(snapshot, profile)
  const progress = await requireProgress(snapshot, profile)
  const block = await blockAsOf(snapshot, profile, progress, asOf)
  const balances = await balancesAt(snapshot, profile, block.number)
  const figures = supplyFigures(balances, supplyRules(profile), block.timestamp)
  const held = (name: string) => figures.held.get(name) ?? 0n
  const burnedAtZero = balances.find((row) => row.class === BURNED_AT_ZERO && row.cause === '')?.balance ?? 0n
  const burnedInTotal = profile.token.burnReducesTotal ? figures.burned - burnedAtZero : figures.burned
  const stakeable = figures.total - burnedInTotal
  const identities = await identitiesAt(snapshot, profile, block.number)
  const drift = await driftAt(snapshot, profile, block.number)
  const standing = await readStanding(snapshot, profile)
  const known = [
    ...doubtsOf(profile, balances, identities, drift),
    ...negativeDoubts(figures),
    ...chainDoubts(standing.alarms),
  ]
  const { blocks: behind, stale } = lag(profile, progress, await chainHead)
  const pending = known.length === 0 ? pendingComparison(profile, progress, standing, behind) : undefined
  return {
    ...figures,
    network: profile.name,
    token: profile.token,
    block,
    max: profile.token.max,
    burnedInTotal,
    staked: held('staked'),
    stakedRatioBps: stakeable > 0n ? Number((held('staked') * 10_000n) / stakeable) : 0,
    nodeStake: held('node-stake'),
    escrow: held('escrow'),
    treasury: held('treasury'),
    governance: held('governance'),
    rewards: held('rewards'),
    classes: classes.map((name) => ({ class: name, amount: own(balances, name) })),
    vestingPublished: profile.vesting.length > 0,
    issuedBy: issuedBy(balances, standing.firstIssue),
    drift,
    identities,
    definitions: supplyDefinitions,
    indexedBlock: headRef(progress)!,
    finalizedBlock: progress.finalized,
    stale,
    trusted: known.length === 0 && pending === undefined,
    pending: pending !== undefined,
    doubts: pending ? [pending] : known,
  }
}

function own(balances: readonly ClassBalance[], name: string): BaseUnits {
  return balances.find((row) => row.class === name && row.cause === '')?.balance ?? 0n
}

export function supplyRules(profile: Profile) {
  return {
    burnReducesTotal: profile.token.burnReducesTotal,
    excluded: profile.token.excludedFromCirculating,
    vesting: profile.vesting,
  }
}

/** The latest balance at or before `block` of every class and cause. A loose index scan: a look-up each, not history. */
export async function balancesAt(db: Queryable, profile: Profile, block: BlockNumber): Promise<ClassBalance[]> {
  const { rows } = await db.query<AsText<ClassBalance>>(
    `with recursive kind as (
       (select class, cause from supply_point where network = $1 and asset = $2 order by class, cause limit 1)
       union all
       select next.class, next.cause from kind, lateral (
         select class, cause from supply_point
         where network = $1 and asset = $2 and (class, cause) > (kind.class, kind.cause)
         order by class, cause limit 1) next)
     select kind.class, kind.cause, point.balance::text as balance from kind, lateral (
       select balance from supply_point
       where network = $1 and asset = $2 and class = kind.class and cause = kind.cause and block <= $3
       order by block desc limit 1) point`,
    [profile.name, profile.token.address, block],
  )
  return rows.map((row) => ({ ...row, balance: BigInt(row.balance) }))
}
