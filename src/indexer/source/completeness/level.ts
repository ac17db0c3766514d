import type { BlockNumber } from '../../../economics/units'

/** How a block's logs have been checked, from the least on. */
export const levels = ['structure', 'bloom', 'block', 'proven'] as const
export type Level = (typeof levels)[number]

/** Blocks that follow on each other, all checked to at least one level. */
export interface Complete {
  readonly level: Level
  readonly fromBlock: BlockNumber
  /** inclusive */
  readonly toBlock: BlockNumber
}

/** Ranges with `raised` lifted to its level, neighbours of one level made one. @param ranges in order, without overlap */
export function lift(ranges: readonly Complete[], raised: Complete): Complete[] {
  const lifted = ranges.flatMap(({ level, fromBlock, toBlock }): Complete[] => {
    const from = Math.max(fromBlock, raised.fromBlock)
    const to = Math.min(toBlock, raised.toBlock)
    if (from > to || levels.indexOf(level) >= levels.indexOf(raised.level)) return [{ level, fromBlock, toBlock }]
    return [
      { level, fromBlock, toBlock: from - 1 },
      { level: raised.level, fromBlock: from, toBlock: to },
      { level, fromBlock: to + 1, toBlock },
    ].filter((range) => range.fromBlock <= range.toBlock)
  })
  const merged: Complete[] = []
  for (const range of lifted) {
    const before = merged[merged.length - 1]
    if (before?.level === range.level && before.toBlock + 1 === range.fromBlock)
      merged[merged.length - 1] = { ...before, toBlock: range.toBlock }
    else merged.push(range)
  }
  return merged
}
