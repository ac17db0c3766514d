import type { Store } from '@subsquid/typeorm-store'
import type { BlockNumber } from '../../economics/units'
import type { Network } from '../network'
import { cover } from '../source/completeness/cover'
import { type Level, levels } from '../source/completeness/level'
import { CloseDigests } from '../source/digest/closeDigests'
import type { HistoryBlock } from '../source/history/range'
import { decoded } from '../source/rawBlock'
import type { BlockHandler } from '../source/source'
import { BlockStore } from './store'

/**
 * Hands blocks to the handler, records their level of completeness and closes digests, in the SDK's transaction.
 * @param finalHeight of what was written before
 */
export function blockWriter(network: Network, handler: BlockHandler, finalHeight: () => BlockNumber) {
  const { startBlock } = network.profile
  const digests = new CloseDigests(network)
  return async (given: readonly HistoryBlock[], sdkStore: Store): Promise<void> => {
    // A start inside the hot tail hands over earlier blocks too.
    const due = given.filter(({ header }) => header.height >= startBlock)
    const [first, last] = [due[0], due[due.length - 1]]
    if (!first || !last) return
    const store = new BlockStore(sdkStore)
    const blocks = due.map((block) => block.decoded ?? decoded(block, network))
    const isFinal = last.level === undefined
    const open = isFinal ? await digests.below(store, first.header.height) : undefined
    await handler(blocks, store)
    if (isFinal) await digests.final(store, blocks, open)
    else await digests.hot(store, blocks, finalHeight())
    // History hands over blocks with logs, but has read all those before them.
    const level = lowest(due) ?? 'structure'
    const fromBlock = isFinal ? startBlock : first.header.height
    await cover(store, network, { level, fromBlock, toBlock: last.header.height })
  }
}

/** The level that all of them have; undefined for blocks of history. */
function lowest(blocks: readonly HistoryBlock[]): Level | undefined {
  return levels.find((level) => blocks.some((block) => block.level === level))
}
