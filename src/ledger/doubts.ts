import type { Profile } from '../config/profile'
import { formulaOf } from '../economics/identity'
import { type ClassBalance, mayBeNegative } from '../economics/supply'
import type { BlockNumber } from '../economics/units'
import { AUDIT_ALARMS } from '../errors'
import type { Snapshot } from '../postgres/snapshot'
import type { CheckedIdentity } from './identities'
import type { Alarm } from './indexing'

const [, OTHER_CHAIN] = AUDIT_ALARMS

type Compared = Pick<CheckedIdentity, 'name' | 'holds' | 'left' | 'right' | 'explained'>

/** What contradicts the figures of a block, a sentence each. None: they are served as true. */
export function doubtsOf(
  profile: Profile,
  balances: readonly ClassBalance[],
  identities: readonly Compared[],
): string[] {
  const negative = balances.filter(
    ({ class: name, cause, balance }) => balance < 0n && cause === '' && !mayBeNegative(name, profile.token.silentFees),
  )
  return [
    ...negative.map(({ class: name, balance }) => `class ${name} holds ${balance}: more has left it than came in`),
    ...identities
      .filter(({ holds }) => !holds)
      .map(({ name, left, right, explained }) => `${formulaOf(name)}: ${left} is not ${right + explained}`),
  ]
}

/** A node that has another chain than was indexed contradicts the figures of every block. */
export function chainDoubts(alarms: readonly Pick<Alarm, 'code' | 'message'>[]): string[] {
  return alarms.filter(({ code }) => code === OTHER_CHAIN).map(({ message }) => message)
}

/** The last block at which the audit saw every identity hold; null before the first. */
export async function heldBlock(snapshot: Snapshot, network: string): Promise<BlockNumber | null> {
  const [row] = await snapshot.rows<{ block: BlockNumber | null }>(
    'select held_block as block from reconciliation where network = $1',
    [network],
  )
  return row?.block ?? null
}
