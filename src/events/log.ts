import type { Address, BlockNumber, Hash, Seconds } from '../economics/units'

/** A log as the chain gave it, with what the source enriched it by. */
export interface RawLog {
  readonly address: Address
  readonly topics: readonly string[]
  readonly data: string
  readonly logIndex: number
  readonly txHash: Hash
  readonly txIndex: number
  /**
   * target and input of its transaction, where the decoder needs them (`Unstaked` names no stake); `withdrawn`: the
   * stakes that the pool's view shows withdrawn in the block, where only that tells
   */
  readonly call?: { readonly to: Address | undefined; readonly input: string; readonly withdrawn?: readonly number[] }
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
