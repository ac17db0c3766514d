import type { BlockNumber } from '../../../economics/units'
import { StructureFault } from '../history/faults'
import type { HistoryBlock } from '../history/range'
import type { Branch } from './branch'
import type { BlockRef } from './header'
import { FinalReplaced } from './replaced'

/** Final blocks, in the shape of the SDK's `DataSource`. */
export interface FinalData {
  getFinalizedHeight(): Promise<number>
  getBlockHash(height: BlockNumber): Promise<string | undefined>
  getFinalizedBlocks(
    requests: readonly { readonly range: { readonly from: BlockNumber; readonly to?: BlockNumber } }[],
    stopOnHead?: boolean,
  ): AsyncGenerator<{ readonly blocks: HistoryBlock[]; readonly isHead: boolean }>
}

/**
 * Final blocks from the last one written to `to`, read in wide ranges, after hours without the node. The hot tail is
 * undone by the first write, which reaches at least as high.
 */
export async function* overGap(
  history: FinalData,
  branch: Branch,
  to: BlockNumber,
  writeFinal: (base: BlockRef, blocks: HistoryBlock[]) => Promise<void>,
): AsyncGenerator<() => Promise<void>> {
  const onChain = await history.getBlockHash(branch.final.height)
  if (onChain === undefined) throw new StructureFault(branch.final.height, 'the node does not have this final block')
  if (onChain !== branch.final.hash) throw new FinalReplaced(branch.final, onChain)
  const from = branch.final.height + 1
  let pending: HistoryBlock[] = []
  for await (const { blocks } of history.getFinalizedBlocks([{ range: { from, to } }], true)) {
    pending = pending.concat(blocks)
    const last = pending[pending.length - 1]!.header
    if (last.height < branch.tip.height) continue
    const write = pending
    pending = []
    yield async () => {
      await writeFinal(branch.final, write)
      branch.restart(last)
    }
  }
}
