import { type Proof, ProofFault } from '../completeness/proof'
import { StructureFault } from '../history/faults'
import { IF_SO } from '../history/order'
import type { WireLog } from '../history/wire'
import type { Blooms } from './bloom'
import type { HotHeader } from './header'

/**
 * Completeness level `block`: the logs are all logs of this very block. Each names it, they are numbered from 0 without
 * a gap, and together they make the header's bloom. Where a chain does not number or claim its logs so, the rest holds.
 * @throws StructureFault
 */
export function checkWhole(header: HotHeader, logs: readonly WireLog[], blooms: Blooms, proof: Proof): void {
  checkOrder(header, logs)
  if (proof.logIndexes)
    for (const [i, { logIndex }] of logs.entries())
      if (logIndex !== i) throw new ProofFault(header.height, `log index ${logIndex} where ${i} belongs. ${IF_SO}`)
  if (proof.blooms && blooms.of(logs) !== header.logsBloom)
    throw new ProofFault(
      header.height,
      header.logsBloom === ''
        ? 'its header has no logs bloom'
        : logs.length > 0
          ? `its ${logs.length} logs do not make the bloom of its header`
          : 'no logs were given, and its header claims some: the node may have pruned them',
    )
}

/** Level `bloom`, for logs of our contracts alone: the header claims each of them. @throws StructureFault */
export function checkClaimed(header: HotHeader, logs: readonly WireLog[], blooms: Blooms, proof: Proof): void {
  checkOrder(header, logs)
  if (!proof.blooms) return
  const filter = Buffer.from(header.logsBloom.slice(2), 'hex')
  for (const { address, topics, logIndex } of logs)
    if (![address, ...topics].every((item) => blooms.claims(filter, item)))
      throw new ProofFault(header.height, `log ${logIndex} is not in the bloom of its header`)
  if (header.logsBloom === '') throw new ProofFault(header.height, 'its header has no logs bloom')
}

/** Each log names this block, in the order of its transactions. @throws StructureFault */
function checkOrder({ height, hash }: HotHeader, logs: readonly WireLog[]): void {
  for (const [i, log] of logs.entries()) {
    if (log.block !== height || log.blockHash !== hash)
      throw new StructureFault(height, `log ${log.logIndex} is of block ${log.blockHash}, asked for ${hash}`)
    if (log.transactionIndex < (logs[i - 1]?.transactionIndex ?? 0))
      throw new StructureFault(height, `log ${i} is of an earlier transaction than log ${i - 1}`)
  }
}
