import type { Profile } from '../config/profile'
import type { Address, BaseUnits } from '../economics/units'

/** A network whose jobs are paid through a bill contract. */
export interface JobNetwork {
  readonly name: string
  readonly bill: Address
  readonly minimumNodeStake: BaseUnits
  readonly chainId: number
  /** where transactions are made and sent */
  readonly rpcUrl: string | undefined
  readonly rpcUrls: readonly string[]
}

/** Of all profiles, those with a bill contract. */
export function jobNetworks(profiles: readonly Profile[]): JobNetwork[] {
  return profiles.flatMap((profile) => {
    const bill = Object.values(profile.contracts).find((each) => each.kind === 'dgrid-bill')
    if (bill === undefined) return []
    const { name, chainId, rpcUrl, rpcUrls, minimumNodeStake = 0n } = profile
    return [{ ...{ name, chainId, rpcUrl, rpcUrls }, bill: bill.address, minimumNodeStake }]
  })
}
