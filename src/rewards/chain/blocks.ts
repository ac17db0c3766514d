import type { Hash, Seconds } from '../../economics/units'

export interface Header {
  readonly number: number
  readonly hash: Hash
  readonly parentHash: Hash
  readonly time: Seconds
}

/** What closing needs of a chain. Tests have one of their own. */
export interface Blocks {
  chainId(): Promise<number>
  /** @throws when the node does not have it */
  header(number: number): Promise<Header>
  /** number of the node's `finalized` block; null when it serves none */
  finalized(): Promise<number | null>
}
