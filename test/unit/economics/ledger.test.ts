import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classDeltas } from '../../../src/economics/ledger/balances'
import { AccountBook } from '../../../src/economics/ledger/book'
import { type Movement, movementOf } from '../../../src/economics/ledger/movement'
import { type Expectation, pair, type Transfer } from '../../../src/economics/ledger/pairing'
import { BURNED_AT_ZERO, excludedMemo } from '../../../src/economics/supply'
import { type Address, address, DEAD_ADDRESS, ZERO_ADDRESS } from '../../../src/economics/units'

const at = (n: number): Address => address(`0x${n.toString(16).padStart(40, '0')}`)
const [pool, treasury, ann, bob, buyer, fund] = [at(11), at(12), at(1), at(2), at(3), at(4)]

const book = (silentFees = false) =>
  new AccountBook({
    burnSinks: [DEAD_ADDRESS],
    classOf: new Map([
      [pool, 'staked'],
      [treasury, 'treasury'],
    ]),
    buybackAddresses: [buyer],
    allocations: new Map([[fund, 'team']]),
    excluded: [treasury],
    silentFees,
  })

const transfer = (logIndex: number, from: Address, to: Address, amount: bigint): Transfer => ({
  logIndex,
  from,
  to,
  amount,
})
const unstaked = (logIndex: number, amount: bigint, penalty: bigint): Expectation[] => [
  {
    logIndex,
    cause: 'unstake',
    fromClass: 'staked',
    toClass: 'holders',
    from: pool,
    to: ann,
    amount: amount - penalty,
  },
  { logIndex, cause: 'early-exit', fromClass: 'staked', toClass: 'burned', from: pool, amount: penalty },
]

describe('pairing: a protocol event names the cause of a transfer and never moves value itself', () => {
  it('gives each transfer one cause and each event one transfer', () => {
    const transfers = [transfer(0, pool, DEAD_ADDRESS, 10n), transfer(1, pool, ann, 90n), transfer(3, pool, ann, 90n)]
    const { causes, unpaired } = pair(transfers, unstaked(2, 100n, 10n), book())
    expect([...causes]).toEqual([
      [0, 'early-exit'],
      [1, 'unstake'],
    ])
    expect(unpaired).toEqual([])
  })

  it('reports an event whose transfer did not happen', () => {
    const { causes, unpaired } = pair([transfer(0, pool, ann, 89n)], unstaked(2, 100n, 10n), book())
    expect(causes.size).toBe(0)
    expect(unpaired.map((each) => each.cause)).toEqual(['early-exit', 'unstake'])
  })

  it('pairs net of tax only where the token may take a silent fee (trap 3: 150 announced, 142.5 arrives)', () => {
    const transfers = [transfer(0, pool, DEAD_ADDRESS, 1_425n), transfer(1, pool, ann, 8_075n)]
    const events = unstaked(2, 10_000n, 1_500n)
    expect(pair(transfers, events, book(true)).unpaired).toEqual([])
    expect(pair(transfers, events, book(false)).unpaired).toHaveLength(2)
  })

  it('an event that names no amount takes the nearest free transfer before it', () => {
    const buyback = (logIndex: number): Expectation => ({
      logIndex,
      cause: 'revenue-buyback',
      fromClass: 'holders',
      toClass: 'burned',
    })
    const transfers = [
      transfer(0, ann, DEAD_ADDRESS, 1n),
      transfer(2, ann, DEAD_ADDRESS, 2n),
      transfer(9, ann, DEAD_ADDRESS, 3n),
    ]
    const { causes } = pair(transfers, [buyback(1), buyback(3)], book())
    expect([...causes.keys()].sort()).toEqual([0, 2])
  })

  it('a burn takes the first cause in order of precedence', () => {
    const burn = (cause: string): Expectation => ({
      logIndex: 5,
      cause,
      fromClass: 'holders',
      toClass: 'burned',
      amount: 7n,
    })
    const { causes, unpaired } = pair(
      [transfer(0, ann, DEAD_ADDRESS, 7n)],
      [burn('usage'), burn('revenue-buyback')],
      book(),
    )
    expect(causes.get(0)).toBe('revenue-buyback')
    expect(unpaired.map((each) => each.cause)).toEqual(['usage'])
  })
})

describe('movements', () => {
  const none = pair([], [], book())
  const cause = (from: Address, to: Address) => movementOf(transfer(0, from, to, 1n), none, book()).cause

  it('an unpaired transfer has the cause its ends imply', () => {
    expect([
      cause(ZERO_ADDRESS, ann),
      cause(ZERO_ADDRESS, fund),
      cause(ann, DEAD_ADDRESS),
      cause(buyer, DEAD_ADDRESS),
      cause(ann, ZERO_ADDRESS),
      cause(ann, bob),
    ]).toEqual(['initial', 'team', 'direct', 'profile-buyback', 'direct', 'transfer'])
  })

  it('conserve: classes sum to zero, causes to burned, memos to the part they restate (I1, I2)', () => {
    const accounts = [ZERO_ADDRESS, DEAD_ADDRESS, pool, treasury, ann, bob, fund]
    const anyTransfer = fc.record({
      from: fc.constantFrom(...accounts.filter((each) => each !== DEAD_ADDRESS)),
      to: fc.constantFrom(...accounts),
      amount: fc.bigInt(1n, 2n ** 200n),
    })
    fc.assert(
      fc.property(fc.array(anyTransfer, { maxLength: 60 }), (moves) => {
        const b = book()
        const sums = new Map<string, bigint>()
        let toZero = 0n
        let treasuryBalance = 0n
        for (const [i, { from, to, amount }] of moves.entries()) {
          const movement: Movement = movementOf(transfer(i, from, to, amount), none, b)
          if (to === ZERO_ADDRESS && from !== ZERO_ADDRESS) toZero += amount
          if (from === ZERO_ADDRESS && to === ZERO_ADDRESS) toZero += amount
          if (from !== to && to === treasury) treasuryBalance += amount
          if (from !== to && from === treasury) treasuryBalance -= amount
          for (const delta of classDeltas(movement, b)) {
            const key = `${delta.class}/${delta.cause}`
            sums.set(key, (sums.get(key) ?? 0n) + delta.amount)
          }
        }
        const own = [...sums].filter(
          ([key]) => key.endsWith('/') && !key.startsWith(BURNED_AT_ZERO) && !key.startsWith('excluded:'),
        )
        const byCause = [...sums].filter(([key]) => key.startsWith('burned/') && key !== 'burned/')
        const sum = (entries: [string, bigint][]) => entries.reduce((total, [, amount]) => total + amount, 0n)
        expect(sum(own)).toBe(0n)
        expect(sum(byCause)).toBe(sums.get('burned/') ?? 0n)
        expect(sums.get(`${BURNED_AT_ZERO}/`) ?? 0n).toBe(toZero)
        expect(sums.get(`${excludedMemo(treasury)}/`) ?? 0n).toBe(treasuryBalance)
      }),
    )
  })
})
