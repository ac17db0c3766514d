import { keccak256, stringToBytes } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, DEAD, TestChain } from '../support/anvil'
import { eventOrder, type TestContract } from '../support/contract'

const [OWNER, PAYER, MARKET, USER, OTHER] = [account(1), account(2), account(3), account(4), account(5)]
const SOURCE = keccak256(stringToBytes('hosting'))
const JOBS = [keccak256(stringToBytes('job 1')), keccak256(stringToBytes('job 2'))]

describe('RevenueVault and UsageBurner', () => {
  let chain: TestChain
  let token: TestContract
  let vault: TestContract
  let burner: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
    await chain.setBalance(PAYER, 10n ** 21n)
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    token = await chain.deploy('DsyncToken', [OWNER], OWNER)
    vault = await chain.deploy('RevenueVault', [token.address], OWNER)
    burner = await chain.deploy('UsageBurner', [token.address], OWNER)
    for (const [holder, spender] of [
      [MARKET, vault],
      [USER, burner],
      [OTHER, burner],
    ] as const) {
      await token.write(OWNER, 'transfer', [holder, 10_000n])
      await token.write(holder, 'approve', [spender.address, 10_000n])
    }
  })

  it('names the source of revenue, and takes no ETH without one', async () => {
    const receipt = await vault.write(PAYER, 'payRevenue', [SOURCE], 1_000n)
    expect(vault.events(receipt)).toEqual([
      { name: 'RevenueReceived', args: { payer: PAYER, source: SOURCE, amount: 1_000n } },
    ])
    await expect(vault.write(PAYER, 'payRevenue', [SOURCE])).rejects.toMatchObject({ errorName: 'ZeroAmount' })
    await expect(chain.send({ from: PAYER, to: vault.address, value: 1n })).rejects.toMatchObject({ errorName: '0x' })
  })

  it('buys back: ETH to the market, tokens to the sink, and announces what arrived net of tax', async () => {
    await vault.write(PAYER, 'payRevenue', [SOURCE], 1_000n)
    await token.write(OWNER, 'setWalletTax', [true])
    const before = await chain.balance(MARKET)
    const receipt = await vault.write(OWNER, 'buyback', [MARKET, 600n, 200n])
    expect(eventOrder(receipt, { token, vault })).toEqual(['token.Transfer', 'vault.BoughtBack'])
    expect(token.event(receipt, 'Transfer')).toEqual({ from: MARKET, to: DEAD, value: 190n })
    expect(vault.event(receipt, 'BoughtBack')).toEqual({ ethSpent: 600n, tokensBurned: 190n })
    expect((await chain.balance(MARKET)) - before).toBe(600n)
    await expect(vault.write(OWNER, 'buyback', [MARKET, 401n, 1n])).rejects.toMatchObject({
      errorName: 'EthTransferFailed',
    })
  })

  it('pays out to the owner’s order only', async () => {
    await vault.write(PAYER, 'payRevenue', [SOURCE], 1_000n)
    await expect(vault.write(PAYER, 'withdraw', [PAYER, 1n])).rejects.toMatchObject({
      errorName: 'OwnableUnauthorizedAccount',
    })
    await vault.write(OWNER, 'withdraw', [OTHER, 400n])
    expect(await chain.balance(vault.address)).toBe(600n)
    expect(await chain.balance(OTHER)).toBe(400n)
  })

  it('burns for a job, of the caller or of many who approved', async () => {
    const one = await burner.write(USER, 'burnForUse', [JOBS[0], 10n])
    expect(eventOrder(one, { token, burner })).toEqual(['token.Transfer', 'burner.UsageBurned'])
    expect(burner.event(one, 'UsageBurned')).toEqual({ jobId: JOBS[0], amount: 10n })
    const many = await burner.write(OWNER, 'burnMany', [[USER, OTHER], JOBS, [20n, 30n]])
    expect(burner.events(many).map(({ args }) => [args.jobId, args.amount])).toEqual([
      [JOBS[0], 20n],
      [JOBS[1], 30n],
    ])
    expect(await token.read('balanceOf', [DEAD])).toBe(60n)
    await expect(burner.write(USER, 'burnMany', [[OTHER], [JOBS[0]], [1n]])).rejects.toMatchObject({
      errorName: 'OwnableUnauthorizedAccount',
    })
    await expect(burner.write(OWNER, 'burnMany', [[OTHER], [], [1n]])).rejects.toMatchObject({
      errorName: 'LengthMismatch',
    })
  })
})
