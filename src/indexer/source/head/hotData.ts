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
  private branch: Branch | undefined
  /** the last block of history that was handed over and taken */
  private last: BlockRef | undefined
  private readonly pause: Pause

  constructor(private readonly parts: Omit<FollowerParts, 'writeHot'> & { onCaughtUp?(): void }) {
    this.pause = parts.pause ?? realPause
  }

  /** @param cursor of the last run, whose block the node must have */
  startFrom(cursor: Cursor): void {
    this.cursor = cursor
  }

  /** The newest final block that is written, and the height of the newest one. */
  get written(): { readonly final: BlockRef | undefined; readonly tip: number } {
    const { branch, cursor, last = cursor } = this
    if (branch) return { final: branch.final, tip: branch.tip.height }
    // Before its first block a store stands at −1.
    if (!last || last.height < 0) return { final: undefined, tip: 0 }
    return { final: last, tip: cursor?.top.at(-1)?.height ?? last.height }
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
      const { height, hash } = step.value.blocks[step.value.blocks.length - 1]!.header
      yield step.value
      this.last = { height, hash }
    }
  }

  processHotBlocks(_requests: unknown, state: Cursor, writeHot: (step: HotStep) => Promise<void>): Promise<void> {
    this.parts.onCaughtUp?.()
    const branch = new Branch(state, state.top)
    this.branch = branch
    return this.withAlarm(() => new Follower({ ...this.parts, writeHot }).follow(branch))
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
