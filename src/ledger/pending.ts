import type { Profile } from '../config/profile'
import type { BlockNumber } from '../economics/units'
import { NOT_COMPARED } from '../errors'
import type { Snapshot } from '../postgres/snapshot'
import type { Alarm } from './indexing'
import type { Progress } from './progress'

/** Figures that nothing contradicts, since nobody has compared them with the chain. */
export interface Pending {
  readonly why: string
  /** whether a comparison is about to be made */
  readonly comes: boolean
}

/** undefined: figures of the network have been compared with its contracts, whatever was found. */
export async function pendingComparison(
  snapshot: Snapshot,
  { name, rpcUrl }: Profile,
  { finalized }: Progress,
  alarms: readonly Pick<Alarm, 'code' | 'message'>[],
): Promise<Pending | undefined> {
  const compared = await snapshot.rows('select 1 from reconciliation where network = $1', [name])
  if (compared.length > 0) return undefined
  const reasons = [
    rpcUrl === undefined && 'no endpoint is named',
    !(await hasFinal(snapshot, name, finalized)) && 'none of its blocks is final',
    alarms.find(({ code }) => code === NOT_COMPARED)?.message,
  ]
  const reason = reasons.find(Boolean)
  return { why: `not compared with the chain yet${reason ? `: ${reason}` : ''}`, comes: !reason }
}

/** Whether its first recorded block is final: before that a contract may not be there yet in any final block. */
async function hasFinal(snapshot: Snapshot, network: string, finalized: BlockNumber | null): Promise<boolean> {
  if (finalized === null) return false
  const [first] = await snapshot.rows<{ number: BlockNumber }>(
    'select number from block where network = $1 order by number limit 1',
    [network],
  )
  return first === undefined || first.number <= finalized
}
