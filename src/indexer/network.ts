import type { ContractKind, Profile } from '../config/profile'
import { AccountBook } from '../economics/ledger/book'
import type { Generation } from '../economics/pool/rules'
import type { Class } from '../economics/supply'
import type { Address } from '../economics/units'
import { type ContractTable, Decoder } from '../events/decode'

/** Class of the token held by a contract, by its kind; a kind that holds none is an ordinary holder. */
const classOfKind: Partial<Record<ContractKind, Class>> = {
  'destra-pool': 'staked',
  'dgrid-bill': 'escrow',
  'dgrid-nodes': 'node-stake',
  'revenue-vault': 'treasury',
  'merkle-distributor': 'distributor',
  'deepnode-emissions': 'staked',
}

/** ABI by generation; so is the ruleset (domain.md §2, trap 11). */
const poolTables: Readonly<Record<Generation, ContractTable>> = {
  1: 'destra-pool-gen1',
  2: 'destra-pool-gen2',
  3: 'destra-pool',
}

/** What the indexer knows of a network before it has read a block: all from the profile. */
export interface Network {
  readonly name: string
  readonly profile: Profile
  readonly token: Address
  readonly contracts: ReadonlyMap<Address, ContractTable>
  /** staking pools, and which of its three generations each is */
  readonly pools: ReadonlyMap<Address, Generation>
  /** price pairs, and which of their two tokens is the network's */
  readonly pairs: ReadonlyMap<Address, 0 | 1>
  readonly decoder: Decoder
  readonly book: AccountBook
}

export function networkOf(profile: Profile): Network {
  const contracts = new Map<Address, ContractTable>([[profile.token.address, 'token']])
  const pools = new Map<Address, Generation>()
  const pairs = new Map<Address, 0 | 1>()
  const classOf = new Map<Address, Class>()
  if (profile.token.silentFees) classOf.set(profile.token.address, 'tax')
  for (const { address, class: named } of profile.accounts) classOf.set(address, named)
  for (const { address, kind, generation, tokenIndex } of Object.values(profile.contracts)) {
    contracts.set(address, kind === 'destra-pool' ? poolTables[generation] : kind)
    if (kind === 'destra-pool') pools.set(address, generation)
    if (kind === 'uniswap-v2') pairs.set(address, tokenIndex)
    const held = classOfKind[kind]
    if (held) classOf.set(address, held)
  }
  return {
    name: profile.name,
    profile,
    token: profile.token.address,
    contracts,
    pools,
    pairs,
    decoder: new Decoder(profile.name, contracts),
    book: new AccountBook({
      burnSinks: profile.token.burnSinks,
      classOf,
      buybackAddresses: profile.buybackAddresses,
      allocations: new Map(profile.allocations.map(({ address, label }) => [address, label])),
      excluded: profile.token.excludedFromCirculating.map(({ address }) => address),
      silentFees: profile.token.silentFees,
    }),
  }
}
