import type { Address, Hash, Seconds } from '../economics/units'
import type { tables } from './decoders'
import type { RawLog } from './log'

type EventOfTable<T> = T extends { decoders: ReadonlyMap<string, (log: RawLog) => infer E> } ? E : never

/** Every fact Assay knows, by its contract's own name for it. */
export type DomainFact = { [K in keyof typeof tables]: EventOfTable<(typeof tables)[K]> }[keyof typeof tables]
export type Kind = DomainFact['kind']
export type ArgsOf<K extends Kind> = Extract<DomainFact, { kind: K }>['args']

/** Where and when a fact happened: a total order by (block, logIndex, part). */
export interface Occurrence {
  readonly id: string
  readonly network: string
  readonly block: number
  readonly blockHash: Hash
  readonly blockTime: Seconds
  readonly logIndex: number
  readonly part: number
  readonly txHash: Hash
  readonly txIndex: number
  readonly contract: Address
  /** input of its transaction, where the source enriched it */
  readonly call?: RawLog['call']
}

export type DomainEvent<K extends Kind = Kind> = {
  [P in K]: Occurrence & { readonly kind: P; readonly args: ArgsOf<P> }
}[K]

/** An account as an event's arguments name it: decoders let nothing but addresses pass. */
export const accountOf = (argument: string) => argument as Address

/** Amounts and integers as decimal strings: what the event log stores. */
export function storedArgs(event: { args: unknown }): Record<string, string> {
  const stored: Record<string, string> = {}
  const args = event.args as Record<string, unknown>
  for (const name in args) stored[name] = String(args[name])
  return stored
}

/** An event of a block as the event log keeps it: its place (the id tells its part), and its arguments as texts. */
export type StoredEvent = Pick<Occurrence, 'id' | 'logIndex' | 'txHash' | 'txIndex' | 'contract'> & {
  readonly kind: string
  /** `storedArgs`, and `callTo` and `callInput` where the source enriched it */
  readonly data: Readonly<Record<string, string>>
}
