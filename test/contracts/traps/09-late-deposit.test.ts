import { expect } from 'vitest'
import { periodAccount } from '../../../src/economics/pool/periodAccount'
import { account } from '../../support/anvil'
import { DAY, ONE, PERIOD } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const [A, B] = [account(10), account(11)]
const HALF = ONE / 2n

trap('trap 9: a deposit that advances to an ended period funds it once, never after a claim of it', async (chain) => {
  const indexed = await IndexedPool.deploy(chain)
  const { f } = indexed
  for (const user of [A, B]) await f.fund(user, 1_000n)
  await f.stake(A, 100n, 90)
  await f.stake(B, 100n, 90)
  await f.at(2 * PERIOD + DAY)
  await f.unstake(B, 0)
  await f.deposit(1, ONE)
  await expect(f.deposit(1, ONE)).rejects.toMatchObject({ errorName: 'InvalidPeriod' })
  expect(f.reward(await f.claim(A, 1))).toBe(HALF)
  await expect(f.deposit(1, ONE)).rejects.toMatchObject({ errorName: 'InvalidPeriod' })
  expect(await f.pot(1)).toBe(HALF)

  await indexed.index()
  // Who unstaked since its end leaves their part stranded.
  expect(indexed.findings('F-LATE-DEPOSIT')).toEqual([
    { period: '1', wei: `${ONE}`, ended: `${f.born + 2 * PERIOD}`, stranded: `${HALF}` },
  ])
  expect(periodAccount(indexed.state, 1, chain.now)).toMatchObject({
    ...{ deposited: ONE, claimed: HALF, claimable: 0n, stranded: HALF },
  })
  expect(indexed.findings('F-POOL-DIFFERENCE')).toEqual([])
})
