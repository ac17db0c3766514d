import type { Profile } from '../../config/profile'
import { THIRTY_DAYS } from '../../economics/period'
import type { BaseUnits, Seconds } from '../../economics/units'
import { headRef, readProgress } from '../../ledger/progress'
import { readPoolAtHead } from '../../ledger/staking/poolAtHead'
import { POOL_PROGRAM } from '../../ledger/staking/poolFigures'
import { stakingPool } from '../../ledger/staking/stakingPool'
import type { Snapshot } from '../../postgres/snapshot'
import { distributionId } from '../distribution'

/** A period of the staking pool, which its contract pays by itself. deposited = claimed + predicted + stranded, exactly. Wei. */
export interface PoolDistribution {
  readonly id: string
  readonly network: string
  readonly program: typeof POOL_PROGRAM
  readonly period: string
  readonly start: Seconds
  readonly end: Seconds
  /** `open`: not over yet; `claimable`: somebody can claim of it; `settled`: nobody can */
  readonly state: 'open' | 'claimable' | 'settled'
  readonly deposited: BaseUnits
  /** what is still to be claimed, by the contract's own rules: of an open period all that was deposited */
  readonly predicted: BaseUnits
  readonly claimed: BaseUnits
  /** that nobody can ever claim (trap 7) */
  readonly stranded: BaseUnits
}

/** Periods of the network's first staking pool at the indexed head, the newest first; none where its profile does not name the program. */
export async function poolDistributions(snapshot: Snapshot, profile: Profile): Promise<PoolDistribution[]> {
  const contract = stakingPool(profile)
  const isNamed = profile.programs.some((entry) => entry.split('@')[0] === POOL_PROGRAM)
  const block = headRef(await readProgress(snapshot, profile))
  if (contract === null || !isNamed || block === null) return []
  const atHead = await readPoolAtHead(snapshot, profile, contract, block)
  const accounts = atHead?.accounts ?? []
  return accounts.toReversed().map(({ period, end, ended, deposited, claimed, claimable, pending, stranded }) => {
    const predicted = claimable + pending
    return {
      ...{ id: distributionId(profile.name, POOL_PROGRAM, `p${period}`), network: profile.name, program: POOL_PROGRAM },
      ...{ period: `p${period}`, start: end - THIRTY_DAYS, end },
      state: !ended ? 'open' : predicted > 0n ? 'claimable' : 'settled',
      ...{ deposited, predicted, claimed, stranded },
    }
  })
}
