import type { BlockNumber, Seconds } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'

/** Blocks that follow on each other and were all checked to one level: `structure`, `bloom` or `block`. */
export interface CompleteRange {
  readonly level: string
  readonly fromBlock: BlockNumber
  readonly toBlock: BlockNumber
}

/** A condition that needs a person, for as long as it lasts. */
export interface Alarm {
  readonly code: string
  readonly message: string
  readonly since: Seconds
}

/** To which level each range of blocks was checked for missing logs. A few rows however long the history is. */
export async function readCompleteness(snapshot: Snapshot, network: string): Promise<CompleteRange[]> {
  if (!(await snapshot.hasTable('public.completeness'))) return []
  return snapshot.rows<CompleteRange>(
    'select level, from_block as "fromBlock", to_block as "toBlock" from completeness where network = $1 order by from_block',
    [network],
  )
}
