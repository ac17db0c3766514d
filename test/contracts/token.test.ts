import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Address, account, DEAD, TestChain, ZERO } from '../support/anvil'
import type { TestContract } from '../support/contract'

const [OWNER, ALICE, BOB, PAIR] = [account(1), account(2), account(3), account(4)]
const ONE = 10n ** 18n
const SUPPLY = 1_000_000_000n * ONE

describe('DsyncToken', () => {
  let chain: TestChain
  let token: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    token = await chain.deploy('DsyncToken', [OWNER], OWNER)
    await token.write(OWNER, 'transfer', [ALICE, 10_000n * ONE])
  })

  const balance = (account: Address) => token.read<bigint>('balanceOf', [account])

  it('trap 1: credits the tax to itself without any Transfer, and the Transfer carries the net amount', async () => {
    await token.write(OWNER, 'setWalletTax', [true])
    const receipt = await token.write(ALICE, 'transfer', [BOB, 1_000n * ONE])
    expect(token.events(receipt)).toEqual([{ name: 'Transfer', args: { from: ALICE, to: BOB, value: 950n * ONE } }])
    expect(await Promise.all([balance(ALICE), balance(BOB), balance(token.address)])).toEqual([
      9_000n * ONE,
      950n * ONE,
      50n * ONE,
    ])
  })

  it('trap 3: 150 sent to the sink arrive as 142.5 at 5 %', async () => {
    await token.write(OWNER, 'setWalletTax', [true])
    const receipt = await token.write(ALICE, 'transfer', [DEAD, 150n * ONE])
    expect(token.event(receipt, 'Transfer').value).toBe(1425n * 10n ** 17n)
    expect(await balance(DEAD)).toBe(1425n * 10n ** 17n)
  })

  it('trap 2: a burn moves circulating supply and never totalSupply', async () => {
    await token.write(ALICE, 'transfer', [DEAD, 7n * ONE])
    await token.write(OWNER, 'airdrop', [[ZERO], [3n * ONE]])
    expect(await token.read('totalSupply')).toBe(SUPPLY)
    expect(await token.read('getCirculatingSupply')).toBe(SUPPLY - 10n * ONE)
  })

  it('taxes buys and sells at the initial 500 and 6,000 of 10,000, without an event for them', async () => {
    await token.write(OWNER, 'setPair', [PAIR, true])
    await token.write(ALICE, 'transfer', [PAIR, 1_000n])
    expect(await balance(PAIR)).toBe(400n)
    await token.write(PAIR, 'transfer', [BOB, 200n])
    expect(await balance(BOB)).toBe(190n)
    expect(await balance(token.address)).toBe(610n)
  })

  it('FeesSet announces the new rates; wallets that are exempt pay none', async () => {
    const receipt = await token.write(OWNER, 'setFees', [100n, 200n, 1_000n])
    expect(token.event(receipt, 'FeesSet')).toEqual({ totalBuy: 100n, totalSell: 200n, denominator: 1_000n })
    await token.write(OWNER, 'setWalletTax', [true])
    expect(await token.read('feeOn', [ALICE, BOB, 999n])).toBe(99n)
    await token.write(OWNER, 'setFeeExempt', [BOB, true])
    expect(await token.read('feeOn', [ALICE, BOB, 999n])).toBe(0n)
  })

  it('transfer and transferFrom to the zero address revert', async () => {
    await token.write(ALICE, 'approve', [BOB, ONE])
    await expect(token.write(ALICE, 'transfer', [ZERO, 1n])).rejects.toMatchObject({ errorName: 'ZeroAddress' })
    await expect(token.write(BOB, 'transferFrom', [ALICE, ZERO, 1n])).rejects.toMatchObject({
      errorName: 'ZeroAddress',
    })
  })

  it("the owner's airdrop to the zero address does not: it emits Transfer to 0x0 and credits balance(0x0)", async () => {
    const receipt = await token.write(OWNER, 'airdrop', [
      [ZERO, BOB],
      [5n, 6n],
    ])
    expect(token.events(receipt).map((event) => event.args)).toEqual([
      { from: OWNER, to: ZERO, value: 5n },
      { from: OWNER, to: BOB, value: 6n },
    ])
    expect(await balance(ZERO)).toBe(5n)
    await expect(token.write(ALICE, 'airdrop', [[ZERO], [1n]])).rejects.toMatchObject({
      errorName: 'OwnableUnauthorizedAccount',
    })
  })

  it('pays collected tax out with a Transfer, which leaves its log-derived balance negative', async () => {
    await token.write(OWNER, 'setWalletTax', [true])
    await token.write(ALICE, 'transfer', [BOB, 1_000n])
    const receipt = await token.write(OWNER, 'distributeFees', [OWNER, 50n])
    expect(token.events(receipt)).toEqual([
      { name: 'Transfer', args: { from: token.address, to: OWNER, value: 50n } },
      { name: 'FundsDistributed', args: { marketingETH: 0n, liquidityETH: 0n, liquidityTokens: 50n } },
    ])
    expect(await balance(token.address)).toBe(0n)
  })

  it('spends allowances, and an unlimited one never runs down', async () => {
    await token.write(ALICE, 'approve', [BOB, 10n])
    await token.write(BOB, 'transferFrom', [ALICE, BOB, 4n])
    expect(await token.read('allowance', [ALICE, BOB])).toBe(6n)
    await expect(token.write(BOB, 'transferFrom', [ALICE, BOB, 7n])).rejects.toMatchObject({
      errorName: 'InsufficientAllowance',
    })
    await token.write(ALICE, 'approve', [BOB, 2n ** 256n - 1n])
    await token.write(BOB, 'transferFrom', [ALICE, BOB, 7n])
    expect(await token.read('allowance', [ALICE, BOB])).toBe(2n ** 256n - 1n)
  })

  it('a blacklisted wallet neither sends nor receives', async () => {
    const receipt = await token.write(OWNER, 'setBlacklisted', [BOB, true])
    expect(token.event(receipt, 'WalletBlacklisted')).toMatchObject({ caller: OWNER, wallet: BOB })
    await expect(token.write(ALICE, 'transfer', [BOB, 1n])).rejects.toMatchObject({ errorName: 'Blacklisted' })
    await expect(token.write(BOB, 'transfer', [ALICE, 0n])).rejects.toMatchObject({ errorName: 'Blacklisted' })
  })
})
