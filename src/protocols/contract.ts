import type { Generation } from '../economics/pool/rules'
import type { Class } from '../economics/supply'
import { type AbiEvents, type Decoded, type DecoderTable, type Reading, table } from '../events/decoders/table'
import type { DomainEvent, Fact } from '../events/event'
import type { Call, RawLog } from '../events/log'

/** What the chain shows of a contract kind: what its logs say, and what its balance of the token is. */
export interface Contract<F extends Fact = Fact, P extends string = string> {
  readonly decoders: DecoderTable<F>
  /** decoders of the generations that have an ABI of their own */
  readonly earlier?: Readonly<Partial<Record<Generation, DecoderTable<F>>>>
  /** class of the token it holds; a kind without one is an ordinary holder */
  readonly holds?: Class
  /** what its views say of its events; undefined where no event leaves anything to them */
  readonly around?: (generation: Generation) => Around
  /** governed values that its handlers read; each is in force from the block that set it (`Context.setParameter`) */
  readonly parameters?: readonly P[]
}

/**
 * A view that tells of an event what its log and its transaction leave out: asked of the event's block and of the one
 * before by the source, while a node still has their state, and kept in the event log.
 */
export interface Around {
  /** Calldata of the view; undefined where the transaction tells by itself. */
  ask(log: Pick<RawLog, 'address' | 'topics'>, call: Call): string | undefined
  /** What happened between two answers. @throws when one is none of the view's */
  between(before: string, after: string): readonly number[]
}

/** A kind all of whose deployments have one ABI. */
export function contractOf<K extends string, E extends AbiEvents, R extends keyof E & string, P extends string = never>(
  kind: K,
  events: E,
  { holds, parameters, ...reading }: Reading<E, R> & Pick<Contract<Fact, P>, 'holds' | 'parameters'>,
): Contract<Decoded<K, E, R>, P> {
  return { decoders: table(kind, events, reading), holds, parameters }
}

/** Why `OwnershipTransferred` and its like are ignored: who may change a contract is no figure. */
export const OWNERSHIP = 'who owns it moves nothing'

export type FactsOf<C> = C extends Contract<infer F, infer _> ? F : never
export type ParametersOf<C> = C extends Contract<infer _, infer P> ? P : never
/** Names of the events that a contract kind reads. */
export type NameOf<C> = FactsOf<C>['kind'] extends infer K ? (K extends `${string}.${infer N}` ? N : never) : never
export type EventOf<C, N extends NameOf<C>> = DomainEvent<Extract<FactsOf<C>, Fact<`${string}.${N}`>>>
