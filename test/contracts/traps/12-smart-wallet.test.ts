import { describe, expect } from 'vitest'
import { DAY, ONE, PERIOD } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'
import { Wallet } from './wallet'

const MONTH = BigInt(30 * DAY)

describe.each([1, 2, 3] as const)('trap 12: the transaction’s `to` is not the pool, generation %i', (generation) => {
  trap(
    'a wallet stakes, claims and leaves in transactions of several calls: predicted, paired, nothing found',
    async (chain) => {
      const indexed = await IndexedPool.deploy(chain, generation)
      const { f } = indexed
      const wallet = await Wallet.deploy(f, 1_000n)
      const staked = await wallet.calls(['stake', 4n, 3n * MONTH], ['stake', 6n, MONTH])
      expect(
        f.pool.events(staked).flatMap(({ name, args }) => (name === 'Staked' ? [[args.user, args.amount]] : [])),
      ).toEqual([
        [wallet.address, 4n],
        [wallet.address, 6n],
      ])
      await expect(wallet.calls(['unstake', 9n])).rejects.toMatchObject({ errorName: 'InvalidStakeIndex' })
      await f.deposit(0, ONE)
      await f.at(PERIOD)
      await f.deposit(1, 3n * ONE)
      if (generation < 3) await f.setWeight(0, 14n)
      // Claims period 0 and leaves with the second stake, in one transaction.
      await wallet.calls(['claimRewards', 0n], ['unstake', 1n])
      await f.at(2 * PERIOD)
      if (generation < 3) await f.setWeight(1, 8n)
      await wallet.calls(['stake', 1n, MONTH], ['claimRewards', 1n], ['unstake', 0n], ['unstake', 2n])
      await indexed.index()

      expect(indexed.codes).toEqual([])
      const stored = await f.pool.read<{ amount: bigint; withdrawn: boolean }[]>('getUserStakes', [wallet.address])
      expect(indexed.positions.map(({ amount, status }) => [amount, status === 'closed'])).toEqual(
        stored.map(({ amount, withdrawn }) => [amount, withdrawn]),
      )
      expect(stored.every(({ withdrawn }) => withdrawn)).toBe(true)
      expect(indexed.balance(f.pool.address)).toBe(await f.token.read('balanceOf', [f.pool.address]))
      expect(indexed.movements('unstake')).toHaveLength(3)
    },
  )
})
