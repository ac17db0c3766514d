import type { Class } from '../supply'
import type { Address, BaseUnits } from '../units'
import type { AccountBook } from './book'

/** A token Transfer inside one transaction. */
export interface Transfer {
  readonly logIndex: number
  readonly from: Address
  readonly to: Address
  readonly amount: BaseUnits
}

/**
 * A protocol event's claim on a transfer of its transaction: it never moves value itself, it names the cause of the
 * transfer it pairs with (domain.md §5).
 */
export interface Expectation {
  /** log index of the protocol event */
  readonly logIndex: number
  readonly cause: string
  readonly fromClass: Class
  readonly toClass: Class
  readonly from?: Address
  readonly to?: Address
  /** absent where the event does not say: then the nearest unclaimed transfer before the event */
  readonly amount?: BaseUnits
  /** the event may as well be about another asset: finding no transfer is no finding */
  readonly optional?: boolean
}

export interface Pairing {
  /** cause by log index of the transfer */
  readonly causes: ReadonlyMap<number, string>
  readonly unpaired: readonly Expectation[]
}

/** Burn causes in order of precedence: the first that matches a burn names it. */
const precedence = ['early-exit', 'slash', 'revenue-buyback', 'usage']
const rank = (cause: string) => {
  const index = precedence.indexOf(cause)
  return index === -1 ? precedence.length : index
}

const NOTHING_CLAIMED: Pairing = { causes: new Map(), unpaired: [] }

/** Pairs every expectation with at most one transfer and every transfer with at most one cause. Deterministic. */
export function pair(transfers: readonly Transfer[], expectations: readonly Expectation[], book: AccountBook): Pairing {
  // Most transactions are transfers that no event claims.
  if (expectations.length === 0) return NOTHING_CLAIMED
  const causes = new Map<number, string>()
  const unpaired: Expectation[] = []
  const route = (from: Class, to: Class) => `${from}>${to}`
  const exact = new Map<string, Transfer[]>()
  const byRoute = new Map<string, Transfer[]>()
  for (const transfer of transfers) {
    const key = route(book.sender(transfer.from), book.receiver(transfer.to))
    push(exact, `${key}:${transfer.amount}`, transfer)
    push(byRoute, key, transfer)
  }

  const ordered = [...expectations].sort((a, b) => rank(a.cause) - rank(b.cause) || a.logIndex - b.logIndex)
  for (const expected of ordered) {
    const key = route(expected.fromClass, expected.toClass)
    const free = (transfer: Transfer) =>
      !causes.has(transfer.logIndex) &&
      (expected.from === undefined || transfer.from === expected.from) &&
      (expected.to === undefined || transfer.to === expected.to)
    const found =
      expected.amount === undefined
        ? byRoute.get(key)?.findLast((transfer) => free(transfer) && transfer.logIndex < expected.logIndex)
        : (exact.get(`${key}:${expected.amount}`)?.find(free) ??
          (book.rules.silentFees ? netOfTax(byRoute.get(key) ?? [], expected.amount, free) : undefined))
    if (found) causes.set(found.logIndex, expected.cause)
    else if (!expected.optional) unpaired.push(expected)
  }
  return { causes, unpaired }
}

/** The largest free transfer below the announced amount: the token kept the difference without saying so. */
function netOfTax(transfers: readonly Transfer[], announced: BaseUnits, free: (transfer: Transfer) => boolean) {
  let best: Transfer | undefined
  for (const transfer of transfers)
    if (free(transfer) && transfer.amount < announced && (best === undefined || transfer.amount > best.amount))
      best = transfer
  return best
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
