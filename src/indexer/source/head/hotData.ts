import { AssayError } from '../../../errors'
import { type Pause, realPause } from '../../../process/backOff'
import { Branch } from './branch'
import type { HotStep } from './finality'
import { Follower, type FollowerParts } from './follower'
import type { FinalData } from './gap'
import type { BlockRef } from './header'
import { FinalReplaced, stoppedBy } from './replaced'

/** A cursor as the SDK's store keeps it: the last final block and the hot blocks that are written on top of it. */
export interface Cursor extends BlockRef {
  readonly top: readonly BlockRef[]
}

/** Between two looks whether a node that has lost blocks has them again. */
const BEHIND_MS = 1_000

/** A chain in the shape of the SDK's `HotDataSource`: history for final blocks, the follower for hot ones. */
export class HotData implements FinalData {
  private cursor: Cursor | undefined
  private readonly pause: Pause

  constructor(private readonly parts: Omit<FollowerParts, 'writeHot'> & { onCaughtUp?(): void }) {
    this.pause = parts.pause ?? realPause
  }

  /** @param cursor of the last run, whose block the node must have */
  startFrom(cursor: Cursor): void {
    this.cursor = cursor
  }

  getFinalizedHeight(): Promise<number> {
    // Without an alarm: the SDK's status line asks for it too, and its failure must not stop the indexer.
    return this.parts.history.getFinalizedHeight()
  }

  /** @throws AssayError E-REORG-DEEP when the chain has replaced the cursor's block while no indexer ran */
  getBlockHash(height: number): Promise<string | undefined> {
    return this.withAlarm(async () => {
      const { cursor } = this
      let onChain = await this.parts.history.getBlockHash(height)
      if (height !== cursor?.height) return onChain
      while (onChain === undefined) {
        await this.parts.alarms.raise('E-HEAD-BEHIND', `the node does not have final block ${height}: waiting for it`)
        await this.pause(BEHIND_MS)
        onChain = await this.parts.history.getBlockHash(height)
      }
      await this.parts.alarms.clear('E-HEAD-BEHIND')
      const replaced = new FinalReplaced(cursor, onChain)
      if (onChain !== cursor.hash) throw stoppedBy(replaced, replaced)
      return onChain
    })
  }

  async *getFinalizedBlocks(
    ...args: Parameters<FinalData['getFinalizedBlocks']>
  ): ReturnType<FinalData['getFinalizedBlocks']> {
    const batches = this.parts.history.getFinalizedBlocks(...args)[Symbol.asyncIterator]()
    while (true) {
      const step = await this.withAlarm(() => batches.next())
      if (step.done) return
      yield step.value
    }
  }

  processHotBlocks(_requests: unknown, state: Cursor, writeHot: (step: HotStep) => Promise<void>): Promise<void> {
    this.parts.onCaughtUp?.()
    return this.withAlarm(() => new Follower({ ...this.parts, writeHot }).follow(new Branch(state, state.top)))
  }

  /** Raises the reason of a stop as an alarm that outlives the process, so that `assay status` shows it. */
  private async withAlarm<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof AssayError) await this.parts.alarms.raise(error.code, error.message)
      throw error
    }
  }
}
