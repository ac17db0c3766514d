import type { Role } from '../../economics/emission/shares'
import { grouped } from '../../economics/grouped'
import { epochPeriod, type Period } from '../../economics/period'
import { beyondFoundation, type DomainEpochEntry } from '../../economics/rewards/emission'
import { type Emission, readEmissions } from '../../ledger/emission/emissions'
import { readRevenue, readWork, stakesAt, weighted } from '../../ledger/emission/roleWeights'
import type { Queryable } from '../../postgres/queryable'
import type { Source } from './source'

/**
 * Emission of an epoch to each domain, and who took part. Emission and work name their epoch and count up to the block
 * that closed it; stakes, revenue and owners are those of the pinned block, the last before its end.
 */
export const epochSource: Source = {
  schedule: {
    async closed(db, { network }, final, since) {
      // An epoch that ended before the first indexed block has no block to be pinned at, and no inputs.
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
    const emissions = await mintedIn(db, network, period)
    return emissions.map(({ domainId, emitted }) => {
      return { id: `${period.id} domain ${domainId}`, amount: beyondFoundation(emitted) }
    })
  },
  async entries(db, { network }, period, block): Promise<DomainEpochEntry[]> {
    const emissions = await mintedIn(db, network, period)
    const epoch = epochOf(period)
    const rows = [
      ...(await readWork(db, network, epoch)),
      ...(await stakesAt(db, network, block)),
      ...(await readRevenue(db, network, epoch, block)),
    ]
    const weights = grouped(rows, ({ domainId, role }) => `${domainId} ${role}`)
    return emissions.map(({ domainId, emitted, shares, owner }) => {
      const of = (role: Role) => weighted(weights.get(`${domainId} ${role}`))
      const domainOwner = owner === null ? [] : [{ account: owner, weight: 1n }]
      const read = { miners: of('miners'), stakers: of('stakers'), validators: of('validators') }
      return { domainId, emitted, shares, weights: { ...read, domainOwner, modelOwners: of('modelOwners') } }
    })
  },
}

const epochOf = ({ number }: Period) => ({ epoch: Number(number) })

/** Emissions of an epoch by domain; a mint after the block that closed it does not count. */
async function mintedIn(db: Queryable, network: string, period: Period): Promise<Emission[]> {
  const emissions = await readEmissions(db, network, epochOf(period))
  return emissions.filter(({ block, closedBlock }) => block <= closedBlock)
}
