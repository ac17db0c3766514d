import type { Address } from '../economics/units'
import type { LogText } from './decoders/encoded'
import type { DecoderTable } from './decoders/table'
import { type DomainEvent, restoredCall, type StoredEvent } from './event'
import type { BlockHead, RawBlock, RawLog } from './log'
import { EventBlock, Occurred } from './occurred'

/** A log of a known contract that no decoder understands; quarantined and counted, never dropped. */
export interface Undecodable {
  readonly log: RawLog
  readonly reason: string
}

/** What the logs of a block say. */
export interface DecodedBlock {
  readonly block: BlockHead
  /** in log order */
  readonly events: readonly DomainEvent[]
  readonly undecodable: readonly Undecodable[]
}

/** Of a contract of ours, an event that its ABI does not have: counted, and of the token it moves nothing (domain.md §2). */
export const UNKNOWN_EVENT = 'unknown event of a known contract'

const NONE: ReadonlySet<string> = new Set()

/** Decodes the logs of one network: the decoder is chosen by the contract, then by the topic. */
export class Decoder {
  /** @param byAddress what is made of the logs of each contract */
  constructor(
    private readonly network: string,
    private readonly byAddress: ReadonlyMap<Address, DecoderTable>,
  ) {}

  /** Topics of all events of a contract that are known. */
  topics(contract: Address): string[] {
    const { decoders, ignored } = this.byAddress.get(contract) ?? { decoders: new Map(), ignored: NONE }
    return [...decoders.keys(), ...ignored]
  }

  /** Topics of a contract's logs that leave out what only the input of their transaction may say. */
  callTopics(contract: Address): ReadonlySet<string> {
    return this.byAddress.get(contract)?.inCall ?? NONE
  }

  wantsCall(contract: Address, topic0: string | undefined): boolean {
    return topic0 !== undefined && this.callTopics(contract).has(topic0)
  }

  /** Logs of foreign contracts are not ours to judge. */
  block({ logs, ...block }: RawBlock): DecodedBlock {
    const events: DomainEvent[] = []
    const undecodable: Undecodable[] = []
    const where = new EventBlock(this.network, block)
    for (const log of logs) {
      const entry = this.byAddress.get(log.address)
      if (!entry) continue
      const topic = log.topics[0] ?? ''
      const decode = entry.decoders.get(topic)
      if (!decode) {
        if (!entry.ignored.has(topic)) undecodable.push({ log, reason: UNKNOWN_EVENT })
        continue
      }
      try {
        const { kind, args } = decode(log)
        events.push(new Occurred(where, kind, args, log))
      } catch (error) {
        undecodable.push({ log, reason: `undecodable: ${(error as Error).message}` })
      }
    }
    return { block, events, undecodable }
  }

  /** The logs that may have said what is stored of an event; none where its contract tells no such event. */
  encode({ contract, kind, data }: Pick<StoredEvent, 'contract' | 'kind' | 'data'>): readonly LogText[] {
    return this.byAddress.get(contract)?.encode.get(kind)?.(data) ?? []
  }

  /**
   * An event of the log as it was decoded.
   * @param where its block
   * @throws RangeError when no decoder of its contract gives such an event, or its id is not that of its place
   */
  restore(where: EventBlock, { id, logIndex, txHash, txIndex, contract, kind, data }: StoredEvent): DomainEvent {
    const restore = this.byAddress.get(contract)?.restore.get(kind)
    if (!restore) throw new RangeError(`event ${id}: contract ${contract} tells no ${kind}`)
    const call = restoredCall(data)
    const fact = restore(data)
    const event = new Occurred(where, fact.kind, fact.args, { logIndex, txHash, txIndex, address: contract, call })
    if (event.id !== id) throw new RangeError(`event ${id} lies where ${event.id} does`)
    return event
  }
}
