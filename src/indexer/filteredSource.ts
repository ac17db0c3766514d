import * as pool from '../abi/destra-pool'
import { History } from './history/history'
import type { HistoryFilter } from './history/range'
import { chainRpc } from './history/rpc'
import type { Network } from './network'
import { SdkSource } from './sdkSource'
import type { BlockHandler, Source } from './source'

/**
 * Final blocks by our own history source, the hot tail by the SDK's. The seam is the SDK's `archive`: a data source it
 * reads from at every start until it has caught up with the final head, before it turns to the RPC.
 */
export class FilteredSource implements Source {
  private readonly sdk: SdkSource

  constructor(network: Network, projectDir: string) {
    this.sdk = new SdkSource(network, projectDir)
    const processor = this.sdk['processor']
    // Names the seam only: the data source behind it is replaced in the next statement, nothing asks this URL.
    processor.setGateway('http://filtered.invalid')
    const rpc = () => chainRpc(processor['getChainRpcClient']())
    const history = () => new History(rpc(), filterOf(network), network.profile.finalityConfirmation)
    // The Runner reads headers and hands the rest through; sdkSource.ts reads the fields that History fills.
    processor['getArchiveDataSource'] = history as unknown as (typeof processor)['getArchiveDataSource']
  }

  run(handler: BlockHandler): Promise<void> {
    return this.sdk.run(handler)
  }
}

function filterOf({ contracts }: Network): HistoryFilter {
  return {
    addresses: new Set(contracts.keys()),
    // An Unstaked names no stake: its transaction's input may (domain.md §2, trap 4).
    wantsTransaction: ({ address, topics }) =>
      topics[0] === pool.events.Unstaked.topic && contracts.get(address as never) === 'destra-pool',
  }
}
