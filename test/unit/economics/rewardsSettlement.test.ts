import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DividedPot, dividePot, type Pot } from '../../../src/economics/rewards/pot'
import { type Due, REVENUE, settlePot } from '../../../src/economics/rewards/settlement'

const accountOf = (index: number) => `0x${index.toString(16).padStart(40, '0')}`
const [ann, bob, cid, dan] = [1, 2, 3, 4].map(accountOf) as [string, string, string, string]
const participant = (account: string, weight: bigint) => ({ account, weight, parts: [] })
const potOf = (over: Partial<Pot> = {}): Pot => {
  const pot = { name: 'main', received: 90n, carryIn: 10n, participants: [participant(ann, 1n), participant(bob, 1n)] }
  return { ...pot, divided: pot.received + pot.carryIn, ...over }
}
const due = (account: string, amount: bigint, of = 'a:2025-01'): Due => ({ of, account, amount })
const amounts = ({ split }: DividedPot) => split.shares.map(({ account, amount }) => [account, amount] as const)

describe('settlePot', () => {
  it('divides a pot without dues as it always was', () => {
    expect(settlePot(potOf(), [])).toEqual({ pot: dividePot(potOf()), settled: [] })
  })

  /**
   * By hand: pot 100. Cid, who has no weight, is owed 21; ann owes 15. 100 − 21 = 79, of which ann and bob have
   * floor(79 / 2) = 39 each, and 1 is over. Ann gets 39 − 15 = 24. Σ = 24 + 39 + 21 = 84, so 16 is carried: 15 + 1.
   */
  it('pays credits off the top, withholds debts from shares and carries what is withheld: golden', () => {
    const { pot, settled } = settlePot(potOf(), [due(ann, -15n), due(cid, 21n)])
    expect(pot).toMatchObject({ received: 90n, carryIn: 10n, divided: 79n, carry: 16n })
    expect(pot.split).toEqual({
      shares: [
        { account: ann, weight: 1n, amount: 24n, remainder: 1n, settled: { share: 39n, credit: 0n, withheld: 15n } },
        { account: bob, weight: 1n, amount: 39n, remainder: 1n },
        { account: cid, weight: 0n, amount: 21n, remainder: 0n, settled: { share: 0n, credit: 21n, withheld: 0n } },
      ],
      ...{ totalWeight: 2n, distributed: 84n, carry: 16n },
    })
    expect(settled).toEqual([due(ann, -15n), due(cid, 21n)])
  })

  it('shares a pot that is short among the credits in proportion, and divides what their floors leave', () => {
    const { pot, settled } = settlePot(potOf(), [due(cid, 200n), due(dan, 101n)])
    // floor(100 × 200 / 301) = 66, floor(100 × 101 / 301) = 33
    expect(settled).toEqual([due(cid, 66n), due(dan, 33n)])
    expect(pot).toMatchObject({ divided: 1n, carry: 1n })
    expect(amounts(pot)).toEqual([
      [ann, 0n],
      [bob, 0n],
      [cid, 66n],
      [dan, 33n],
    ])
  })

  it('withholds no more than an account gets, the rest stays due', () => {
    const { pot, settled } = settlePot(potOf(), [due(ann, -70n), due(dan, -5n)])
    expect(settled).toEqual([due(ann, -50n)])
    expect(pot).toMatchObject({ divided: 100n, carry: 50n })
    expect(amounts(pot)).toEqual([
      [ann, 0n],
      [bob, 50n],
    ])
  })

  it('nets a debt with the credit of another month before anything is paid to who owes', () => {
    const { pot, settled } = settlePot(potOf(), [due(cid, -8n, 'a:2025-01'), due(cid, 20n, 'a:2025-02')])
    expect(settled).toEqual([due(cid, -8n, 'a:2025-01'), due(cid, 20n, 'a:2025-02')])
    expect(amounts(pot)).toContainEqual([cid, 12n])
  })

  it('adds revenue that was missing to the pot, and takes what was too much out of what comes in', () => {
    expect(settlePot(potOf(), [due(REVENUE, 7n)])).toMatchObject({
      pot: { received: 97n, carryIn: 10n, divided: 107n },
      settled: [due(REVENUE, 7n)],
    })
    const { pot, settled } = settlePot(potOf(), [due(REVENUE, -95n)])
    expect(settled).toEqual([due(REVENUE, -90n)])
    expect(pot).toMatchObject({ received: 0n, carryIn: 10n, divided: 10n })
  })

  it('takes nothing off what waits with the carry', () => {
    const { pot, settled } = settlePot(potOf({ divided: 0n, participants: [] }), [due(cid, 5n)])
    expect(settled).toEqual([])
    expect(pot).toMatchObject({ divided: 0n, carry: 100n, split: { shares: [] } })
  })

  it('takes an account once for each month', () => {
    expect(() => settlePot(potOf(), [due(cid, 5n), due(cid, 6n)])).toThrow(RangeError)
  })
})

const wide = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 96n }), fc.bigInt({ min: 0n, max: 9n }))
const signed = fc.oneof(fc.bigInt({ min: -(2n ** 96n), max: 2n ** 96n }), fc.bigInt({ min: -9n, max: 9n }))
const scenes = fc
  .record({
    received: wide,
    carryIn: wide,
    weights: fc.array(wide, { maxLength: 6 }),
    dues: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 3 }), signed), {
      selector: ([account, month]) => `${account} ${month}`,
      maxLength: 8,
    }),
  })
  .map(({ received, carryIn, weights, dues }) => ({
    pot: potOf({
      ...{ received, carryIn, divided: received + carryIn },
      participants: weights.map((weight, at) => participant(accountOf(at + 1), weight)),
    }),
    dues: dues
      .filter(([, , amount]) => amount !== 0n)
      .map(([at, month, amount]) => due(at === 0 ? REVENUE : accountOf(at), amount, `a:2025-0${month}`)),
  }))
const runs = { numRuns: 2_000 }
const size = (amount: bigint) => (amount < 0n ? -amount : amount)
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n)

describe('settlement, whatever is due', () => {
  it('W17: Σ amounts + carry = pot, nobody gets less than nothing, and no due is settled beyond itself', () => {
    fc.assert(
      fc.property(scenes, ({ pot, dues }) => {
        const { pot: made, settled } = settlePot(pot, dues)
        const revenue = sum(settled.filter(({ account }) => account === REVENUE).map(({ amount }) => amount))
        expect(made.received).toBe(pot.received + revenue)
        expect(made.received >= 0n).toBe(true)
        const paid = made.split.shares.map(({ amount }) => amount)
        expect(paid.every((amount) => amount >= 0n)).toBe(true)
        expect(sum(paid)).toBe(made.split.distributed)
        expect(sum(paid) + made.carry).toBe(made.received + made.carryIn)
        for (const { of, account, amount } of settled) {
          const whole = dues.find((each) => each.of === of && each.account === account)!.amount
          expect(amount > 0n === whole > 0n && size(amount) <= size(whole) && amount !== 0n).toBe(true)
        }
        for (const { account, weight, amount, remainder, settled: told } of made.split.shares) {
          const share = told?.share ?? amount
          expect(share * made.split.totalWeight + remainder).toBe(weight === 0n ? 0n : made.divided * weight)
          if (told) expect(amount).toBe(told.share + told.credit - told.withheld)
          const own = settled.filter((each) => each.account === account).map((each) => each.amount)
          expect((told?.credit ?? 0n) - (told?.withheld ?? 0n)).toBe(sum(own))
        }
      }),
      runs,
    )
  })

  it('W17: the order of dues and participants does not show', () => {
    fc.assert(
      fc.property(scenes, ({ pot, dues }) => {
        const turned = { ...pot, participants: [...pot.participants].reverse() }
        const { pot: made, settled } = settlePot(turned, [...dues].reverse())
        expect({ split: made.split, settled }).toEqual({
          split: settlePot(pot, dues).pot.split,
          settled: settlePot(pot, dues).settled,
        })
      }),
      { numRuns: 300 },
    )
  })

  /** What was paid wrongly and settled later is, in all, what would have been paid rightly, but for what still is due. */
  it('W18: settled month after month, every account has what it was owed, and no due is settled twice', () => {
    fc.assert(
      fc.property(scenes, fc.array(wide, { minLength: 1, maxLength: 5 }), ({ pot, dues }, months) => {
        let open = dues
        let carryIn = pot.carryIn
        const all: Due[] = []
        for (const received of months) {
          const { pot: made, settled } = settlePot({ ...pot, received, carryIn, divided: received + carryIn }, open)
          all.push(...settled)
          carryIn = made.carry
          const amountOf = ({ of, account }: Due) =>
            settled.find((each) => each.of === of && each.account === account)?.amount ?? 0n
          open = open
            .map((each) => ({ ...each, amount: each.amount - amountOf(each) }))
            .filter(({ amount }) => amount !== 0n)
        }
        for (const { of, account, amount } of dues) {
          const same = (each: Due) => each.of === of && each.account === account
          const left = sum(open.filter(same).map((each) => each.amount))
          expect(sum(all.filter(same).map((each) => each.amount)) + left).toBe(amount)
        }
      }),
      { numRuns: 300 },
    )
  })
})
