import type { ContractKind } from '../config/profile'
import type { DomainEvent } from '../events/event'
import type { Contract, EventOf, FactsOf } from './contract'
import * as deepnodeEmissions from './deepnode-emissions'
import * as deepnodeRouter from './deepnode-router'
import * as destraPool from './destra-pool'
import * as dgridBill from './dgrid-bill'
import * as dgridNodes from './dgrid-nodes'
import type { Handler, Handlers } from './handler'
import * as merkleDistributor from './merkle-distributor'
import * as revenueVault from './revenue-vault'
import * as token from './token'
import * as uniswapV2 from './uniswap-v2'
import * as usageBurner from './usage-burner'
import * as votes from './votes'

interface Protocol<C extends Contract> {
  readonly contract: C
  readonly handlers: Handlers<C>
}

/** What Assay knows of a contract kind: the only list of them. The names are those of profiles (config/profile.ts). */
export const protocols = {
  token,
  'dgrid-bill': dgridBill,
  'dgrid-nodes': dgridNodes,
  'destra-pool': destraPool,
  'revenue-vault': revenueVault,
  'merkle-distributor': merkleDistributor,
  'deepnode-router': deepnodeRouter,
  'deepnode-emissions': deepnodeEmissions,
  votes,
  'usage-burner': usageBurner,
  'uniswap-v2': uniswapV2,
} as const satisfies Readonly<Record<ContractKind | 'token', Protocol<Contract>>>

/** Everything that a log may say. */
export type KnownFact = FactsOf<(typeof protocols)[keyof typeof protocols]['contract']>

const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.values(protocols).flatMap((each) =>
    Object.entries<Handler | null>(each.handlers).filter((entry): entry is [string, Handler] => entry[1] !== null),
  ),
)

export const handlerOf = (event: DomainEvent): Handler | undefined => handlers.get(event.kind)

export type TransferEvent = EventOf<typeof token.contract, 'Transfer'>
export const isTransfer = (event: DomainEvent): event is TransferEvent => event.kind === 'Transfer'
