import type { ClassBalance } from '../economics/supply'
import type { BaseUnits } from '../economics/units'

/** What the log stores of an issue that no allocation and no event names. */
export const UNNAMED = 'initial'

export interface Issued {
  readonly cause: string
  readonly amount: BaseUnits
}

/**
 * What was issued, by cause. An issue that nothing names is `initial` in the first block that issued anything, and a
 * `mint` after it: told apart where it is read, since the log stays as it was written.
 * @param first what nothing names of the token's first block of issues
 */
export function issuedBy(balances: readonly ClassBalance[], first: BaseUnits): Issued[] {
  return balances
    .filter((row) => row.class === 'issuance' && row.cause !== '')
    .map((row) => ({ cause: row.cause, amount: row.balance < 0n ? -row.balance : row.balance }))
    .flatMap((each) => (each.cause === UNNAMED ? parted(each.amount, first) : [each]))
}

function parted(amount: BaseUnits, first: BaseUnits): Issued[] {
  return [
    { cause: UNNAMED, amount: first },
    { cause: 'mint', amount: amount - first },
  ].filter((part) => part.amount !== 0n)
}
