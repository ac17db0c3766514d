import { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { Store } from '@subsquid/typeorm-store'
import type { HistoryBlock } from './history/range'
import type { Network } from './network'
import { toRawBlock } from './rawBlock'
import type { BlockHandler } from './source'
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

/** Hands what a reader read to the handler, in the SDK's transaction. */
export function blockWriter(network: Network, handler: BlockHandler) {
  return async (blocks: readonly HistoryBlock[], store: Store): Promise<void> => {
    // A start inside the hot tail hands over earlier blocks too.
    const ours = blocks.filter(({ header }) => header.height >= network.profile.startBlock)
    await handler(
      ours.map((block) => toRawBlock(block, network)),
      new BlockStore(store),
    )
  }
}
