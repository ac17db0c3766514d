import type { Profile } from '../config/profile'
import type { ClassBalance } from '../economics/supply'
import type { BaseUnits } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'
import type { AsText } from './asText'

/** What the log stores of an issue that no allocation and no event names. */
const UNNAMED = 'initial'

export interface Issued {
  readonly cause: string
  readonly amount: BaseUnits
}

/**
 * What was issued, by cause. An issue that nothing names is `initial` in the first block that issued anything, and a
 * `mint` after it: told apart where it is read, since the log stays as it was written.
 */
export async function issuedBy(
  snapshot: Snapshot,
  profile: Profile,
  balances: readonly ClassBalance[],
): Promise<Issued[]> {
  const causes = balances
    .filter((row) => row.class === 'issuance' && row.cause !== '')
    .map((row) => ({ cause: row.cause, amount: row.balance < 0n ? -row.balance : row.balance }))
  const unnamed = causes.find(({ cause }) => cause === UNNAMED)
  if (unnamed === undefined) return causes
  const first = await firstIssue(snapshot, profile)
  const parts = [
    { cause: UNNAMED, amount: first },
    { cause: 'mint', amount: unnamed.amount - first },
  ].filter(({ amount }) => amount !== 0n)
  return causes.flatMap((each) => (each === unnamed ? parts : [each]))
}

/** What nothing names of the token's first block of issues. */
async function firstIssue(snapshot: Snapshot, { name, token }: Profile): Promise<BaseUnits> {
  const [row] = await snapshot.rows<AsText<{ amount: BaseUnits }>>(
    `select (-unnamed.balance)::text as amount
       from (select block from supply_point
              where network = $1 and asset = $2 and class = 'issuance' and cause = '' order by block limit 1) first
       join supply_point unnamed on unnamed.network = $1 and unnamed.asset = $2 and unnamed.class = 'issuance'
        and unnamed.cause = $3 and unnamed.block = first.block`,
    [name, token.address, UNNAMED],
  )
  return row === undefined ? 0n : BigInt(row.amount)
}
