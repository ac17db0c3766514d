import { describe, expect, it } from 'vitest'
import { events } from '../../../src/abi/bill'
import { contractKinds } from '../../../src/config/profile'
import { loadHandlers, protocols } from '../../../src/protocols'
import { type Contract, contractOf, OWNERSHIP } from '../../../src/protocols/contract'
import type { FactTable } from '../../../src/protocols/factTable'
import type { Handlers } from '../../../src/protocols/handler'

type Protocol = {
  readonly contract: Contract
  readonly facts?: readonly FactTable[]
  handlers(): Promise<{ readonly handlers: object }>
}
const kinds: [string, Protocol][] = Object.entries(protocols)

/** Names of the events that a kind reads, by any of its ABIs. */
function readBy({ decoders, earlier }: Contract): string[] {
  return [decoders, ...Object.values(earlier ?? {})].flatMap(({ restore }) => [...restore.keys()])
}

it('are those that a profile may name, and the token', () => {
  expect(kinds.map(([kind]) => kind).sort()).toEqual(['token', ...contractKinds].sort())
})

describe.each(kinds)('%s', (kind, { contract, handlers, facts = [] }) => {
  it('calls its events after itself', () => {
    expect(readBy(contract).filter((each) => !each.startsWith(`${kind}.`))).toEqual([])
  })

  it('finds its facts by events that it reads', () => {
    const causes = facts.flatMap(({ sources }) => sources.map(({ foundBy }) => foundBy))
    const named = causes.flatMap((cause) => (typeof cause === 'object' ? cause.kinds : []))
    expect(named.filter((each) => !readBy(contract).includes(each))).toEqual([])
  })

  it('says of every event that it reads what comes of it, and of no other', async () => {
    const named = Object.keys((await handlers()).handlers).map((event) => `${kind}.${event}`)
    expect(named.sort()).toEqual([...new Set(readBy(contract))].sort())
  })
})

it('handles nothing that is called as it is nowhere', async () => {
  const handlers = await loadHandlers()
  expect(handlers.get('other-pool.Staked')).toBeUndefined()
  const pool = await protocols['destra-pool'].handlers()
  expect(handlers.get('destra-pool.Staked')).toBe(pool.handlers.Staked)
})

it('does not compile where something is forgotten (tsc reads this, and fails where a line below is no error)', () => {
  const reads = ['BillOpened', 'BillSettled', 'BillRefunded', 'BasePriceChanged'] as const
  const ignores = { OwnershipTransferred: OWNERSHIP }
  // @ts-expect-error SplitChanged is neither read nor ignored
  contractOf('dgrid-bill', events, { reads, ignores })
  const whole = { ...ignores, SplitChanged: 'a test' }
  // @ts-expect-error BillOpened is read and ignored
  contractOf('dgrid-bill', events, { reads, ignores: { ...whole, BillOpened: 'a test' } })
  const bill = contractOf('dgrid-bill', events, { reads, ignores: whole, parameters: ['basePrice'] })
  const handled = { BillOpened: null, BillSettled: null, BasePriceChanged: null }
  // @ts-expect-error BillRefunded has no handler
  const lacking: Handlers<typeof bill> = handled
  const reading: Handlers<typeof bill> = {
    ...handled,
    // @ts-expect-error feeBps is no parameter of the contract
    BillRefunded: { apply: (_, { parameter }) => void parameter('feeBps') },
  }
  expect(Object.keys(lacking).length).toBeLessThan(Object.keys(reading).length)
})
