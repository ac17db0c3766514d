import { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { Store, TypeormDatabase } from '@subsquid/typeorm-store'
import type { Pool } from 'pg'
import { hostOf } from '../../chain/nodeError'
import { Pace } from '../../chain/pace'
import { endpointMissing } from '../../config/endpointMissing'
import type { Address } from '../../economics/units'
import { loadKeccak } from '../../keccak'
import { realPause } from '../../process/backOff'
import type { Latch } from '../../process/latch'
import type { Alarms } from '../alarms'
import type { Network } from '../network'
import type { Archive } from '../source/archive/archive'
import { ArchivedHistory } from '../source/archive/archivedHistory'
import { keepArchive } from '../source/archive/keep'
import { firstDifference } from '../source/completeness/difference'
import { Proof } from '../source/completeness/proof'
import { sweep } from '../source/completeness/sweep'
import { worthALook } from '../source/completeness/worthALook'
import { Endpoints } from '../source/endpoints'
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
import { RefusalAlarm } from '../source/history/refusalAlarm'
import { chainRpc, type HistoryRpc } from '../source/history/rpc'
import { decodedAhead } from '../source/rawBlock'
import type { BlockHandler, Source } from '../source/source'
import { blockWriter } from './blockWriter'
import { failWaiting } from './failWaiting'
import type { NetworkLock } from './networkLock'
import { tellRefusals } from './tellRefusals'

/** How often a node on this machine is polled for its head: a poll costs it less than a millisecond. */
const LOCAL_POLL_MS = 50
/** The same for a provider, who counts requests; blocks of the fastest chain we know take 1 s. */
const REMOTE_POLL_MS = 500

/** Refusals of one call for its rate before another endpoint is asked, where there is one: two seconds. */
const TRIES_BESIDE_ANOTHER = 5

/** Collaborators of a ChainSource, beside the node of the network's profile. */
interface ChainOptions {
  readonly network: Network
  readonly alarms: Alarms
  readonly lock: NetworkLock
  /** connections for work outside the blocks' transactions */
  readonly pool: Pool
  /** filled with the logs that are read */
  readonly archive: Archive | undefined
  /** whether blocks come from the archive first, and from the node after its end */
  readonly fromArchive: boolean
  /** closed by the readers when they hand over a batch, opened by the handler once it is folded */
  readonly readAhead: Latch
  /** called each time that history is read up to the head */
  readonly onCaughtUp: () => void
}

/**
 * A chain through our own readers, driven by the Subsquid SDK: its Runner decides which ranges are read, its store owns the
 * cursor and the undo log. The seam is the SDK's hot data source, which is replaced as a whole.
 */
export class ChainSource implements Source {
  constructor(private readonly options: ChainOptions) {}

  /** Runs until the process ends; the SDK ends the process on an error that trying again does not mend. */
  async run(processor: EvmBatchProcessor, database: TypeormDatabase, handler: BlockHandler): Promise<void> {
    const { network, alarms, pool, lock } = this.options
    const { profile } = network
    if (!profile.rpcUrl) throw endpointMissing(network.name)
    const writeBlocks = blockWriter(network, handler, () => data.written.final?.height ?? -1)
    let moves = false
    const write = async (blocks: readonly HistoryBlock[], store: Store) => {
      await writeBlocks(blocks, store)
      // A written batch proves that the cause of the last stop is over.
      if (!moves) await alarms.clearAll()
      moves = true
    }
    const client = failWaiting(tellRefusals(processor['getChainRpcClient']()))
    const blooms = new Blooms(await loadKeccak())
    const rpc = this.endpoints(client, () => data.written)
    const proof = new Proof(profile, alarms)
    const filter = filterOf(network, proof)
    const options = {
      proof,
      finalBelow: (height: number) => worthALook(pool, network, height),
      topicsOf: (contract: string) => network.decoder.topics(contract as Address),
    }
    const reader = new BlockReader(rpc, filter, blooms, { ...options, alarms })
    const second = this.secondEndpoint()
    const refusalAlarm = new RefusalAlarm(alarms, rpc)
    const history = this.history(rpc, filter, refusalAlarm)
    const data: HotData = new HotData({
      rpc,
      reader,
      alarms,
      refusalAlarm,
      history: second ? new CheckedHistory(history, second, realPause) : history,
      confirmer: new Confirmer({
        rpc: second ?? rpc,
        reader: second ? new BlockReader(second, filter, blooms, options) : reader,
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
    // The SDK's Runner reads headers only and hands blocks through unchanged, so ours may have another shape.
    processor['getHotDataSource'] = (() => data) as unknown as (typeof processor)['getHotDataSource']
    processor.run(database, ({ blocks, store }) => write(blocks as unknown as HistoryBlock[], store))
    await sweep(pool, { rpc, network, blooms, reader, proof }, alarms, realPause)
  }

  /** The endpoints of the chain, of which one is asked at a time. @param client of the first */
  private endpoints(client: ChainClient, written: () => HotData['written']): HistoryRpc {
    const { alarms, network } = this.options
    const { chainId, rpcUrls } = network.profile
    if (rpcUrls.length <= 1) return chainRpc(client, paceOf(client.url, alarms))
    const ways = rpcUrls.map((url, at) => ({
      host: hostOf(url),
      open: () => chainRpc(at === 0 ? client : clientOf(url), paceOf(url, alarms, TRIES_BESIDE_ANOTHER)),
    }))
    return new Endpoints(ways, () => ({ chainId, ...written() }), alarms)
  }

  /** Subscription to new heads, where an endpoint pushes them. @param client of the requests */
  private subscription(client: ChainClient): HeadSubscription | undefined {
    const { pushUrl, rpcUrl } = this.options.network.profile
    if (!pushUrl) return undefined
    return newHeads(pushUrl === rpcUrl ? client : clientOf(pushUrl))
  }

  /** The second endpoint of the chain, where the operator has named one. */
  private secondEndpoint(): HistoryRpc | undefined {
    const { checkRpcUrl } = this.options.network.profile
    return checkRpcUrl ? chainRpc(clientOf(checkRpcUrl)) : undefined
  }

  private history(rpc: HistoryRpc, filter: HistoryFilter, refusalAlarm: RefusalAlarm): FinalData {
    const { network, archive, fromArchive, readAhead } = this.options
    const { finalityConfirmation } = network.profile
    const decode = (block: HistoryBlock) => decodedAhead(block, network)
    const history = new History(rpc, filter, finalityConfirmation, realPause, archive, decode, readAhead, refusalAlarm)
    if (archive) void keepArchive(archive, history, realPause)
    return archive && fromArchive ? new ArchivedHistory(archive, history, decode, readAhead) : history
  }
}

type ChainClient = ReturnType<EvmBatchProcessor['getChainRpcClient']>

/** The pace of an endpoint, and an alarm while it is limited. @param tries of a call that is refused again and again */
function paceOf(url: string, alarms: Alarms, tries?: number): Pace {
  const tell = (text: string | undefined) =>
    void (text ? alarms.raise('E-RPC-RATE', `${hostOf(url)} ${text}`, 'process') : alarms.clear('E-RPC-RATE'))
  return new Pace(tell, tries)
}

/** A client of another endpoint than the processor's. */
function clientOf(url: string): ChainClient {
  return failWaiting(tellRefusals(new EvmBatchProcessor().setRpcEndpoint({ url })['getChainRpcClient']()))
}

function pollMsOf(url: string): number {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname) ? LOCAL_POLL_MS : REMOTE_POLL_MS
}

function filterOf({ contracts, decoder, around }: Network, proof: Proof): HistoryFilter {
  return {
    proof,
    addresses: new Set(contracts.keys()),
    wantsTransaction: ({ address, topics }) => decoder.wantsCall(address as Address, topics[0]),
    around: (address) => around.get(address as Address),
  }
}
