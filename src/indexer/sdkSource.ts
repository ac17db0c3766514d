import { EvmBatchProcessor } from '@subsquid/evm-processor'
import { type Address, address, hash } from '../economics/units'
import { AssayError } from '../errors'
import type { RawBlock } from '../events/log'
import type { Network } from './network'
import type { BlockHandler, Source } from './source'
import { BlockStore, networkDatabase } from './store'

/** Requests in flight at once; a local node and every public provider answer ten. */
const RPC_CAPACITY = 10
/** How often the head is asked for where the endpoint pushes none; blocks of the fastest chain we know take 1 s. */
const HEAD_POLL_MS = 500

/** Reads a chain through the Subsquid SDK's own RPC source: history in strides, then hot blocks as they come. */
export class SdkSource implements Source {
  private readonly processor: EvmBatchProcessor<typeof fields>

  constructor(
    private readonly network: Network,
    private readonly projectDir: string,
  ) {
    const { profile } = network
    if (!profile.rpcUrl)
      throw new AssayError('E-RPC-MISSING', `network ${profile.name} has no RPC endpoint`, {
        next: `Set RPC_${profile.name.toUpperCase().replaceAll('-', '_')}_HTTP, or "rpc" in its profile.`,
      })
    this.processor = new EvmBatchProcessor()
      .setRpcEndpoint({ url: profile.rpcUrl, capacity: RPC_CAPACITY })
      .setRpcDataIngestionSettings({ headPollInterval: HEAD_POLL_MS })
      .setFinalityConfirmation(profile.finalityConfirmation)
      .setFields(fields)
      .setBlockRange({ from: profile.startBlock })
      .addLog({ address: [...network.contracts.keys()] })
    for (const pool of network.pools.keys())
      this.processor.addLog({
        address: [pool],
        topic0: [...network.decoder.callTopics(pool)],
        transaction: true,
      })
  }

  async run(handler: BlockHandler): Promise<void> {
    const database = networkDatabase(this.network.name, this.projectDir)
    // The SDK would serve its metrics on every interface; what Assay measures is served by the api.
    const metrics = this.processor['getPrometheusServer']()
    metrics.serve = async () => ({ port: 0, close: async () => {} })
    // The SDK runs until the process ends, and ends the process on an error it cannot retry.
    const { startBlock } = this.network.profile
    this.processor.run(database, async ({ blocks, store }) => {
      // A start inside the hot tail hands over earlier blocks too, without the fields that were asked for.
      const ours = blocks.filter(({ header }) => header.height >= startBlock)
      await handler(
        ours.map((block) => toRawBlock(block, this.network)),
        new BlockStore(store),
      )
    })
  }
}

const fields = {
  block: { timestamp: true },
  log: { address: true, topics: true, data: true, transactionHash: true },
  transaction: { to: true, input: true },
} as const

type SdkBlock = Parameters<Parameters<EvmBatchProcessor<typeof fields>['run']>[1]>[0]['blocks'][number]

function toRawBlock({ header, logs }: SdkBlock, { decoder }: Network): RawBlock {
  return {
    number: header.height,
    hash: hash(header.hash),
    time: Math.floor(header.timestamp / 1000),
    logs: logs.map((log) => ({
      address: address(log.address),
      topics: log.topics,
      data: log.data,
      logIndex: log.logIndex,
      txHash: hash(log.transactionHash),
      txIndex: log.transactionIndex,
      // The SDK attaches the transaction to every log of it; the event log keeps it where it says something.
      ...(decoder.wantsCall(log.address as Address, log.topics[0]) &&
        log.transaction && {
          call: {
            to: log.transaction.to ? address(log.transaction.to) : undefined,
            input: log.transaction.input,
          },
        }),
    })),
  }
}
