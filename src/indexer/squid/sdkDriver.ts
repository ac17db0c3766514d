import { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { Store } from '@subsquid/typeorm-store'
import type { Network } from '../network'
import { cover } from '../source/completeness/cover'
import type { Gate } from '../source/gate'
import type { HistoryBlock } from '../source/history/range'
import { decoded } from '../source/rawBlock'
import type { BlockHandler } from '../source/source'
import { BlockStore } from './store'

/** The SDK's processor as a driver of our own readers. @param lastBlock where it ends, if anywhere */
export function sdkDriver({ profile, contracts }: Network, lastBlock?: number): EvmBatchProcessor {
  const processor = new EvmBatchProcessor()
    .setBlockRange({ from: profile.startBlock, ...(lastBlock !== undefined && { to: lastBlock }) })
    // Without a request the SDK has nothing to do; what is read is the filter's.
    .addLog({ address: [...contracts.keys()] })
  // The SDK would serve its metrics on every interface; what Assay measures is served by the api.
  processor['getPrometheusServer']().serve = async () => ({ port: 0, close: async () => {} })
  return processor
}

/**
 * Hands what a reader read to the handler, and records how it was checked, in the SDK's transaction.
 * @param gate which readers close when they hand over
 */
export function blockWriter(network: Network, handler: BlockHandler, gate: Gate) {
  const { startBlock } = network.profile
  return async (blocks: readonly HistoryBlock[], sdkStore: Store): Promise<void> => {
    // A start inside the hot tail hands over earlier blocks too.
    const ours = blocks.filter(({ header }) => header.height >= startBlock)
    const [first, last] = [ours[0], ours[ours.length - 1]]
    if (!first || !last) return
    const store = new BlockStore(sdkStore)
    await handler(
      ours.map((block) => block.decoded ?? decoded(block, network)),
      store,
      () => gate.open(),
    )
    // History hands over blocks with logs, but has read all those before them.
    const level = last.whole ? 'block' : 'structure'
    const fromBlock = last.whole ? first.header.height : startBlock
    await cover(store, network.name, { level, fromBlock, toBlock: last.header.height })
  }
}
