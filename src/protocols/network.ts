import type { ContractKind, Profile, ProfileContract } from '../config/profile'
import type { AccountBook } from '../economics/ledger/book'
import type { Address } from '../economics/units'
import type { Decoder } from '../events/decode'
import type { Around } from './contract'

/** What the indexer knows of a network before it has read a block: all from the profile. */
export interface Network {
  readonly name: string
  readonly profile: Profile
  readonly token: Address
  /** kinds of the contracts whose logs are read */
  readonly contracts: ReadonlyMap<Address, ContractKind | 'token'>
  /** the profile's entry of each but the token */
  readonly deployed: ReadonlyMap<Address, ProfileContract>
  readonly decoder: Decoder
  /** views that tell of a contract's events what their logs leave out */
  readonly around: ReadonlyMap<Address, Around>
  readonly book: AccountBook
}
