import type { Profile } from '../config/profile'
import { type SupplyCause, supplyCauses } from '../economics/drift'
import { formulaOf } from '../economics/identity'
import { type ClassBalance, mayBeNegative, type SupplyFigures } from '../economics/supply'
import type { BlockNumber } from '../economics/units'
import { OTHER_CHAIN } from '../errors'
import type { Snapshot } from '../postgres/snapshot'
import type { CheckedIdentity } from './identities'
import type { Alarm } from './indexing'

type Compared = Pick<CheckedIdentity, 'name' | 'holds' | 'left' | 'right' | 'explained'>

/** What contradicts the figures of a block, a sentence each. None: they are served as true. @param drift with its causes */
export function doubtsOf(
  profile: Profile,
  balances: readonly ClassBalance[],
  identities: readonly Compared[],
  drift: readonly { readonly class: string; readonly cause: string }[],
): string[] {
  const negative = balances.filter(
    ({ class: name, cause, balance }) => balance < 0n && cause === '' && !mayBeNegative(name, profile.token.silentFees),
  )
  const supplyCause = drift.find((row) => row.class === 'issuance')?.cause as SupplyCause | undefined
  const causes: Readonly<Record<string, string | undefined>> = {
    total: supplyCause && supplyCauses[supplyCause],
    'in-debt': 'Transfers are missing, as where startBlock is too late, or were never told',
  }
  const failing = identities
    .filter(({ holds }) => !holds)
    .map(({ name, left, right, explained }) => {
      const why = causes[name]
      const what = `${formulaOf(name)}: ${left} is not ${right + explained}`
      return { why, text: why === undefined ? what : `${why}: ${what}` }
    })
  const texts = (some: typeof failing) => some.map(({ text }) => text)
  // What has a known cause comes first: the rest may follow from it.
  return [
    ...texts(failing.filter(({ why }) => why !== undefined)),
    ...negative.map(({ class: name, balance }) => `class ${name} holds ${balance}: more has left it than came in`),
    ...texts(failing.filter(({ why }) => why === undefined)),
  ]
}

/** A figure that cannot be below zero, whatever it was made of. */
export function negativeDoubts({ total, circulating }: Pick<SupplyFigures, 'total' | 'circulating'>): string[] {
  return [
    ...(total < 0n ? [`total would be ${total}: more was burned than issued`] : []),
    ...(circulating < 0n && total >= 0n
      ? [`circulating would be ${circulating}: more is burned, excluded and locked than there is`]
      : []),
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
