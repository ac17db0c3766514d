import { describe, expect, it } from 'vitest'
import { depositTarget } from '../../../src/economics/pool/deposit'

const DAY = 86_400
const END = 1_000 * DAY
const target = (now: number) => depositTarget({ index: 4, end: END }, now)

describe('a deposit of now', () => {
  it('funds the period of the index until that ends', () => {
    const current = { kind: 'current', period: 4, end: END, advances: false }
    expect([target(END - 30 * DAY), target(END - 1)]).toEqual([current, current])
  })

  it('moves the index by one once its period has ended, and funds the next', () => {
    const next = { kind: 'current', period: 5, end: END + 30 * DAY, advances: true }
    expect([target(END), target(END + 30 * DAY - 1)]).toEqual([next, next])
  })

  it('lands in an ended period once the index is stale, and says how often it must be moved first', () => {
    const stale = { kind: 'stale', period: 5, end: END + 30 * DAY }
    expect(target(END + 30 * DAY)).toEqual({ ...stale, current: 6, moves: 1 })
    expect(target(END + 60 * DAY - 1)).toEqual({ ...stale, current: 6, moves: 1 })
    expect(target(END + 95 * DAY)).toEqual({ ...stale, current: 8, moves: 3 })
  })

  it('of a stale index is one of the current period after as many moves', () => {
    for (let now = END + 30 * DAY; now < END + 400 * DAY; now += 11 * DAY) {
      const found = target(now)
      if (found.kind !== 'stale') throw new Error('not stale')
      const moved = { index: 4 + found.moves, end: END + found.moves * 30 * DAY }
      expect(depositTarget(moved, now)).toMatchObject({ kind: 'current', period: found.current, advances: true })
    }
  })
})
