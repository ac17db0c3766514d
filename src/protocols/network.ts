import type { ContractKind, Profile, ProfileContract } from '../config/profile'
import type { AccountBook } from '../economics/ledger/book'
import type { Address } from '../economics/units'
import type { Decoder } from '../events/decode'

/** What the indexer knows of a network before it has read a block: all from the profile. */
export interface Network {
  readonly name: string
  readonly profile: Profile
  readonly token: Address
  /** whose logs are read */
  readonly contracts: ReadonlyMap<Address, ContractKind | 'token'>
  /** as the profile names them */
  readonly deployed: ReadonlyMap<Address, ProfileContract>
  readonly decoder: Decoder
  readonly book: AccountBook
}
