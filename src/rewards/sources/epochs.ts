import { NO_WEIGHTS } from '../../economics/emission/domainEmission'
import type { DomainShares, Role } from '../../economics/emission/shares'
import { epochPeriod, type Period } from '../../economics/period'
import { beyondFoundation, type DomainEpochEntry } from '../../economics/rewards/emission'
import { byAccount } from '../../economics/rewards/ruleset'
import type { Weighted } from '../../economics/rewards/split'
import type { Queryable } from '../db'
import { readWeights, type WeightRow } from './epochWeights'
import type { Source } from './source'

/**
 * What an epoch emitted to each domain and who took part. Emission and work are the epoch's by their own word and count
 * up to the block that closed it; stakes, revenue and owners are those of the pinned block, the last before its end.
 */
export const epochSource: Source = {
  schedule: {
    async closed(db, { network }, final, since) {
      // An epoch that ended before our first block has no block to be pinned at, and nothing is known of it.
      const { rows } = await db.query<{ epoch: number; start_time: number; end_time: number }>(
        `select epoch, start_time, end_time from epoch
         where network = $1 and block <= $2 and end_time <= $3
           and end_time > coalesce((select min(time) from block where network = $1), 0)
           and ($4::int is null or block > $4 or end_time > $5)
         order by start_time`,
        [network, final.number, final.time, since?.number ?? null, since?.time ?? null],
      )
      return rows.map((row) => epochPeriod(row.epoch, row.start_time, row.end_time))
    },
  },
  async receipts(db, { network }, period) {
    const emissions = await readEmissions(db, network, period)
    return emissions.map(({ domainId, emitted }) => {
      return { id: `${period.id} domain ${domainId}`, amount: beyondFoundation(emitted) }
    })
  },
  async entries(db, { network }, period, block): Promise<DomainEpochEntry[]> {
    const emissions = await readEmissions(db, network, period)
    const weights = await readWeights(db, network, period, block)
    return emissions.map(({ owner, ...emission }) => {
      const of = (role: Role) => weighted(weights.get(`${emission.domainId} ${role}`))
      const domainOwner = owner === null ? [] : [{ account: owner, weight: 1n }]
      const read = { miners: of('miners'), stakers: of('stakers'), validators: of('validators') }
      return { ...emission, weights: { ...NO_WEIGHTS, ...read, domainOwner, modelOwners: of('modelOwners') } }
    })
  },
}

interface Emission extends Omit<DomainEpochEntry, 'weights'> {
  readonly owner: string | null
}

/** By domain, with the shares in force when each was minted. */
async function readEmissions(db: Queryable, network: string, period: Period): Promise<Emission[]> {
  const { rows } = await db.query<{
    domain_id: string
    amount: string
    owner: string | null
    shares: DomainShares | null
  }>(
    `select e.domain_id::text, e.amount::text, version.owner, version.shares
     from emission e
     join epoch closing on closing.network = e.network and closing.epoch = e.epoch and e.block <= closing.block
     left join lateral (
       select owner, json_build_object('miners', miners_bps, 'stakers', stakers_bps, 'validators', validators_bps,
         'domainOwner', domain_owner_bps, 'modelOwners', model_owners_bps) as shares
       from domain_version where network = e.network and domain_id = e.domain_id and from_block <= e.block
       order by from_block desc, id desc limit 1) version on true
     where e.network = $1 and e.epoch = $2 order by e.domain_id`,
    [network, Number(period.number)],
  )
  return rows.map(({ domain_id, amount, owner, shares }) => {
    return { domainId: BigInt(domain_id), emitted: BigInt(amount), shares, owner }
  })
}

function weighted(rows: readonly WeightRow[] = []): Weighted[] {
  const parts = rows.map(({ account, weight }) => ({ account, key: account, part: { weight: BigInt(weight) } }))
  return byAccount(parts).map(({ account, weight }) => ({ account, weight }))
}
