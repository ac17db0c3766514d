import { contractsOf, type Profile } from '../config/profile'
import type { Address, BaseUnits } from '../economics/units'

/** A network whose jobs are paid through a bill contract. */
export interface JobNetwork {
  readonly name: string
  readonly bill: Address
  /** of its nodes; without one nobody says whose a node is */
  readonly registry: Address | undefined
  /** whether what a node reports must be signed */
  readonly signedReports: boolean
  /** unset: nobody said, and no node gets work */
  readonly minimumNodeStake: BaseUnits | undefined
  /** share of the GPUs that a requester has beside others; one that is not named has 1 */
  readonly weights: ReadonlyMap<string, number>
  readonly chainId: number
  /** where transactions are made and sent */
  readonly rpcUrl: string | undefined
  readonly rpcUrls: readonly string[]
}

/** Of all profiles, those with a bill contract. */
export function jobNetworks(profiles: readonly Profile[]): JobNetwork[] {
  return profiles.flatMap((profile) => {
    const [bill] = contractsOf(profile, 'dgrid-bill')
    if (bill === undefined) return []
    const [registry] = contractsOf(profile, 'dgrid-nodes')
    const { signedReports = registry !== undefined } = profile
    const { name, chainId, rpcUrl, rpcUrls, minimumNodeStake } = profile
    const weights = new Map(profile.dispatch.weights.map(({ address, weight }) => [address, weight]))
    return [
      {
        ...{ name, chainId, rpcUrl, rpcUrls, minimumNodeStake, weights },
        ...{ bill: bill.address, registry: registry?.address, signedReports },
      },
    ]
  })
}
