import { grouped } from '../../economics/grouped'
import type { Weighted } from '../../economics/rewards/split'
import type { DomainEpochFacts } from '../../economics/scenario/domain'
import type { BlockNumber, Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { readEmissions } from './emissions'
import { readRevenue, readWork, weighted } from './roleWeights'

/** An epoch with the block its emission was minted in. */
export type MintedEpoch = DomainEpochFacts & { readonly block: BlockNumber }

/** Every closed epoch of a domain, in order: a role's carry comes from all those before. */
export async function domainHistory(db: Queryable, network: string, domain: bigint): Promise<MintedEpoch[]> {
  const emissions = await readEmissions(db, network, { domain })
  const work = grouped(await readWork(db, network, { domain }), ({ epoch, role }) => `${epoch} ${role}`)
  const routed = grouped(await readRevenue(db, network, { domain }), ({ epoch }) => `${epoch}`)
  const stakedBefore = stakes(await readStakes(db, network, domain))
  return emissions.map(({ epoch, start, end, block, emitted, shares, owner }) => {
    const revenue = routed.get(`${epoch}`) ?? []
    return {
      ...{ epoch, start, end, block, emitted, shares },
      externalRevenue: revenue.reduce((sum, each) => sum + BigInt(each.weight), 0n),
      weights: {
        miners: weighted(work.get(`${epoch} miners`)),
        validators: weighted(work.get(`${epoch} validators`)),
        stakers: stakedBefore(end),
        domainOwner: owner === null ? [] : [{ account: owner, weight: 1n }],
        modelOwners: weighted(revenue),
      },
    }
  })
}

interface StakeRow {
  readonly staker: string
  readonly stake: string
  readonly since: Seconds
}

/** Every stake the domain ever had, with the time of the block it is in force from. */
async function readStakes(db: Queryable, network: string, domain: bigint): Promise<StakeRow[]> {
  const { rows } = await db.query<StakeRow>(
    `select s.staker, s.stake::text as stake, b.time as since from domain_stake s
     join block b on b.network = s.network and b.number = s.from_block
     where s.network = $1 and s.domain_id = $2 order by s.from_block, s.id`,
    [network, domain.toString()],
  )
  return rows
}

/** Stakes in force at the last block before a time; asked in ascending order, so that history is walked once. */
function stakes(rows: readonly StakeRow[]): (time: Seconds) => Weighted[] {
  const current = new Map<string, bigint>()
  let next = 0
  return (time) => {
    for (; next < rows.length && rows[next]!.since < time; next++)
      current.set(rows[next]!.staker, BigInt(rows[next]!.stake))
    return [...current].map(([account, weight]) => ({ account, weight }))
  }
}
