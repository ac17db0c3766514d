import { describe, expect, it } from 'vitest'
import { type SupplyMonth, shiftBurns } from '../../../src/economics/scenario/burn'
import { type ClassBalance, supplyFigures } from '../../../src/economics/supply'

const rules = { burnReducesTotal: false, excluded: [], vesting: [] }
const YEAR = 31_536_000

const ledger = (usage: bigint, direct = 0n): ClassBalance[] => [
  { class: 'issuance', cause: '', balance: -1_000_000n },
  { class: 'holders', cause: '', balance: 1_000_000n - usage - direct },
  { class: 'burned', cause: '', balance: usage + direct },
  { class: 'burned', cause: 'usage', balance: usage },
  { class: 'burned', cause: 'direct', balance: direct },
]
const month = (balances: ClassBalance[], seconds = YEAR / 12, buybacks: bigint[] = []): SupplyMonth => {
  return { balances, at: 1_000, seconds, buybacks }
}
const foldBurns = (...given: Parameters<typeof shiftBurns>) =>
  shiftBurns(...given).map(({ balances, at }) => supplyFigures(balances, rules, at))
const shown = (months: ReturnType<typeof foldBurns>) =>
  months.map(({ circulating, burned, burnedBy, total }) => ({
    circulating,
    burned,
    total,
    ...Object.fromEntries(burnedBy.map(({ cause, amount }) => [cause, amount])),
  }))

describe('shiftBurns', () => {
  const history = [month(ledger(300n)), month(ledger(700n, 50n))]

  it('without rates is the live figure itself', () => {
    expect(foldBurns([], history, {}, rules)).toEqual(
      history.map(({ balances, at }) => supplyFigures(balances, rules, at)),
    )
  })

  it('burns the asked part of what would circulate, month on month', () => {
    // 12 % a year is 1 % a month: of 1,000,000, then of 1,000,000 − 10,000 − 50
    expect(shown(foldBurns([], history, { usage: 1_200 }, rules))).toEqual([
      { circulating: 990_000n, burned: 10_000n, total: 1_000_000n, usage: 10_000n, direct: 0n },
      { circulating: 980_051n, burned: 19_949n, total: 1_000_000n, usage: 19_899n, direct: 50n },
    ])
  })

  it('leaves what was burned before the first month as it is', () => {
    expect(shown(foldBurns(ledger(300n), [month(ledger(700n))], { usage: 1_200 }, rules))).toEqual([
      // base 999,300 + 400; 1 % of 999,700 is 9,997
      { circulating: 989_703n, burned: 10_297n, total: 1_000_000n, usage: 10_297n, direct: 0n },
    ])
  })

  it('counts only the part of a month that history covers', () => {
    expect(shown(foldBurns([], [month(ledger(300n), 0)], { usage: 1_200 }, rules))[0]).toMatchObject({ usage: 0n })
  })

  it('a buyback rate changes each receipt on its own, floor', () => {
    const bought = [...ledger(0n), { class: 'burned', cause: 'revenue-buyback', balance: 0n }]
    const out = foldBurns([], [month(bought, 1, [33n, 1n, 100n])], { buyback: 150 }, rules)
    // 49 + 1 + 150 in place of 134
    expect(shown(out)[0]).toMatchObject({ 'revenue-buyback': 66n, burned: 66n, circulating: 999_934n })
  })

  it('burns nothing where nothing circulates', () => {
    const none: ClassBalance[] = [{ class: 'issuance', cause: '', balance: 0n }]
    expect(shown(foldBurns([], [month(none)], { usage: 200 }, rules))).toEqual([
      { circulating: 0n, burned: 0n, total: 0n },
    ])
  })
})
