import type { ContractKind, Profile } from '../config/profile'
import { AccountBook } from '../economics/ledger/book'
import type { Class } from '../economics/supply'
import type { Address } from '../economics/units'
import { Decoder } from '../events/decode'
import type { DecoderTable } from '../events/decoders/table'
import { type EventHandlers, loadHandlers, protocols } from '../protocols'
import type { Around, Contract } from '../protocols/contract'
import type { Network } from '../protocols/network'

export type { Network } from '../protocols/network'

/** A network whose events can be folded. */
export interface FoldedNetwork extends Network {
  readonly handlers: EventHandlers
}

export async function withHandlers(network: Network): Promise<FoldedNetwork> {
  return { ...network, handlers: await loadHandlers() }
}

export function networkOf(profile: Profile): Network {
  const { name, token } = profile
  const contracts = new Map<Address, ContractKind | 'token'>([[token.address, 'token']])
  const tables = new Map<Address, DecoderTable>([[token.address, protocols.token.contract.decoders]])
  const classOf = new Map<Address, Class>()
  if (token.silentFees) classOf.set(token.address, 'tax')
  for (const { address, class: named } of profile.accounts) classOf.set(address, named)
  const around = new Map<Address, Around>()
  const deployed = new Map(Object.values(profile.contracts).map((each) => [each.address, each]))
  for (const { address, kind, generation } of deployed.values()) {
    const { decoders, earlier, holds, around: aroundOf }: Contract = protocols[kind].contract
    contracts.set(address, kind)
    tables.set(address, earlier?.[generation] ?? decoders)
    if (holds) classOf.set(address, holds)
    if (aroundOf) around.set(address, aroundOf(generation))
  }
  return {
    name,
    profile,
    token: token.address,
    contracts,
    deployed,
    decoder: new Decoder(name, tables),
    around,
    book: new AccountBook({
      burnSinks: token.burnSinks,
      classOf,
      buybackAddresses: profile.buybackAddresses,
      allocations: new Map(profile.allocations.map(({ address, label }) => [address, label])),
      excluded: token.excludedFromCirculating.map(({ address }) => address),
      silentFees: token.silentFees,
    }),
  }
}
