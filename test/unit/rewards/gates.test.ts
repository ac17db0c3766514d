import { describe, expect, it } from 'vitest'
import { type GateFacts, sanityGates } from '../../../src/rewards/publish/gates'

const month = (pot: bigint, participants = 100) => ({ pot, participants })
const sound: GateFacts = {
  pot: 100n,
  distributed: 99n,
  largestShare: 20n,
  participants: 100,
  earlier: [month(90n), month(110n), month(1_000n)],
  balance: 99n,
  settles: [],
}
const failing = (over: Partial<GateFacts>) =>
  sanityGates({ ...sound, ...over })
    .filter((gate) => !gate.ok)
    .map((gate) => gate.name)

describe('sanity gates', () => {
  it.each<[string, Partial<GateFacts>, string[]]>([
    ['a sound month', {}, []],
    ['four times the median', { pot: 440n }, []],
    ['more than four times the median', { pot: 441n }, ['pot']],
    ['a quarter of the median', { pot: 28n }, []],
    ['less than a quarter of the median', { pot: 27n }, ['pot']],
    ['two months of history are no median', { pot: 10_000n, earlier: [month(1n), month(1n)] }, []],
    ['half of it for one account', { distributed: 100n, largestShare: 50n, balance: 100n }, []],
    ['more than half for one account', { distributed: 100n, largestShare: 51n, balance: 100n }, ['largest share']],
    ['three times the people', { participants: 300 }, []],
    ['more than three times the people', { participants: 301 }, ['participants']],
    ['fewer than a third of the people', { participants: 33 }, ['participants']],
    ['a small pool that grows', { participants: 20, earlier: [month(100n, 1)] }, []],
    ['the first report', { earlier: [] }, []],
    ['a payer who holds a wei too little', { balance: 98n }, ['balance']],
    ['a report that settles what another one paid wrongly', { settles: ['a:b:2026-08'] }, ['corrections']],
    [
      'everything at once',
      { pot: 1n, largestShare: 99n, participants: 0, balance: 0n },
      [...['pot', 'largest share', 'participants', 'balance']],
    ],
  ])('%s', (_, over, expected) => {
    expect(failing(over)).toEqual(expected)
  })
})
