import { describe, expect, it } from 'vitest'
import * as pool from '../../../src/abi/destra-pool'
import { closingsOf } from '../../../src/ledger/staking/closings'

const POOL = `0x${'90'.repeat(20)}`
const unstaked = (
  id: string,
  over: { txHash?: string; callTo?: string; callInput?: string; callWithdrawn?: string } = {},
) => ({
  ...{ id, time: 7, txHash: 'one', amount: '100', penalty: '15', callTo: null, callInput: null },
  callWithdrawn: null,
  ...over,
})
const closed = (index: number, closedBy = 'one') => ({ index, amount: '100', penalty: '15', closedBy })
const finding = (event: string, candidates: string | null, withdrawn: string | null = null) =>
  [event, { event, block: 1, candidates, withdrawn }] as const
const calls = (index: bigint) => ({ callTo: POOL, callInput: pool.functions.unstake.encode({ stakeIndex: index }) })
const said = { time: 7, amount: 100n, penalty: 15n }

describe('the unstakes of an owner, each with the stakes it can have closed', () => {
  it('by its finding, and of the same transaction the rest of what was closed', () => {
    const found = closingsOf(
      POOL,
      [unstaked('a'), unstaked('b')],
      [closed(1), closed(4)],
      new Map([finding('b', '1,2')]),
    )
    expect(found).toEqual([
      { ...said, could: [4], proven: false, closed: 4 },
      { ...said, could: [1, 2], proven: false, closed: 1 },
    ])
  })

  it('by the view of the pool, once it was asked, whatever the candidates were', () => {
    const found = closingsOf(POOL, [unstaked('a')], [closed(0)], new Map([finding('a', '0,1', '1')]))
    expect(found).toEqual([{ ...said, could: [1], proven: true, closed: 0 }])
  })

  it('by the view that was read with its block', () => {
    const found = closingsOf(POOL, [unstaked('a', { callWithdrawn: '1,2' })], [closed(1)], new Map())
    expect(found).toEqual([{ ...said, could: [1, 2], proven: true, closed: 1 }])
  })

  it('by the call, though the ledger had closed that stake before', () => {
    const found = closingsOf(
      POOL,
      [unstaked('a', calls(3n)), unstaked('b', calls(5n))],
      [closed(3), closed(2)],
      new Map(),
    )
    expect(found).toEqual([
      { ...said, could: [3], proven: true, closed: 3 },
      { ...said, could: [5], proven: true, closed: 2 },
    ])
    // Of another contract it is no call of the pool.
    const other = { ...calls(3n), callTo: `0x${'91'.repeat(20)}` }
    expect(closingsOf(POOL, [unstaked('a', other)], [closed(2)], new Map())[0]).toMatchObject({
      could: [2],
      proven: false,
    })
  })

  it('by nothing, where the ledger found no stake to close', () => {
    const found = closingsOf(POOL, [unstaked('a'), unstaked('b')], [closed(2)], new Map([finding('a', null)]))
    expect(found.map(({ could, closed: index }) => [could, index])).toEqual([
      [[], null],
      [[2], 2],
    ])
  })
})
