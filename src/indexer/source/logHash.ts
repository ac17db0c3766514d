import { hash } from 'node:crypto'
import type { WireLog } from './history/wire'

/**
 * SHA-256 of a raw log, 64 hex digits: of its lower-case text `address topic… data transactionHash logIndex` without
 * anything between, where all but the last begin with 0x. As text, since a node gives hex, and reading it as bytes costs
 * more than hashing twice as many; without its block, whose hash stands beside it (docs/adr/0040-the-chains-own-word.md).
 */
export function logHash({ address, topics, data, transactionHash, logIndex }: RawLogText): string {
  let text = address
  for (const topic of topics) text += topic
  return hash('sha256', (text + data + transactionHash + logIndex).toLowerCase(), 'hex')
}

/** A raw log by its texts. */
export type RawLogText = Pick<WireLog, 'address' | 'data' | 'transactionHash' | 'logIndex'> & {
  readonly topics: readonly string[]
}
