import type { RawLog } from '../log'
import type { AbiEvent } from './abiEvent'
import { prepared } from './prepared'
import { restored } from './restored'

type AbiEvents = Readonly<Record<string, AbiEvent>>

/** `{ kind: 'Staked', args: { user, amount, lockinPeriod } } | …` for the events `K` of an ABI module. */
export type Decoded<E extends AbiEvents, K extends keyof E> = {
  [P in K]: { readonly kind: P; readonly args: ReturnType<E[P]['decode']> }
}[K]

export type Decode<T> = (log: RawLog) => T

/** What a contract kind does with a topic: decode it, or know that it moves nothing and skip it. */
export interface DecoderTable<T> {
  readonly decoders: ReadonlyMap<string, Decode<T>>
  /** by kind, the way back from the event log */
  readonly restore: ReadonlyMap<string, (stored: Readonly<Record<string, string>>) => T>
  readonly ignored: ReadonlySet<string>
  /** topics of events that leave out what the input of their transaction may say (domain.md §2, traps 4 and 11) */
  readonly inCall: ReadonlySet<string>
}

/**
 * The decoder of one contract kind: `kinds` become domain events; the ABI's other events are known and ignored.
 * @param inCall those of `kinds` that need the input of their transaction
 */
export function table<E extends AbiEvents, K extends keyof E & string>(
  events: E,
  kinds: readonly K[],
  inCall: readonly K[] = [],
): DecoderTable<Decoded<E, K>> {
  const decoders = new Map<string, Decode<Decoded<E, K>>>()
  const restore = new Map<string, (stored: Readonly<Record<string, string>>) => Decoded<E, K>>()
  for (const kind of kinds) {
    const event: AbiEvent = events[kind]!
    const decode = prepared(event)
    decoders.set(event.topic, (log) => ({ kind, args: decode(log) }) as Decoded<E, K>)
    const back = restored(event)
    restore.set(kind, (stored) => ({ kind, args: back(stored) }) as Decoded<E, K>)
  }
  const ignored = new Set(Object.values(events).flatMap(({ topic }) => (decoders.has(topic) ? [] : [topic])))
  return { decoders, restore, ignored, inCall: new Set(inCall.map((kind) => events[kind]!.topic)) }
}
