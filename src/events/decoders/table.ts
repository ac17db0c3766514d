import type { Fact } from '../event'
import type { RawLog } from '../log'
import type { AbiEvent } from './abiEvent'
import { encoded, type LogText } from './encoded'
import { prepared, topicless } from './prepared'
import { restored } from './restored'

export type AbiEvents = Readonly<Record<string, AbiEvent>>

/** `{ kind: 'destra-pool.Staked', args: { user, amount, lockinPeriod } } | …` for the events `R` of an ABI module. */
export type Decoded<K extends string, E extends AbiEvents, R extends keyof E & string> = {
  [P in R]: Fact<`${K}.${P}`, ReturnType<E[P]['decode']>>
}[R]

export type Decode<F> = (log: RawLog) => F

/** What a contract kind does with a topic: decode it, or know that it moves nothing and skip it. */
export interface DecoderTable<F extends Fact = Fact> {
  readonly decoders: ReadonlyMap<string, Decode<F>>
  /** by kind, the way back from the event log */
  readonly restore: ReadonlyMap<string, (stored: Readonly<Record<string, string>>) => F>
  /** by kind, the logs that may have said what the event log stores */
  readonly encode: ReadonlyMap<string, (stored: Readonly<Record<string, string>>) => readonly LogText[]>
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
  /** topics of other deployments' events, that move nothing */
  readonly elsewhere?: readonly string[]
  /** those of `reads` that some deployments emit without topics */
  readonly topicless?: readonly NoInfer<R>[]
}

/** The decoders of one ABI, of a contract kind. An event that the ABI does not have is quarantined. */
export function table<K extends string, E extends AbiEvents, R extends keyof E & string>(
  contractKind: K,
  events: E,
  { reads, ignores, inCall = [], topicless: bare = [], elsewhere = [] }: Reading<E, R>,
): DecoderTable<Decoded<K, E, R>> {
  const topicOf = (name: string) => (events[name] as AbiEvent).topic
  const decoders = new Map<string, Decode<Decoded<K, E, R>>>()
  const restore = new Map<string, (stored: Readonly<Record<string, string>>) => Decoded<K, E, R>>()
  const encode = new Map<string, (stored: Readonly<Record<string, string>>) => readonly LogText[]>()
  for (const name of reads) {
    const event: AbiEvent = events[name]!
    const kind = interned(`${contractKind}.${name}`)
    const decode = prepared(event, bare.includes(name) ? topicless(event) : undefined)
    decoders.set(event.topic, (log) => ({ kind, args: decode(log) }) as Decoded<K, E, R>)
    const back = restored(event)
    encode.set(kind, encoded(event))
    restore.set(kind, (stored) => ({ kind, args: back(stored) }) as Decoded<K, E, R>)
  }
  return {
    decoders,
    restore,
    encode,
    ignored: new Set([...Object.keys(ignores).map(topicOf), ...elsewhere]),
    inCall: new Set(inCall.map(topicOf)),
  }
}

/** The same text as an interned string: every event's kind is compared, by its address where both are interned. */
const interned = (text: string) => Object.keys({ [text]: true })[0]!
