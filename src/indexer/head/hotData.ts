import { Branch } from './branch'
import { Follower, type FollowerParts, type HotStep } from './follower'
import type { FinalData } from './gap'
import type { BlockRef } from './header'

/** A cursor as the SDK hands it over: the last final block and the hot blocks that are written on top of it. */
interface HotState extends BlockRef {
  readonly top: readonly BlockRef[]
}

/** A chain in the shape of the SDK's `HotDataSource`: history for what is final, the follower for what may change. */
export class HotData implements FinalData {
  constructor(private readonly parts: Omit<FollowerParts, 'writeHot'>) {}

  getFinalizedHeight(): Promise<number> {
    return this.parts.history.getFinalizedHeight()
  }

  getBlockHash(height: number): Promise<string | undefined> {
    return this.parts.history.getBlockHash(height)
  }

  getFinalizedBlocks(
    ...args: Parameters<FinalData['getFinalizedBlocks']>
  ): ReturnType<FinalData['getFinalizedBlocks']> {
    return this.parts.history.getFinalizedBlocks(...args)
  }

  processHotBlocks(_requests: unknown, state: HotState, writeHot: (step: HotStep) => Promise<void>): Promise<void> {
    return new Follower({ ...this.parts, writeHot }).follow(new Branch(state, state.top))
  }
}
