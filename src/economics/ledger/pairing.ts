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

/** No transfer has a cause but its own. */
export const NOTHING_CLAIMED: Pairing = { causes: new Map(), unpaired: [] }

/** Pairs every expectation with at most one transfer and every transfer with at most one cause. Deterministic. */
export function pair(transfers: readonly Transfer[], expectations: readonly Expectation[], book: AccountBook): Pairing {
  // Most transactions are transfers that no event claims.
  if (expectations.length === 0) return NOTHING_CLAIMED
  const causes = new Map<number, string>()
  const unpaired: Expectation[] = []
  const routes = new Routes(transfers, book)
  for (const expected of inPrecedence(expectations)) {
    const found = routes.claim(expected)
    if (found) causes.set(found.logIndex, expected.cause)
    else if (!expected.optional) unpaired.push(expected)
  }
  return { causes, unpaired }
}

function inPrecedence(expectations: readonly Expectation[]): readonly Expectation[] {
  if (expectations.length === 1) return expectations
  return [...expectations].sort((a, b) => rank(a.cause) - rank(b.cause) || a.logIndex - b.logIndex)
}

/** The transfers of a transaction that nothing has claimed, by the classes they move between, in log order. */
class Routes {
  private readonly free: { readonly from: Class; readonly to: Class; readonly transfers: Transfer[] }[] = []

  constructor(
    transfers: readonly Transfer[],
    private readonly book: AccountBook,
  ) {
    for (const transfer of transfers) {
      const [from, to] = [book.sender(transfer.from), book.receiver(transfer.to)]
      const route = this.between(from, to)
      if (route) route.push(transfer)
      else this.free.push({ from, to, transfers: [transfer] })
    }
  }

  /** Takes the transfer an event announces. Claims come in the order of the log, so it is one of the first. */
  claim(expected: Expectation): Transfer | undefined {
    const free = this.between(expected.fromClass, expected.toClass)
    if (!free) return undefined
    const at = this.find(free, expected)
    return at === -1 ? undefined : free.splice(at, 1)[0]
  }

  private find(free: readonly Transfer[], { from, to, amount, logIndex }: Expectation): number {
    const ends = (transfer: Transfer) =>
      (from === undefined || transfer.from === from) && (to === undefined || transfer.to === to)
    if (amount === undefined) return free.findLastIndex((transfer) => ends(transfer) && transfer.logIndex < logIndex)
    const exact = free.findIndex((transfer) => transfer.amount === amount && ends(transfer))
    return exact === -1 && this.book.rules.silentFees ? netOfTax(free, amount, ends) : exact
  }

  /** A linear search: there are a dozen classes, and comparing both is cheaper than making a key of them. */
  private between(from: Class, to: Class): Transfer[] | undefined {
    return this.free.find((route) => route.from === from && route.to === to)?.transfers
  }
}

/** The largest free transfer below the announced amount: the token kept the difference without saying so. */
function netOfTax(free: readonly Transfer[], announced: BaseUnits, ends: (transfer: Transfer) => boolean): number {
  let best = -1
  for (const [i, transfer] of free.entries())
    if (ends(transfer) && transfer.amount < announced && (best === -1 || transfer.amount > free[best]!.amount)) best = i
  return best
}
