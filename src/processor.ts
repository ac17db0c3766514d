import { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { Network } from './indexer/network'

/** Requests in flight at once; a local node and every public provider answer ten. */
const RPC_CAPACITY = 10

/**
 * The blocks and logs of a network for the SDK, which drives and owns the cursor and the undo log. Blocks are read by our
 * own sources (src/indexer/source), with the fields that the decoders want.
 */
export function processorOf({ profile, contracts }: Network): EvmBatchProcessor {
  const processor = new EvmBatchProcessor()
    .setBlockRange({ from: profile.startBlock })
    .addLog({ address: [...contracts.keys()] })
  if (profile.rpcUrl) processor.setRpcEndpoint({ url: profile.rpcUrl, capacity: RPC_CAPACITY })
  // The SDK would serve its metrics on every interface; what Assay measures is served by the api.
  processor['getPrometheusServer']().serve = async () => ({ port: 0, close: async () => {} })
  return processor
}
