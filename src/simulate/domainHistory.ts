import type { Profile } from '../config/profile'
import type { BoundsInForce, DomainShares } from '../economics/emission/shares'
import { roles } from '../economics/emission/shares'
import { byAccount } from '../economics/rewards/ruleset'
import type { Weighted } from '../economics/rewards/split'
import type { DomainEpochFacts } from '../economics/scenario/domain'
import type { Snapshot } from '../postgres/snapshot'

/** An epoch with the block its emission was minted in. */
export type DomainEpoch = DomainEpochFacts & { readonly block: number }

interface EpochRow {
  readonly epoch: number
  readonly start_time: number
  readonly end_time: number
  readonly amount: string
  readonly block: number
  readonly pinned: number | null
  readonly owner: string | null
  readonly shares: DomainShares | null
}

/** Every closed epoch of a domain, in order: a role's carry comes from all those before. */
export async function readDomainEpochs(snapshot: Snapshot, profile: Profile, domain: bigint): Promise<DomainEpoch[]> {
  const key = [profile.name, domain.toString()]
  const epochs = await snapshot.rows<EpochRow>(
    `select e.epoch, ep.start_time, ep.end_time, e.amount::text as amount, e.block, pin.number as pinned,
       version.owner, version.shares
     from emission e
     join epoch ep on ep.network = e.network and ep.epoch = e.epoch
     left join lateral (
       select owner, json_build_object('miners', miners_bps, 'stakers', stakers_bps, 'validators', validators_bps,
         'domainOwner', domain_owner_bps, 'modelOwners', model_owners_bps) as shares
       from domain_version where network = e.network and domain_id = e.domain_id and from_block <= e.block
       order by from_block desc, id desc limit 1) version on true
     left join lateral (
       select number from block where network = e.network and time < ep.end_time order by time desc limit 1) pin on true
     where e.network = $1 and e.domain_id = $2 order by e.epoch`,
    key,
  )
  const work = await grouped<{ epoch: number; role: string; account: string; weight: string }>(
    snapshot,
    'select epoch, role, account, units::text as weight from epoch_work where network = $1 and domain_id = $2',
    key,
    (row) => `${row.epoch} ${row.role}`,
  )
  const routed = await grouped<{ epoch: number; account: string | null; weight: string }>(
    snapshot,
    `select ep.epoch, m.owner as account, sum(r.gross)::text as weight
     from emission e
     join epoch ep on ep.network = e.network and ep.epoch = e.epoch
     join revenue_route r on r.network = e.network and r.domain_id = e.domain_id
       and r.block_time >= ep.start_time and r.block_time < ep.end_time
     left join model m on m.network = r.network and m.model_id = r.model_id
     where e.network = $1 and e.domain_id = $2 group by ep.epoch, m.owner`,
    key,
    (row) => `${row.epoch}`,
  )
  const staked = stakesAsOf(await readStakes(snapshot, key))
  return epochs.map((row) => {
    const revenue = routed.get(`${row.epoch}`) ?? []
    return {
      epoch: row.epoch,
      start: row.start_time,
      end: row.end_time,
      block: row.block,
      emitted: BigInt(row.amount),
      shares: row.shares,
      externalRevenue: revenue.reduce((sum, each) => sum + BigInt(each.weight), 0n),
      weights: {
        miners: weighted(work.get(`${row.epoch} miners`)),
        validators: weighted(work.get(`${row.epoch} validators`)),
        stakers: staked(row.pinned ?? -1),
        domainOwner: row.owner === null ? [] : [{ account: row.owner, weight: 1n }],
        modelOwners: weighted(revenue.filter((each) => each.account !== null) as { account: string; weight: string }[]),
      },
    }
  })
}

async function grouped<T extends object>(
  snapshot: Snapshot,
  sql: string,
  values: readonly string[],
  keyOf: (row: T) => string,
): Promise<Map<string, T[]>> {
  const groups = new Map<string, T[]>()
  for (const row of await snapshot.rows<T>(sql, values)) {
    const known = groups.get(keyOf(row))
    if (known) known.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

function weighted(rows: readonly { account: string; weight: string }[] = []): Weighted[] {
  const parts = rows.map(({ account, weight }) => ({ account, key: account, part: { weight: BigInt(weight) } }))
  return byAccount(parts).map(({ account, weight }) => ({ account, weight }))
}

interface StakeRow {
  readonly staker: string
  readonly stake: string
  readonly from_block: number
}

function readStakes(snapshot: Snapshot, key: readonly string[]): Promise<StakeRow[]> {
  return snapshot.rows<StakeRow>(
    `select staker, stake::text as stake, from_block from domain_stake
     where network = $1 and domain_id = $2 order by from_block, id`,
    key,
  )
}

/** Stakes in force at a block; asked in ascending order, so that history is walked once. */
function stakesAsOf(rows: readonly StakeRow[]): (block: number) => Weighted[] {
  const current = new Map<string, bigint>()
  let next = 0
  return (block) => {
    for (; next < rows.length && rows[next]!.from_block <= block; next++)
      current.set(rows[next]!.staker, BigInt(rows[next]!.stake))
    return [...current].map(([account, weight]) => ({ account, weight }))
  }
}

/** Governance's limits on shares in force at a block. */
export async function boundsAt(snapshot: Snapshot, profile: Profile, block: number): Promise<BoundsInForce> {
  const rows = await snapshot.rows<{ name: string; value: string }>(
    `select distinct on (name) name, value from parameter
     where network = $1 and name ~ '^(floor|ceiling)Bps:[0-4]$' and from_block <= $2
     order by name, from_block desc, id desc`,
    [profile.name, block],
  )
  const value = new Map(rows.map((row) => [row.name, Number(row.value)]))
  return Object.fromEntries(
    roles.map((role, at) => {
      const floorBps = value.get(`floorBps:${at}`) ?? 0
      return [role, { floorBps, ceilingBps: value.get(`ceilingBps:${at}`) ?? 10_000 }]
    }),
  )
}
