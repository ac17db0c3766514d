import type { Generation } from '../economics/pool/rules'
import type { Class } from '../economics/supply'
import { type AbiEvents, type Decoded, type DecoderTable, type Reading, table } from '../events/decoders/table'
import type { DomainEvent, Fact } from '../events/event'

/** What the chain shows of a contract kind: what its logs say, and what its balance of the token is. */
export interface Contract<F extends Fact = Fact, P extends string = string> {
  readonly decoders: DecoderTable<F>
  /** decoders of the generations that have an ABI of their own */
  readonly earlier?: Readonly<Partial<Record<Generation, DecoderTable<F>>>>
  /** class of the token it holds; a kind without one is an ordinary holder */
  readonly holds?: Class
  /** governed values that its handlers read; each is in force from the block that set it (`Context.setParameter`) */
  readonly parameters?: readonly P[]
}

/** A kind all of whose deployments have one ABI. */
export function contractOf<E extends AbiEvents, R extends keyof E & string, P extends string = never>(
  events: E,
  { holds, parameters, ...reading }: Reading<E, R> & Pick<Contract<Fact, P>, 'holds' | 'parameters'>,
): Contract<Decoded<E, R>, P> {
  return { decoders: table(events, reading), holds, parameters }
}

/** Why `OwnershipTransferred` and its like are ignored: who may change a contract is no figure. */
export const OWNERSHIP = 'who owns it moves nothing'

export type FactsOf<C> = C extends Contract<infer F, infer _> ? F : never
export type ParametersOf<C> = C extends Contract<infer _, infer P> ? P : never
/** Names of the events that a contract kind reads. */
export type NameOf<C> = FactsOf<C>['kind']
export type EventOf<C, N extends NameOf<C>> = DomainEvent<Extract<FactsOf<C>, Fact<N>>>
