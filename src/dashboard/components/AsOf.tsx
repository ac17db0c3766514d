import { group } from '../amount'
import type { BlockRef, Network } from '../data/answers'
import { moment } from '../time'

/** The block a figure is of, and whether that block can still be replaced. */
export function AsOf({ block }: { block: BlockRef | null | undefined }) {
  if (!block) return <span className="as-of">waiting for a block</span>
  return (
    <span className="as-of number" title={`${block.hash}\n${moment(block.timestamp)}`}>
      as of block {group(block.number)} · {block.final ? 'final' : 'not final yet'}
    </span>
  )
}

interface SeriesProps {
  readonly network: Network
  /** block of the newest balance a series used, where it says so */
  readonly lastChange?: number | null | undefined
}

/** Series hold final blocks only, and follow a little behind. */
export function FinalOnly({ network, lastChange }: SeriesProps) {
  if (network.finalized === null) return <span className="as-of">waiting for a final block</span>
  if (lastChange) return <span className="as-of number">final blocks only, last change at {group(lastChange)}</span>
  const last = Math.min(network.finalized, network.indexed ?? network.finalized)
  return <span className="as-of number">final blocks only, none after {group(last)}</span>
}
