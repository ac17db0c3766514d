import type { Address, Hash } from '../economics/units'
import type { DomainEvent } from './event'
import { eventId, eventIdPrefix } from './ids'
import type { BlockHead, RawLog } from './log'

/** What the events of a block share. */
export class EventBlock {
  readonly idPrefix: string

  constructor(
    readonly network: string,
    readonly head: BlockHead,
  ) {
    this.idPrefix = eventIdPrefix(network, head)
  }
}

/**
 * A decoded event. Tens of thousands wait for their turn to be folded, and the collector copies what waits: what they
 * share is kept once for a block, and their ids are made when they are asked for.
 */
export class Occurred implements DomainEvent {
  readonly logIndex: number
  readonly txHash: Hash
  readonly txIndex: number
  readonly contract: Address
  readonly logHash: string | undefined
  readonly call: RawLog['call']

  constructor(
    private readonly where: EventBlock,
    readonly kind: string,
    readonly args: unknown,
    { logIndex, txHash, txIndex, address, hash, call }: Omit<RawLog, 'topics' | 'data'>,
  ) {
    this.logIndex = logIndex
    this.txHash = txHash
    this.txIndex = txIndex
    this.contract = address
    this.logHash = hash
    this.call = call
  }

  get id(): string {
    return eventId(this.where.idPrefix, this.logIndex, this.part)
  }
  get network(): string {
    return this.where.network
  }
  get block(): number {
    return this.where.head.number
  }
  get blockHash(): Hash {
    return this.where.head.hash
  }
  get blockTime(): number {
    return this.where.head.time
  }
  /** A log is one fact. */
  get part(): 0 {
    return 0
  }
}
