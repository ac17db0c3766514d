import type { BlockNumber, Seconds } from '../economics/units'
import { type ClosedDigest, newestDigest } from '../postgres/readLogDigest'
import type { Snapshot } from '../postgres/snapshot'

/** Blocks that follow on each other and were all checked to one level: `structure`, `bloom`, `block` or `proven`. */
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

/**
 * The newest digest over the event log, of which two operators compare one number (docs/adr/0041-a-chained-digest.md);
 * null before the first 1,000 final blocks with events.
 */
export async function readDigest(snapshot: Snapshot, network: string): Promise<ClosedDigest | null> {
  if (!(await snapshot.hasTable('public.log_digest'))) return null
  return (await newestDigest((sql, values) => snapshot.rows(sql, values), network)) ?? null
}
