import { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { Store } from '@subsquid/typeorm-store'
import * as pool from '../abi/destra-pool'
import { address, hash } from '../economics/units'
import { AssayError } from '../errors'
import type { RawBlock } from '../events/log'
import { loadKeccak } from '../keccak'
import type { Alarms } from './alarms'
import { Blooms } from './head/bloom'
import { HeadFeed } from './head/feed'
import type { FollowerParts } from './head/follower'
import { HotData } from './head/hotData'
import { newHeads } from './head/newHeads'
import { BlockReader } from './head/reader'
import { History } from './history/history'
import type { HistoryBlock, HistoryFilter } from './history/range'
import { chainRpc } from './history/rpc'
import type { Network } from './network'
import type { BlockHandler, Source } from './source'
import { BlockStore, networkDatabase } from './store'

/** Requests in flight at once; a local node and every public provider answer ten. */
const RPC_CAPACITY = 10
/** How often a node on this machine is asked for its head: a look costs it less than a millisecond. */
const LOCAL_POLL_MS = 50
/** The same for a provider, who counts requests; blocks of the fastest chain we know take 1 s. */
const REMOTE_POLL_MS = 500

/**
 * A chain through our own readers, driven by the Subsquid SDK: its Runner decides what is asked for, its store owns the
 * cursor and the undo log. The seam is the SDK's hot data source, which is replaced as a whole.
 */
export class ChainSource implements Source {
  constructor(
    private readonly network: Network,
    private readonly projectDir: string,
    private readonly alarms: Alarms,
  ) {}

  /** Runs until the process ends; the SDK ends the process on an error that trying again does not mend. */
  async run(handler: BlockHandler): Promise<void> {
    const { profile, name, contracts } = this.network
    const database = networkDatabase(name, this.projectDir)
    const write = async (blocks: readonly HistoryBlock[], store: Store) => {
      // A start inside the hot tail hands over earlier blocks too.
      const ours = blocks.filter(({ header }) => header.height >= profile.startBlock)
      await handler(ours.map(toRawBlock), new BlockStore(store))
    }
    const processor = new EvmBatchProcessor()
      .setRpcEndpoint({ url: endpointOf(this.network), capacity: RPC_CAPACITY })
      .setBlockRange({ from: profile.startBlock })
      // Without a request the SDK has nothing to do; what is read is the filter's.
      .addLog({ address: [...contracts.keys()] })
    // The SDK would serve its metrics on every interface; what Assay measures is served by the api.
    processor['getPrometheusServer']().serve = async () => ({ port: 0, close: async () => {} })
    const data = await this.data(processor['getChainRpcClient'](), (base, blocks) => {
      const { height, hash } = blocks[blocks.length - 1]!.header
      return database.transact({ prevHead: base, nextHead: { height, hash } }, (store) => write(blocks, store))
    })
    // The Runner reads headers and hands the blocks through as they are.
    processor['getHotDataSource'] = (() => data) as unknown as (typeof processor)['getHotDataSource']
    processor.run(database, ({ blocks, store }) => write(blocks as unknown as HistoryBlock[], store))
  }

  private async data(client: ChainClient, writeFinal: FinalWriter): Promise<HotData> {
    const { profile } = this.network
    const { alarms } = this
    const rpc = chainRpc(client)
    const filter = filterOf(this.network)
    const finality = profile.finalityConfirmation
    return new HotData({
      rpc,
      history: new History(rpc, filter, finality),
      feed: new HeadFeed(rpc, pollMsOf(client.url), alarms, newHeads(client)),
      reader: new BlockReader(rpc, filter, new Blooms(await loadKeccak())),
      alarms,
      finality,
      writeFinal,
    })
  }
}

type ChainClient = ReturnType<EvmBatchProcessor['getChainRpcClient']>
type FinalWriter = FollowerParts['writeFinal']

/** @throws AssayError E-RPC-MISSING */
function endpointOf({ profile }: Network): string {
  if (profile.rpcUrl) return profile.rpcUrl
  throw new AssayError('E-RPC-MISSING', `network ${profile.name} has no RPC endpoint`, {
    next: `Set RPC_${profile.name.toUpperCase().replaceAll('-', '_')}_HTTP, or "rpc" in its profile.`,
  })
}

function pollMsOf(url: string): number {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname) ? LOCAL_POLL_MS : REMOTE_POLL_MS
}

/** An Unstaked names no stake: its transaction's input may (domain.md §2, trap 4). */
const isUnstaked = (topics: readonly string[]) => topics[0] === pool.events.Unstaked.topic

function filterOf({ contracts }: Network): HistoryFilter {
  return {
    addresses: new Set(contracts.keys()),
    wantsTransaction: ({ address, topics }) => isUnstaked(topics) && contracts.get(address as never) === 'destra-pool',
  }
}

function toRawBlock({ header, logs }: HistoryBlock): RawBlock {
  return {
    number: header.height,
    hash: hash(header.hash),
    time: Math.floor(header.timestamp / 1000),
    logs: logs.map(({ transaction, ...log }) => ({
      address: address(log.address),
      topics: log.topics,
      data: log.data,
      logIndex: log.logIndex,
      txHash: hash(log.transactionHash),
      txIndex: log.transactionIndex,
      // A reader attaches the transaction to every log of it; the event log keeps it where it says something.
      ...(transaction &&
        isUnstaked(log.topics) && {
          call: { to: transaction.to ? address(transaction.to) : undefined, input: transaction.input },
        }),
    })),
  }
}
