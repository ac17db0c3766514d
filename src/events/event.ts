import type { Address, BlockNumber, Hash, Seconds } from '../economics/units'
import type { Call } from './log'

/** What a log says: `dgrid-bill.BillOpened`, its contract kind and that contract's own name for it. */
export interface Fact<K extends string = string, A = unknown> {
  readonly kind: K
  readonly args: A
}

/** Where and when a fact happened: a total order by (block, logIndex, part). */
export interface Occurrence {
  readonly id: string
  readonly network: string
  readonly block: BlockNumber
  readonly blockHash: Hash
  readonly blockTime: Seconds
  readonly logIndex: number
  readonly part: number
  readonly txHash: Hash
  readonly txIndex: number
  readonly contract: Address
  /** of its raw log; undefined where it was read back from the event log */
  readonly logHash?: string | undefined
  /** its transaction, where the source enriched it */
  readonly call?: Call
}

/** The contract's own name for what happened. */
export const eventName = ({ kind }: Fact) => kind.slice(kind.indexOf('.') + 1)

export type DomainEvent<F extends Fact = Fact> = Occurrence & F

/** An account as an event's arguments name it: decoders let nothing but addresses pass. */
export const accountOf = (argument: string) => argument as Address

/** Amounts and integers as decimal strings: what the event log stores. */
export function storedArgs(event: { args: unknown }): Record<string, string> {
  const stored: Record<string, string> = {}
  const args = event.args as Record<string, unknown>
  for (const name in args) stored[name] = String(args[name])
  return stored
}

/** The call of an event as texts, beside its arguments. */
export function storedCall({ to, input, withdrawn }: Call): Record<string, string> {
  return { callTo: to ?? '', callInput: input, ...(withdrawn && { callWithdrawn: withdrawn.join(',') }) }
}

/** The call as `storedCall` wrote it; undefined where it wrote none. */
export function restoredCall({ callTo, callInput, callWithdrawn }: StoredEvent['data']): Call | undefined {
  if (callInput === undefined) return undefined
  const withdrawn = callWithdrawn === undefined ? undefined : callWithdrawn.split(',').filter(Boolean).map(Number)
  return { to: (callTo || undefined) as Address | undefined, input: callInput, ...(withdrawn && { withdrawn }) }
}

/** An event of a block as the event log keeps it: its place (the id tells its part), and its arguments as texts. */
export type StoredEvent = Pick<Occurrence, 'id' | 'logIndex' | 'txHash' | 'txIndex' | 'contract'> & {
  readonly kind: string
  /** `storedArgs`, and `storedCall` where the source enriched it */
  readonly data: Readonly<Record<string, string>>
}
