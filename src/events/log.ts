import type { Address, BlockNumber, Hash, Seconds } from '../economics/units'

/** A log as the chain gave it, with what the source enriched it by. */
export interface RawLog {
  readonly address: Address
  readonly topics: readonly string[]
  readonly data: string
  readonly logIndex: number
  readonly txHash: Hash
  readonly txIndex: number
  /** of all of the above, as 64 hex digits: what the event log keeps beside the decoded event */
  readonly hash?: string
  /** its transaction, where the decoder needs it: `Unstaked` names no stake */
  readonly call?: Call
}

/** What the transaction of a log was sent to do, and what that left behind. */
export interface Call {
  /** undefined: it made a contract */
  readonly to: Address | undefined
  readonly input: string
  /** stakes that the pool's view shows withdrawn in the block, where the pool was asked */
  readonly withdrawn?: readonly number[]
}

/** A block without what is in it. */
export interface BlockHead {
  readonly number: BlockNumber
  readonly hash: Hash
  readonly time: Seconds
}

/** A block with those of its logs that contracts of ours emitted, in log order. */
export interface RawBlock extends BlockHead {
  readonly logs: readonly RawLog[]
}
