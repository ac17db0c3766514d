import fc from 'fast-check'
import { expect, it } from 'vitest'
import { potOf } from '../../../src/economics/rewards/pot'
import { settlePot } from '../../../src/economics/rewards/settlement'
import { splitPot } from '../../../src/economics/rewards/split'
import { dueKey, settled, THE_POT } from '../../../src/witness/settlement/settled'

const accounts = Array.from({ length: 5 }, (_, n) => `0x${String(n).padStart(40, '0')}`)
const months = ['n:p:2025-09', 'n:p:2025-10']
const amount = fc.oneof(fc.bigInt(-40n, 40n), fc.bigInt(-(2n ** 90n), 2n ** 90n))
const dues = fc.uniqueArray(
  fc.record({ of: fc.constantFrom(...months), account: fc.constantFrom(...accounts, THE_POT), amount }),
  { selector: ({ of, account }) => `${of} ${account}`, maxLength: 12 },
)
const weights = fc.array(fc.oneof(fc.bigInt(0n, 3n), fc.bigInt(1n, 2n ** 80n)), { maxLength: accounts.length })
const money = fc.oneof(fc.bigInt(0n, 100n), fc.bigInt(0n, 2n ** 90n))

/** Row of the ADR 45 that two hands wrote: neither calls the other. */
it('the second implementation settles as the first does: amounts, carry, and what of each due', () => {
  fc.assert(
    fc.property(weights, money, money, dues, (given, received, carryIn, drawn) => {
      const owed = drawn.filter((due) => due.amount !== 0n)
      const participants = given.map((weight, n) => ({ account: accounts[n]!, weight, parts: [] }))
      const pot = potOf('main', new Map([['main', received]]), new Map([['main', carryIn]]), participants)
      const first = settlePot(pot, owed)
      const plain = splitPot(received + carryIn, participants)
      const { second, now } = settled(
        {
          period: { id: '2025-11', number: '202511', start: 0, end: 1, evidence: null },
          pots: [
            { name: 'main', received, carryIn, divided: received + carryIn, ...plain, shares: [...plain.shares] },
            { name: 'other', received: 5n, carryIn: 0n, divided: 5n, totalWeight: 0n, carry: 5n, shares: [] },
          ],
        },
        owed.map((due) => ({ ...due, pot: 'main' })),
      )
      const [main, other] = second.pots
      const paid = (shares: readonly { account: string; amount: bigint; weight: bigint }[]) =>
        shares.map((share) => [share.account, share.amount, share.weight])
      expect(paid(main!.shares)).toEqual(paid(first.pot.split.shares))
      expect([main!.received, main!.divided, main!.carry]).toEqual([
        first.pot.received,
        first.pot.divided,
        first.pot.carry,
      ])
      expect([...now].sort()).toEqual(first.settled.map((due) => [dueKey({ ...due, pot: 'main' }), due.amount]).sort())
      expect([other!.carry, other!.shares]).toEqual([5n, []])
    }),
    { numRuns: 500 },
  )
})
