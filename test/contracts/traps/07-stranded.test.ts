import { describe, expect } from 'vitest'
import { periodAccount } from '../../../src/economics/pool/periodAccount'
import { account } from '../../support/anvil'
import { DAY, ONE, PERIOD } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const [A, B] = [account(10), account(11)]
const HALF = ONE / 2n
const NONE = { dust: 0n, forfeited: 0n, noWeight: 0n, overClaimable: 0n, denominator: 0n, overwritten: 0n }

describe('trap 7: stranded ETH', () => {
  trap('two equal stakers, 1 ETH, one leaves after the end without claiming: 0.5 ETH, a finding', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    for (const user of [A, B]) await f.fund(user, 100n)
    await f.stake(A, 100n, 30)
    await f.stake(B, 100n, 30)
    await f.deposit(0, ONE)
    await f.at(31 * DAY)
    await f.unstake(B, 0)
    expect(f.reward(await f.claim(A, 0))).toBe(HALF)
    await expect(f.claim(B, 0)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
    expect([await f.pot(0), await f.weight(0), await chain.balance(f.pool.address)]).toEqual([HALF, 100n, HALF])

    await indexed.index()
    expect(indexed.findings('F-STRANDED-ETH')).toEqual([
      { owner: B, stake: '0', period: '0', weight: '100', wei: `${HALF}` },
    ])
    expect(indexed.codes).toEqual(['F-STRANDED-ETH'])
    expect(periodAccount(indexed.state, 0, chain.now)).toMatchObject({
      ...{ deposited: ONE, claimed: HALF, claimable: 0n, stranded: HALF, causes: { ...NONE, forfeited: HALF } },
    })
  })

  trap('funded, but nobody has weight: all of it; where everybody claims, floors leave nothing', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    for (const user of [A, B]) await f.fund(user, ONE)
    await f.deposit(0, ONE)
    await f.at(PERIOD)
    await f.stake(A, ONE, 30)
    await f.stake(B, 1n, 30)
    await f.deposit(1, 10n)
    await f.at(2 * PERIOD)
    await f.claim(A, 1)
    expect(f.reward(await f.claim(B, 1))).toBe(1n)
    await indexed.index()
    expect(periodAccount(indexed.state, 0, chain.now).causes).toEqual({ ...NONE, noWeight: ONE })
    expect(periodAccount(indexed.state, 1, chain.now)).toMatchObject({ claimed: 10n, stranded: 0n, causes: NONE })
    expect(await chain.balance(f.pool.address)).toBe(ONE)
  })

  trap('first generation: claims never lower the denominator, and what is left is nobody’s', async (chain) => {
    const indexed = await IndexedPool.deploy(chain, 1)
    const { f } = indexed
    for (const user of [A, B]) await f.fund(user, 100n)
    await f.stake(A, 100n, 30)
    await f.stake(B, 100n, 30)
    await f.deposit(0, ONE)
    await f.at(PERIOD)
    await f.setWeight(0, 200n)
    expect(f.reward(await f.claim(A, 0))).toBe(HALF)
    expect(f.reward(await f.claim(B, 0))).toBe(HALF / 2n)
    await indexed.index()
    expect(periodAccount(indexed.state, 0, chain.now)).toMatchObject({
      ...{ claimed: (3n * ONE) / 4n, stranded: ONE / 4n, causes: { ...NONE, denominator: ONE / 4n } },
    })
    expect(indexed.codes).toEqual([])
  })

  trap(
    'second generation: ETH deposited ahead of the index is forgotten by the transition, a finding',
    async (chain) => {
      const indexed = await IndexedPool.deploy(chain, 2)
      const { f } = indexed
      await f.fund(A, 100n)
      await f.deposit(1, ONE)
      await f.at(PERIOD)
      await f.stake(A, 100n, 30)
      expect([await f.pot(1), await chain.balance(f.pool.address)]).toEqual([0n, ONE])
      await indexed.index()
      expect(indexed.findings('F-EARLY-DEPOSIT')).toEqual([{ period: '1', wei: `${ONE}` }])
      expect(periodAccount(indexed.state, 1, chain.now)).toMatchObject({
        ...{ deposited: ONE, stranded: ONE, pending: 0n, causes: { ...NONE, overwritten: ONE } },
      })
    },
  )
})
