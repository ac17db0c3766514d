import type { BlockNumber } from '../../../economics/units'
import { StructureFault } from './faults'
import type { WireHeader, WireLog } from './wire'

export interface BlockRange {
  readonly from: BlockNumber
  /** inclusive */
  readonly to: BlockNumber
}

/**
 * Completeness level `structure` of one answer: only logs of the filter. That they are in order, each once, is order.ts.
 * @throws StructureFault
 */
export function checkLogs(logs: readonly WireLog[], range: BlockRange, addresses: ReadonlySet<string>): void {
  for (const log of logs) {
    if (log.block < range.from || log.block > range.to) throw new StructureFault(log.block, 'a log nobody asked for')
    if (!addresses.has(log.address)) throw new StructureFault(log.block, `a log of a foreign contract ${log.address}`)
  }
}

/**
 * Every log lies in the block that the chain has at its height; blocks we hold both of are parent and child.
 * @throws StructureFault
 */
export function checkHeaders(logs: readonly WireLog[], headers: ReadonlyMap<number, WireHeader>): void {
  let sound: WireLog | undefined
  for (const log of logs) {
    if (log.block === sound?.block && log.blockHash === sound.blockHash) continue
    if (headers.get(log.block)?.hash !== log.blockHash)
      throw new StructureFault(log.block, `log ${log.logIndex} is of block ${log.blockHash}, the header says otherwise`)
    sound = log
  }
  for (const header of headers.values()) {
    const parent = headers.get(header.height - 1)
    if (parent && parent.hash !== header.parentHash)
      throw new StructureFault(header.height, `its parent is ${header.parentHash}, but ${parent.hash} stands below it`)
  }
}
