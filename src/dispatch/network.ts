import type { Profile } from '../config/profile'
import type { Address, BaseUnits } from '../economics/units'

/** A network whose jobs are paid through a bill contract. */
export interface JobNetwork {
  readonly name: string
  readonly bill: Address
  readonly minimumNodeStake: BaseUnits
  readonly rpcUrl: string | undefined
}

/** Of all profiles, those with a bill contract. */
export function jobNetworks(profiles: readonly Profile[]): JobNetwork[] {
  return profiles.flatMap((profile) => {
    const bill = Object.values(profile.contracts).find((each) => each.kind === 'dgrid-bill')
    if (bill === undefined) return []
    const { name, rpcUrl, minimumNodeStake = 0n } = profile
    return [{ name, bill: bill.address, minimumNodeStake, rpcUrl }]
  })
}
