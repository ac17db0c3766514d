import type { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { Store } from '@subsquid/typeorm-store'
import type { Pool } from 'pg'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import { loadKeccak } from '../../keccak'
import { realPause } from '../../process/backOff'
import type { Alarms } from '../alarms'
import { Gate } from '../fold/gate'
import type { Network } from '../network'
import type { Archive } from '../source/archive/archive'
import { ArchivedHistory } from '../source/archive/archivedHistory'
import { keepArchive } from '../source/archive/keep'
import { firstDifference } from '../source/completeness/missing'
import { sweep } from '../source/completeness/sweep'
import { Blooms } from '../source/head/bloom'
import { CheckedHistory } from '../source/head/checkedHistory'
import { Confirmer } from '../source/head/confirm'
import { HeadFeed, type HeadSubscription } from '../source/head/feed'
import type { FinalData } from '../source/head/gap'
import { HotData } from '../source/head/hotData'
import { newHeads } from '../source/head/newHeads'
import { BlockReader } from '../source/head/reader'
import { History } from '../source/history/history'
import type { HistoryBlock, HistoryFilter } from '../source/history/range'
import { chainRpc, type HistoryRpc } from '../source/history/rpc'
import { decodedAhead } from '../source/rawBlock'
import type { BlockHandler, Source } from '../source/source'
import type { NetworkLock } from './networkLock'
import { blockWriter, sdkDriver } from './sdkDriver'
import { networkDatabase } from './store'

/** Requests in flight at once; a local node and every public provider answer ten. */
const RPC_CAPACITY = 10
/** How often a node on this machine is asked for its head: a look costs it less than a millisecond. */
const LOCAL_POLL_MS = 50
/** The same for a provider, who counts requests; blocks of the fastest chain we know take 1 s. */
const REMOTE_POLL_MS = 500

/** What a chain is read with, and how far it goes beside the node. */
export interface ChainOptions {
  readonly network: Network
  readonly projectDir: string
  readonly alarms: Alarms
  readonly lock: NetworkLock
  /** connections for what goes on beside the blocks' transactions */
  readonly pool: Pool
  /** filled by what is read */
  readonly archive: Archive | undefined
  /** whether it is read before the node */
  readonly fromArchive: boolean
  /** history is in, every time it is */
  readonly onCaughtUp: () => void
}

/**
 * A chain through our own readers, driven by the Subsquid SDK: its Runner decides what is asked for, its store owns the
 * cursor and the undo log. The seam is the SDK's hot data source, which is replaced as a whole.
 */
export class ChainSource implements Source {
  private readonly gate = new Gate()

  constructor(private readonly options: ChainOptions) {}

  /** Runs until the process ends; the SDK ends the process on an error that trying again does not mend. */
  async run(handler: BlockHandler): Promise<void> {
    const { network, projectDir, alarms, pool, lock } = this.options
    const { profile } = network
    const database = networkDatabase(network.name, projectDir, lock)
    const writeBlocks = blockWriter(network, handler, this.gate)
    let moves = false
    const write = async (blocks: readonly HistoryBlock[], store: Store) => {
      await writeBlocks(blocks, store)
      // What stopped the last run does not stop this one.
      if (!moves) await alarms.clearAll()
      moves = true
    }
    const processor = sdkDriver(network).setRpcEndpoint({ url: endpointOf(network), capacity: RPC_CAPACITY })
    const client = processor['getChainRpcClient']()
    const blooms = new Blooms(await loadKeccak())
    const rpc = chainRpc(client)
    const reader = new BlockReader(rpc, filterOf(network), blooms)
    const second = this.secondEndpoint()
    const history = this.history(rpc)
    const data = new HotData({
      rpc,
      reader,
      alarms,
      history: second ? new CheckedHistory(history, second, realPause) : history,
      confirmer: new Confirmer({
        rpc: second ?? rpc,
        reader: second ? new BlockReader(second, filterOf(network), blooms) : reader,
        second: second !== undefined,
        alarms,
        compare: (blocks) => lock.through(() => firstDifference(pool, network, blocks)),
      }),
      feed: new HeadFeed(rpc, profile.headPollMs ?? pollMsOf(client.url), alarms, this.subscription(client)),
      finality: profile.finalityConfirmation,
      onCaughtUp: () => this.options.onCaughtUp(),
      writeFinal: (base, blocks) => {
        const { height, hash } = blocks[blocks.length - 1]!.header
        return database.transact({ prevHead: base, nextHead: { height, hash } }, (store) => write(blocks, store))
      },
    })
    const connect = database.connect.bind(database)
    database.connect = async () => {
      const cursor = await connect()
      data.startFrom(cursor)
      return cursor
    }
    // The Runner reads headers and hands the blocks through as they are.
    processor['getHotDataSource'] = (() => data) as unknown as (typeof processor)['getHotDataSource']
    processor.run(database, ({ blocks, store }) => write(blocks as unknown as HistoryBlock[], store))
    await sweep(pool, { rpc, network, blooms, reader }, alarms, realPause)
  }

  /** New heads as they are told, where an endpoint tells them. @param client of the requests */
  private subscription(client: ChainClient): HeadSubscription | undefined {
    const { pushUrl, rpcUrl } = this.options.network.profile
    if (!pushUrl) return undefined
    return newHeads(pushUrl === rpcUrl ? client : this.clientOf(pushUrl))
  }

  /** Whoever else knows the chain, where the operator has named somebody. */
  private secondEndpoint(): HistoryRpc | undefined {
    const { checkRpcUrl } = this.options.network.profile
    return checkRpcUrl ? chainRpc(this.clientOf(checkRpcUrl)) : undefined
  }

  private clientOf(url: string): ChainClient {
    return sdkDriver(this.options.network).setRpcEndpoint({ url })['getChainRpcClient']()
  }

  private history(rpc: HistoryRpc): FinalData {
    const { network, archive, fromArchive } = this.options
    const { finalityConfirmation } = network.profile
    const decode = (block: HistoryBlock) => decodedAhead(block, network)
    const history = new History(rpc, filterOf(network), finalityConfirmation, realPause, archive, decode, this.gate)
    if (archive) void keepArchive(archive, history, realPause)
    return archive && fromArchive ? new ArchivedHistory(archive, history, decode, this.gate) : history
  }
}

type ChainClient = ReturnType<EvmBatchProcessor['getChainRpcClient']>

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

function filterOf({ contracts, decoder }: Network): HistoryFilter {
  return {
    addresses: new Set(contracts.keys()),
    wantsTransaction: ({ address, topics }) => decoder.wantsCall(address as Address, topics[0]),
  }
}
