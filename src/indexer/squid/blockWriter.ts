import type { Store } from '@subsquid/typeorm-store'
import type { Network } from '../network'
import { cover } from '../source/completeness/cover'
import { type Level, levels } from '../source/completeness/level'
import type { HistoryBlock } from '../source/history/range'
import { decoded } from '../source/rawBlock'
import type { BlockHandler } from '../source/source'
import { BlockStore } from './store'

/** Hands blocks to the handler and records their level of completeness, in the SDK's transaction. */
export function blockWriter(network: Network, handler: BlockHandler) {
  const { startBlock } = network.profile
  return async (blocks: readonly HistoryBlock[], sdkStore: Store): Promise<void> => {
    // A start inside the hot tail hands over earlier blocks too.
    const due = blocks.filter(({ header }) => header.height >= startBlock)
    const [first, last] = [due[0], due[due.length - 1]]
    if (!first || !last) return
    const store = new BlockStore(sdkStore)
    await handler(
      due.map((block) => block.decoded ?? decoded(block, network)),
      store,
    )
    // History hands over blocks with logs, but has read all those before them.
    const level = lowest(due) ?? 'structure'
    const fromBlock = last.level ? first.header.height : startBlock
    await cover(store, network.name, { level, fromBlock, toBlock: last.header.height })
  }
}

/** The level that all of them have; undefined for blocks of history. */
function lowest(blocks: readonly HistoryBlock[]): Level | undefined {
  return levels.find((level) => blocks.some((block) => block.level === level))
}
