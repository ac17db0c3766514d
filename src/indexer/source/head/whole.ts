import { StructureFault } from '../history/faults'
import type { WireLog } from '../history/wire'
import type { Blooms } from './bloom'
import type { HotHeader } from './header'

/**
 * Completeness level `block`: the logs are all logs of this very block. Each names it, they are numbered from 0 without
 * a gap, and together they make the header's bloom.
 * @throws StructureFault
 */
export function checkWhole(header: HotHeader, logs: readonly WireLog[], blooms: Blooms): void {
  const { height, hash } = header
  for (const [i, log] of logs.entries()) {
    if (log.block !== height || log.blockHash !== hash)
      throw new StructureFault(height, `log ${log.logIndex} is of block ${log.blockHash}, asked for ${hash}`)
    if (log.logIndex !== i) throw new StructureFault(height, `log index ${log.logIndex} where ${i} belongs`)
    if (i > 0 && log.transactionIndex < logs[i - 1]!.transactionIndex)
      throw new StructureFault(height, `log ${i} is of an earlier transaction than log ${i - 1}`)
  }
  if (blooms.of(logs) !== header.logsBloom)
    throw new StructureFault(height, `its ${logs.length} logs do not make the bloom of its header`)
}
