import type { Pause } from '../../../process/backOff'
import { retry } from '../history/retry'
import type { HistoryRpc } from '../history/rpc'
import { Disagreement, disagreed } from './confirm'
import type { FinalData } from './gap'
import { readHeaders } from './header'

/** Readings of the second endpoint before two hashes count as two chains: one wrong answer is not. */
const READINGS = 3
const BETWEEN_MS = 1_000

/** History whose batches end on a block that a second endpoint has too: below it, parent hashes make them one chain. */
export class CheckedHistory implements FinalData {
  constructor(
    private readonly history: FinalData,
    private readonly second: HistoryRpc,
    private readonly pause: Pause,
  ) {}

  getFinalizedHeight(): Promise<number> {
    return this.history.getFinalizedHeight()
  }

  getBlockHash(height: number): Promise<string | undefined> {
    return this.history.getBlockHash(height)
  }

  async *getFinalizedBlocks(
    ...args: Parameters<FinalData['getFinalizedBlocks']>
  ): ReturnType<FinalData['getFinalizedBlocks']> {
    for await (const batch of this.history.getFinalizedBlocks(...args)) {
      await this.require(batch.blocks[batch.blocks.length - 1]!.header)
      yield batch
    }
  }

  /** @throws AssayError E-ENDPOINTS-DISAGREE, E-SOURCE-RPC */
  private async require({ height, hash }: { readonly height: number; readonly hash: string }): Promise<void> {
    for (let readings = 1; ; readings++) {
      const reading = { block: height, text: `asking the second endpoint for block ${height}` }
      const read = () => readHeaders(this.second, { from: height, to: height })
      const [other] = await retry(reading, this.pause, read)
      if (other!.hash === hash) return
      const disagreement = new Disagreement({ height, hash }, other!.hash)
      if (readings >= READINGS) throw disagreed(disagreement, disagreement)
      await this.pause(BETWEEN_MS)
    }
  }
}
