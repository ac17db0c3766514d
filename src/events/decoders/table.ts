import type { Fact } from '../event'
import type { RawLog } from '../log'
import type { AbiEvent } from './abiEvent'
import { prepared } from './prepared'
import { restored } from './restored'

export type AbiEvents = Readonly<Record<string, AbiEvent>>

/** `{ kind: 'Staked', args: { user, amount, lockinPeriod } } | …` for the events `R` of an ABI module. */
export type Decoded<E extends AbiEvents, R extends keyof E & string> = {
  [P in R]: Fact<P, ReturnType<E[P]['decode']>>
}[R]

export type Decode<F> = (log: RawLog) => F

/** What a contract kind does with a topic: decode it, or know that it moves nothing and skip it. */
export interface DecoderTable<F extends Fact = Fact> {
  readonly decoders: ReadonlyMap<string, Decode<F>>
  /** by kind, the way back from the event log */
  readonly restore: ReadonlyMap<string, (stored: Readonly<Record<string, string>>) => F>
  readonly ignored: ReadonlySet<string>
  /** topics of events that leave out what the input of their transaction may say (domain.md §2, traps 4 and 11) */
  readonly inCall: ReadonlySet<string>
}

/** What is made of the events of an ABI: every one is either read, or ignored for a reason. */
export interface Reading<E extends AbiEvents, R extends keyof E & string> {
  /** those that become domain events */
  readonly reads: readonly R[]
  readonly ignores: Readonly<Record<Exclude<keyof E & string, R>, string>>
  /** those of `reads` that need the input of their transaction */
  readonly inCall?: readonly NoInfer<R>[]
}

/** The decoders of one ABI. An event that the ABI does not have is quarantined. */
export function table<E extends AbiEvents, R extends keyof E & string>(
  events: E,
  { reads, ignores, inCall = [] }: Reading<E, R>,
): DecoderTable<Decoded<E, R>> {
  const topicOf = (name: string) => (events[name] as AbiEvent).topic
  const decoders = new Map<string, Decode<Decoded<E, R>>>()
  const restore = new Map<string, (stored: Readonly<Record<string, string>>) => Decoded<E, R>>()
  for (const kind of reads) {
    const event: AbiEvent = events[kind]!
    const decode = prepared(event)
    decoders.set(event.topic, (log) => ({ kind, args: decode(log) }) as Decoded<E, R>)
    const back = restored(event)
    restore.set(kind, (stored) => ({ kind, args: back(stored) }) as Decoded<E, R>)
  }
  return {
    decoders,
    restore,
    ignored: new Set(Object.keys(ignores).map(topicOf)),
    inCall: new Set(inCall.map(topicOf)),
  }
}
