import { group } from './amount'
import type { Network } from './data/answers'
import type { ApiError } from './data/graphql'
import { agesBehind, catchingUp } from './network'
import { ago, dayName, moment } from './time'

/** The chain's newest block. The node is asked before the index is: a block that is indexed was mined. */
export function shownHead({ head, indexed }: Pick<Network, 'head' | 'indexed'>): number | null {
  return head === null ? null : Math.max(head, indexed ?? 0)
}

/** What is going on, in words. */
export function statusMessage(network: Network, apiError: ApiError | null, now: number): string {
  const { indexed, indexedBlock } = network
  const head = shownHead(network)
  if (apiError) return `${apiError.message} What you see is its last answer; asking again every few seconds.`
  if (indexed === null) {
    return head === null
      ? 'Waiting for the chain’s node to answer…'
      : `Starting to index: ${group(head)} blocks to read…`
  }
  if (head === null) return `The chain’s node does not answer. Indexed up to block ${group(indexed)}.`
  if (catchingUp(network, now)) {
    const day = indexedBlock && agesBehind(network, now) ? `, of ${dayName(indexedBlock.timestamp)}` : ''
    return `Indexing block ${group(indexed)} of ${group(head)}${day}…`
  }
  const when = indexedBlock ? ` ${ago(indexedBlock.timestamp, now)}, on ${moment(indexedBlock.timestamp)}` : ''
  return `Up to date. Block ${group(indexed)} was mined${when}.`
}
