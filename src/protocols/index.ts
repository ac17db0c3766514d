import type { ContractKind } from '../config/profile'
import type { DomainEvent, Fact } from '../events/event'
import type { Contract, EventOf, FactsOf } from './contract'
import * as cumulativeDistributor from './cumulative-distributor'
import * as deepnodeEmissions from './deepnode-emissions'
import * as deepnodeRouter from './deepnode-router'
import * as destraPool from './destra-pool'
import * as dgridBill from './dgrid-bill'
import * as dgridNodes from './dgrid-nodes'
import { type FactTable, joined } from './factTable'
import type { Handler, Handlers } from './handler'
import type { Mark } from './mark'
import * as merkleDistributor from './merkle-distributor'
import type { Restated } from './restated'
import * as revenueVault from './revenue-vault'
import type { SchemaPart } from './schemaPart'
import * as token from './token'
import * as uniswapV2 from './uniswap-v2'
import * as usageBurner from './usage-burner'
import * as votes from './votes'

/** What a folder of this room says of its contract kind. */
interface Protocol<C extends Contract = Contract> {
  readonly contract: C
  /** loaded by who folds alone: entities, and TypeORM with them, are a fifth of a second of a start */
  handlers(): Promise<{ readonly handlers: Handlers<C> }>
  /** what it is recognised by, but for the token, which a profile names */
  readonly mark?: Mark
  /** what it tells ClickHouse */
  readonly facts?: readonly FactTable[]
  /** what it adds to the public schema */
  readonly sdl?: SchemaPart
  /** what its rows say again of the ledger, for the audit */
  readonly restated?: Restated
}

/**
 * What Assay knows of a contract kind: the only list of them. The names are those of profiles (config/profile.ts). The
 * order is that in which ClickHouse's first migration made their tables: stores remember a digest of its text.
 */
export const protocols = {
  'destra-pool': destraPool,
  'dgrid-bill': dgridBill,
  'revenue-vault': revenueVault,
  'deepnode-router': deepnodeRouter,
  'deepnode-emissions': deepnodeEmissions,
  'dgrid-nodes': dgridNodes,
  'merkle-distributor': merkleDistributor,
  'uniswap-v2': uniswapV2,
  token,
  votes,
  'usage-burner': usageBurner,
  'cumulative-distributor': cumulativeDistributor,
} as const satisfies { readonly [K in ContractKind | 'token']: Protocol<Contract<Fact<`${K}.${string}`>>> }

const all: readonly Protocol[] = Object.values(protocols)

export const kindFacts: readonly FactTable[] = joined(all.flatMap(({ facts = [] }) => facts))
export const kindSdl: readonly SchemaPart[] = all.flatMap(({ sdl = [] }) => sdl)

/** What a contract kind is recognised by. */
export const markOf = (kind: ContractKind): Mark => protocols[kind].mark

/** The kinds without the token, which is no kind of a profile. */
export const contractKinds = (Object.keys(protocols) as (keyof typeof protocols)[]).filter((kind) => kind !== 'token')

/** What the rows of these kinds say again of the ledger. */
export function restatedBy(kinds: Iterable<keyof typeof protocols>): Restated[] {
  return [...new Set(kinds)].flatMap((kind) => (protocols[kind] as Protocol).restated ?? [])
}

/** Everything that a log may say. */
export type KnownFact = FactsOf<(typeof protocols)[keyof typeof protocols]['contract']>

/** Kind of event → what it does; without those that the event log keeps and nothing else does. */
export type EventHandlers = ReadonlyMap<string, Handler>

/** The handlers of all contract kinds. */
export async function loadHandlers(): Promise<EventHandlers> {
  const ofKinds = await Promise.all(
    Object.entries<Protocol>(protocols).map(async ([kind, protocol]) =>
      Object.entries<Handler | null>((await protocol.handlers()).handlers).flatMap(([name, handler]) =>
        handler ? [[`${kind}.${name}`, handler] as const] : [],
      ),
    ),
  )
  return new Map(ofKinds.flat())
}

export type TransferEvent = EventOf<typeof token.contract, 'Transfer'>
export const isTransfer = (event: DomainEvent): event is TransferEvent => event.kind === 'token.Transfer'
