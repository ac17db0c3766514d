import { keccak256, stringToBytes } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, TestChain } from '../support/anvil'
import { eventOrder, type TestContract } from '../support/contract'

const [OWNER, SETTLER, USER, ADAPTOR, NODE] = [account(1), account(2), account(3), account(4), account(5)]
const [FEES, GOVERNANCE, TREASURY, REWARDS] = [account(20), account(21), account(22), account(23)]
const JOB = keccak256(stringToBytes('job'))
const DGAI = 10n ** 18n
const PRICE = 5n * 10n ** 16n

const billId = (n: number) => keccak256(stringToBytes(`bill ${n}`))
/** domain.md section 3: floor(microCU x price x (10,000 + penalty) / (1,000,000 x 10,000)). */
const costOf = (units: bigint, penalty: bigint, price = PRICE) => (units * price * (10_000n + penalty)) / 10n ** 10n

describe('Bill', () => {
  let chain: TestChain
  let bill: TestContract
  let token: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    token = await chain.deploy('DgaiToken', [OWNER], OWNER)
    bill = await chain.deploy('Bill', [token.address, FEES, GOVERNANCE, TREASURY, REWARDS], OWNER)
    await bill.write(OWNER, 'setSettler', [SETTLER, true])
    await token.write(OWNER, 'mint', [USER, 1_000n * DGAI])
    await token.write(USER, 'approve', [bill.address, 1_000n * DGAI])
  })

  const balance = (who: string) => token.read<bigint>('balanceOf', [who])
  const open = (n: number, max: bigint) =>
    bill.write(SETTLER, 'openBills', [
      [{ billId: billId(n), jobId: JOB, user: USER, adaptor: ADAPTOR, maxComputeUnits: max }],
    ])
  const settle = (n: number, units: bigint, penalty: bigint) =>
    bill.write(SETTLER, 'settleBills', [
      [{ billId: billId(n), node: NODE, computeUnits: units, latencyPenaltyBps: penalty }],
    ])

  it('announces price and splits at construction', async () => {
    const logs = await chain.rpc<never[]>('eth_getLogs', { fromBlock: '0x0', toBlock: 'latest', address: bill.address })
    const seen = bill.events({ logs } as never).slice(1)
    expect(seen).toEqual([
      { name: 'BasePriceChanged', args: { basePrice: PRICE } },
      { name: 'SplitChanged', args: { feeBps: 200, governanceBps: 500, treasuryBps: 1000, adaptorBps: 1000 } },
    ])
  })

  it('1.5 CU at 30 % cost 0.0975 DGAI', async () => {
    expect(await bill.read('quote', [1_500_000n, 3_000n])).toBe(975n * 10n ** 14n)
    await expect(bill.read('quote', [1n, 3_001n])).rejects.toMatchObject({ errorName: 'PenaltyAboveMaximum' })
  })

  it('escrows the quote at the maximum penalty, from the user or for the user', async () => {
    const receipt = await bill.write(USER, 'openBill', [billId(1), JOB, ADAPTOR, 2_000_000n])
    const escrow = costOf(2_000_000n, 3_000n)
    expect(bill.event(receipt, 'BillOpened')).toEqual({
      billId: billId(1),
      jobId: JOB,
      user: USER,
      adaptor: ADAPTOR,
      escrow,
    })
    await open(2, 1_000_000n)
    expect(await balance(bill.address)).toBe(escrow + costOf(1_000_000n, 3_000n))
    await expect(open(2, 1n)).rejects.toMatchObject({ errorName: 'BillExists' })
  })

  it('settles: parts sum to the cost, the node owns the rounding, the rest is refunded', async () => {
    await bill.write(OWNER, 'setBasePrice', [333n])
    await open(1, 5_000_003n)
    const escrow = costOf(5_000_003n, 3_000n, 333n)
    const receipt = await settle(1, 4_999_999n, 77n)
    const cost = costOf(4_999_999n, 77n, 333n)
    const fee = (cost * 200n) / 10_000n
    const governance = (cost * 500n) / 10_000n
    const rest = cost - fee - governance
    const adaptorShare = (rest * 1_000n) / 10_000n
    const treasury = (rest * 1_000n) / 10_000n
    const nodeShare = rest - adaptorShare - treasury
    expect(bill.event(receipt, 'BillSettled')).toEqual({
      ...{ billId: billId(1), node: NODE, computeUnits: 4_999_999n, basePrice: 333n, latencyPenaltyBps: 77n },
      ...{ cost, fee, governance, treasury, adaptorShare, nodeShare },
    })
    expect(fee + governance + treasury + adaptorShare + nodeShare).toBe(cost)
    expect(bill.event(receipt, 'BillRefunded')).toEqual({ billId: billId(1), user: USER, amount: escrow - cost })
    expect(await Promise.all([FEES, GOVERNANCE, TREASURY, REWARDS, bill.address].map(balance))).toEqual([
      ...[fee, governance, treasury, adaptorShare + nodeShare, 0n],
    ])
    expect(await balance(USER)).toBe(1_000n * DGAI - cost)
  })

  it('moves in the order fees, governance, treasury, rewards, refund; then says why', async () => {
    await open(1, 1_000_000n)
    const receipt = await settle(1, 1_000_000n, 0n)
    expect(token.events(receipt).map(({ args }) => args.to)).toEqual([FEES, GOVERNANCE, TREASURY, REWARDS, USER])
    expect(eventOrder(receipt, { token, bill })).toEqual([
      ...Array(5).fill('token.Transfer'),
      'bill.BillSettled',
      'bill.BillRefunded',
    ])
  })

  it('skips what is zero: the whole escrow used leaves no refund', async () => {
    await bill.write(OWNER, 'setSplit', [0, 0, 0, 0])
    await open(1, 1_000_000n)
    const receipt = await settle(1, 1_000_000n, 3_000n)
    expect(eventOrder(receipt, { token, bill })).toEqual(['token.Transfer', 'bill.BillSettled'])
    expect(await balance(REWARDS)).toBe(costOf(1_000_000n, 3_000n))
  })

  it('price in force at open, splits in force at settle', async () => {
    await open(1, 1_000_000n)
    await bill.write(OWNER, 'setBasePrice', [2n * PRICE])
    await bill.write(OWNER, 'setSplit', [0, 10_000, 0, 0])
    const settled = bill.event(await settle(1, 1_000_000n, 0n), 'BillSettled')
    expect([settled.basePrice, settled.cost, settled.governance, settled.nodeShare]).toEqual([PRICE, PRICE, PRICE, 0n])
  })

  it('reverts above the escrow, above the maximum penalty, on a closed bill and for strangers', async () => {
    await open(1, 1_000_000n)
    await expect(settle(1, 1_300_001n, 0n)).rejects.toMatchObject({ errorName: 'AboveEscrow' })
    await expect(settle(1, 1n, 3_001n)).rejects.toMatchObject({ errorName: 'PenaltyAboveMaximum' })
    await settle(1, 1_300_000n, 0n)
    await expect(settle(1, 1n, 0n)).rejects.toMatchObject({ errorName: 'BillNotOpen' })
    await expect(settle(9, 1n, 0n)).rejects.toMatchObject({ errorName: 'BillNotOpen' })
    for (const name of ['openBills', 'settleBills', 'refundBills']) {
      await expect(bill.write(USER, name, [[]])).rejects.toMatchObject({ errorName: 'NotSettler' })
    }
    await expect(bill.write(OWNER, 'setSplit', [5_000, 5_001, 0, 0])).rejects.toMatchObject({
      errorName: 'SplitAboveWhole',
    })
    await expect(bill.write(OWNER, 'setSplit', [0, 0, 5_000, 5_001])).rejects.toMatchObject({
      errorName: 'SplitAboveWhole',
    })
  })

  it('refunds the whole escrow of a job that failed, once', async () => {
    await open(1, 3_000_000n)
    const receipt = await bill.write(SETTLER, 'refundBills', [[billId(1)]])
    expect(bill.events(receipt)).toEqual([
      { name: 'BillRefunded', args: { billId: billId(1), user: USER, amount: costOf(3_000_000n, 3_000n) } },
    ])
    expect(await balance(USER)).toBe(1_000n * DGAI)
    await expect(bill.write(SETTLER, 'refundBills', [[billId(1)]])).rejects.toMatchObject({ errorName: 'BillNotOpen' })
  })

  it('whatever is opened and settled, the contract holds the escrow of open bills and nothing else', async () => {
    let openEscrow = 0n
    for (let n = 1; n <= 25; n++) {
      const max = BigInt(n * 7_919_993) % 5_000_000n
      await open(n, max)
      if (n % 3 === 0) openEscrow += costOf(max, 3_000n)
      else await settle(n, (max * BigInt(n)) / 25n, BigInt((n * 311) % 3_001))
      expect(await balance(bill.address)).toBe(openEscrow)
    }
  })
})
