import type { Named } from '../../economics/pool/named'
import type { DomainEvent } from '../../events/event'

const WORD = 64

/**
 * What the transaction of an event says of the number that its call was made with: a stake's index, a period.
 * @param selector of the call, whose only argument it is
 * @param transaction the events of it, in log order
 */
export function namedIn(event: DomainEvent, selector: string, transaction: readonly DomainEvent[]): Named {
  const { call, contract, kind } = event
  const events = transaction.filter((each) => each.kind === kind)
  const named = argumentsOf(selector, call?.input ?? '')
  const directly = call?.to === contract && call.input.startsWith(selector)
  return { named, nth: events.indexOf(event), of: events.length, ...(directly && { called: named[0] }) }
}

/**
 * The argument behind every such selector in the input of the transaction, in its order: called directly, by a wallet, or
 * by a multicall of one.
 */
function argumentsOf(selector: string, input: string): number[] {
  const named: number[] = []
  const digits = selector.slice(2)
  for (let at = input.indexOf(digits); at !== -1; at = input.indexOf(digits, at + 1)) {
    const word = input.slice(at + digits.length, at + digits.length + WORD)
    // A selector stands on a whole byte, after 0x, with a whole word behind it.
    if (at % 2 === 0 && word.length === WORD) named.push(Number(`0x${word}`))
  }
  return named
}
