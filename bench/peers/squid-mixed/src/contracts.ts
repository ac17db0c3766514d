import * as bill from './abi/bill'
import * as emissions from './abi/deepnode-emissions'
import * as router from './abi/deepnode-router'
import * as pool from './abi/destra-pool'
import * as token from './abi/dsync-token'
import * as distributor from './abi/merkle-distributor'
import * as registry from './abi/node-registry'
import * as pair from './abi/price-pair'
import * as vault from './abi/revenue-vault'
import * as usage from './abi/usage-burner'
import * as votes from './abi/votes'

/** An event as squid-evm-typegen makes it. */
export interface AbiEvent {
  readonly topic: string
  decode(log: { topics: string[]; data: string }): unknown
}

const modules: Record<string, { events: Record<string, AbiEvent> }> = {
  token,
  'destra-pool': pool,
  'revenue-vault': vault,
  'usage-burner': usage,
  'merkle-distributor': distributor,
  'dgrid-bill': bill,
  'dgrid-nodes': registry,
  votes,
  'deepnode-router': router,
  'deepnode-emissions': emissions,
  'uniswap-v2': pair,
}

interface Contract {
  readonly address: string
  readonly kind: string
  /** names of the events that are wanted */
  readonly events: readonly string[]
}

export const contracts = JSON.parse(process.env.CONTRACTS!) as Contract[]

/** Event name and decoder by address and topic. */
export const known = new Map(
  contracts.map(({ address, kind, events }) => [
    address,
    new Map(events.map((name) => [modules[kind]!.events[name]!.topic, { name, event: modules[kind]!.events[name]! }])),
  ]),
)
