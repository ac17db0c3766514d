import { BURNED_AT_ZERO, excludedMemo } from '../supply'
import { type BaseUnits, ZERO_ADDRESS } from '../units'
import type { AccountBook } from './book'
import type { Movement } from './movement'

/** A change of one (class, cause) of one asset. */
interface ClassDelta {
  readonly class: string
  readonly cause: string
  readonly amount: BaseUnits
}

const NONE: readonly ClassDelta[] = []

/**
 * Changes of class balances by a movement: minus one, plus the other, plus the rows that break a class down by cause
 * (issuance, burned) and the memos that restate a part (burned at 0x0, excluded accounts).
 */
export function classDeltas(movement: Movement, book: AccountBook): readonly ClassDelta[] {
  const { fromClass, toClass, fromAccount, toAccount, amount, cause } = movement
  if (fromClass === toClass && book.excluded.size === 0) return NONE
  const deltas: ClassDelta[] = []
  if (fromClass !== toClass) {
    deltas.push({ class: fromClass, cause: '', amount: -amount }, { class: toClass, cause: '', amount })
    if (fromClass === 'issuance') deltas.push({ class: 'issuance', cause, amount: -amount })
    if (toClass === 'burned') {
      deltas.push({ class: 'burned', cause, amount })
      if (toAccount === ZERO_ADDRESS) deltas.push({ class: BURNED_AT_ZERO, cause: '', amount })
    }
  }
  if (fromAccount !== toAccount) {
    if (book.excluded.has(fromAccount)) deltas.push({ class: excludedMemo(fromAccount), cause: '', amount: -amount })
    if (book.excluded.has(toAccount)) deltas.push({ class: excludedMemo(toAccount), cause: '', amount })
  }
  return deltas
}
