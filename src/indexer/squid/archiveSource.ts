import type { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { TypeormDatabase } from '@subsquid/typeorm-store'
import type { Latch } from '../../process/latch'
import type { Network } from '../network'
import type { Archive } from '../source/archive/archive'
import { ArchivedHistory } from '../source/archive/archivedHistory'
import type { FinalData } from '../source/head/gap'
import type { HistoryBlock } from '../source/history/range'
import { decodedAhead } from '../source/rawBlock'
import type { BlockHandler, Source } from '../source/source'
import { blockWriter } from './blockWriter'

/** An archive alone, without a node: the SDK ends the process when its last block is in. */
export class ArchiveSource implements Source {
  constructor(
    private readonly network: Network,
    private readonly archive: Archive,
    private readonly readAhead: Latch,
    private readonly onCaughtUp: () => Promise<void>,
  ) {}

  async run(processor: EvmBatchProcessor, database: TypeormDatabase, handler: BlockHandler): Promise<void> {
    const { end } = this.archive
    const write = blockWriter(this.network, handler, () => end?.number ?? -1)
    // The seam is the SDK's archive: its URL names the seam only, the data source behind it is ours.
    processor.setGateway('http://archive.invalid')
    if (end) processor.setBlockRange({ from: this.network.profile.startBlock, to: end.number })
    const decode = (block: HistoryBlock) => decodedAhead(block, this.network)
    const history = () =>
      endingWith(new ArchivedHistory(this.archive, undefined, decode, this.readAhead), this.onCaughtUp)
    processor['getArchiveDataSource'] = history as unknown as (typeof processor)['getArchiveDataSource']
    process.once('exit', (code) => {
      if (code === 0)
        console.log(`archive: indexed to its end, block ${end?.number} ${end?.hash}, and no node to go on`)
    })
    const connect = database.connect.bind(database)
    database.connect = async () => {
      const cursor = await connect()
      // Nothing is left to read: the last run was killed between its last commit and this call.
      if (end && cursor.height >= end.number) await this.onCaughtUp()
      return cursor
    }
    processor.run(database, ({ blocks, store }) => write(blocks as unknown as HistoryBlock[], store))
  }
}

/** @param atEnd awaited after the last block, before the SDK ends the process */
function endingWith(history: FinalData, atEnd: () => Promise<void>): FinalData {
  return {
    getFinalizedHeight: () => history.getFinalizedHeight(),
    getBlockHash: (height) => history.getBlockHash(height),
    async *getFinalizedBlocks(...args) {
      yield* history.getFinalizedBlocks(...args)
      await atEnd()
    },
  }
}
