import type { Class } from '../supply'
import { type Address, type BaseUnits, ZERO_ADDRESS } from '../units'
import type { AccountBook } from './book'
import type { Pairing, Transfer } from './pairing'

/** An amount leaving one (class, account) and entering another: zero-sum by construction. */
export interface Movement {
  readonly fromClass: Class
  readonly toClass: Class
  readonly fromAccount: Address
  readonly toAccount: Address
  readonly amount: BaseUnits
  readonly cause: string
}

/** The movement a Transfer is, with the cause its pairing gave it or the one its ends imply. */
export function movementOf(transfer: Transfer, pairing: Pairing, book: AccountBook): Movement {
  return {
    fromClass: book.sender(transfer.from),
    toClass: book.receiver(transfer.to),
    fromAccount: transfer.from,
    toAccount: transfer.to,
    amount: transfer.amount,
    cause: pairing.causes.get(transfer.logIndex) ?? impliedCause(transfer, book),
  }
}

function impliedCause(transfer: Transfer, book: AccountBook): string {
  if (transfer.from === ZERO_ADDRESS) return book.rules.allocations.get(transfer.to) ?? 'initial'
  if (book.receiver(transfer.to) === 'burned') return book.isBuyback(transfer.from) ? 'profile-buyback' : 'direct'
  return 'transfer'
}
