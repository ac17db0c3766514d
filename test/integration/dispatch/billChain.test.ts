import { privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNodes } from '../../../src/chain/nodes'
import { signerKey } from '../../../src/devnet/accounts'
import {
  type BillCall,
  type BillChain,
  billIdOf,
  rpcBillChain,
  type Transaction,
} from '../../../src/dispatch/bills/chain'
import { jobIdOf } from '../../../src/dispatch/submit'
import { escrowFor, settle } from '../../../src/economics/billing'
import { address, hash } from '../../../src/economics/units'
import { account, TestChain } from '../../support/anvil'
import type { TestContract } from '../../support/contract'

const party = (n: number) => address(account(n))
const [OWNER, USER, ADAPTOR, NODE, POOR] = [party(1), party(3), party(4), party(5), party(6)]
const PRICE = 5n * 10n ** 16n
const MAX = 1_500_000n
const split = { feeBps: 200, governanceBps: 500, treasuryBps: 1_000, adaptorBps: 1_000 }

describe('the settler and the reference bill contract on a real node', () => {
  let node: TestChain
  let token: TestContract
  let bill: TestContract
  let chain: BillChain
  beforeAll(async () => {
    node = await TestChain.start()
    token = await node.deploy('DgaiToken', [OWNER], OWNER)
    bill = await node.deploy('Bill', [token.address, account(20), account(21), account(22), account(23)], OWNER)
    await bill.write(OWNER, 'setSettler', [privateKeyToAddress(signerKey('settler')), true])
    await token.write(OWNER, 'mint', [USER, 10n ** 21n])
    await token.write(USER, 'approve', [bill.address, 10n ** 21n])
    await node.setBalance(privateKeyToAddress(signerKey('settler')), 10n ** 18n)
    chain = rpcBillChain(node.url, bill.address, signerKey('settler'))
  })
  afterAll(() => node.stop())

  const opening = (name: string, user = USER) => {
    const jobId = hash(jobIdOf(name))
    return { billId: billIdOf(jobId), jobId, user, adaptor: ADAPTOR, maxComputeUnits: MAX }
  }
  async function sign(call: BillCall, after?: Transaction): Promise<Transaction> {
    return chain.sign(call, ((await chain.estimate(call)) as { gas: bigint }).gas, after)
  }
  async function send(call: BillCall): Promise<string> {
    const signed = await sign(call)
    expect(await chain.outcome(signed.hash)).toBe('unknown')
    await chain.send(signed)
    expect(await chain.outcome(signed.hash)).toBe('pending')
    // sending what is sent already is harmless
    await chain.send(signed)
    await node.mine()
    await chain.send(signed)
    return chain.outcome(signed.hash)
  }

  it('opens, settles and refunds bills in batches, to the wei of the quote', async () => {
    const [one, two] = [opening('one'), opening('two')]
    const ids = [one.billId, two.billId]
    expect(await chain.states(ids)).toEqual(['none', 'none'])
    expect(await send({ action: 'open', bills: [one, two] })).toBe('succeeded')
    expect(await chain.states(ids)).toEqual(['open', 'open'])
    const before = await token.read<bigint>('balanceOf', [USER])
    expect(10n ** 21n - before).toBe(2n * escrowFor(MAX, PRICE))
    const usage = { computeUnits: 1_234_567n, basePrice: PRICE, penaltyBps: 1_111 }
    expect(await send({ action: 'settle', bills: [{ billId: one.billId, node: NODE, ...usage }] })).toBe('succeeded')
    const { cost, fee } = settle({ ...usage, split })
    expect(await token.read<bigint>('balanceOf', [USER])).toBe(before + escrowFor(MAX, PRICE) - cost)
    expect(await token.read<bigint>('balanceOf', [account(20)])).toBe(fee)
    expect(await send({ action: 'refund', bills: [{ billId: two.billId }] })).toBe('succeeded')
    expect(await chain.states(ids)).toEqual(['closed', 'closed'])
  })

  it('says beforehand why the contract would refuse', async () => {
    const refused = { refusal: expect.stringContaining('revert') }
    const fine = await chain.estimate({ action: 'open', bills: [opening('fine')] })
    expect(fine).toEqual({ gas: expect.any(BigInt) })
    expect(await chain.estimate({ action: 'open', bills: [opening('fine'), opening('poor', POOR)] })).toEqual(refused)
    expect(await chain.estimate({ action: 'refund', bills: [{ billId: billIdOf('never') }] })).toEqual(refused)
  })

  it('refuses what no block has the gas for, and says how much a transaction may take', async () => {
    const many = Array.from({ length: 400 }, (_, n) => opening(`many ${n}`))
    const estimate = await chain.estimate({ action: 'open', bills: many })
    const most = await chain.mostGas()
    expect(most).toBe(10_000_000n)
    expect('refusal' in estimate || estimate.gas > most).toBe(true)
  })

  it('counts what waits for a block: a requester that can pay for one of two batches has one', async () => {
    const [first, second] = [opening('affordable'), opening('beyond its means')]
    await token.write(USER, 'approve', [bill.address, escrowFor(MAX, PRICE)])
    const signed = await sign({ action: 'open', bills: [first] })
    expect(await chain.estimate({ action: 'open', bills: [second] })).toEqual({ gas: expect.any(BigInt) })
    await chain.send(signed)
    expect(await chain.estimate({ action: 'open', bills: [second] })).toEqual({
      refusal: expect.stringContaining('revert'),
    })
    await node.mine()
    await token.write(USER, 'approve', [bill.address, 10n ** 21n])
  })

  it('sends one after the other without waiting for a block, also where the node does not count the first yet', async () => {
    const bills = ['first', 'second', 'third'].map((name) => opening(name))
    const all: Transaction[] = []
    // signed before any of them is sent: a node that lags counts none
    for (const bill of bills) all.push(await sign({ action: 'open', bills: [bill] }, all.at(-1)))
    for (const each of all) await chain.send(each)
    await node.mine()
    expect(await Promise.all(all.map((each) => chain.outcome(each.hash)))).toEqual(Array(3).fill('succeeded'))
  })

  it('knows a transaction that reverted, and never shows the endpoint in an error', async () => {
    const late = opening('late')
    const signed = await sign({ action: 'open', bills: [late] })
    await token.write(USER, 'approve', [bill.address, 0n])
    await chain.send(signed)
    await node.mine()
    expect(await chain.outcome(signed.hash)).toBe('reverted')
    expect(await chain.states([late.billId])).toEqual(['none'])
    // What is mined another endpoint tells; what waits, the one alone to which it was sent.
    const mined = openNodes(['http://127.0.0.1:9', node.url], 31337, { timeoutMs: 5_000, retries: 0 })
    const gone = rpcBillChain('http://127.0.0.1:9', bill.address, signerKey('settler'), mined)
    expect(await gone.outcome(signed.hash)).toBe('reverted')
    await expect(gone.outcome(late.billId)).rejects.toMatchObject({ code: 'E-RPC' })
    const away = rpcBillChain('http://127.0.0.1:1/secret-key', bill.address, signerKey('settler'))
    const error = (await away.states([late.billId]).catch((cause) => cause)) as Error
    expect(error).toMatchObject({ code: 'E-RPC', retryable: true })
    expect(error.message).not.toContain('secret-key')
    expect(() => rpcBillChain('http://127.0.0.1:1', bill.address, 'nonsense')).toThrow(
      'SETTLER_KEY is not a private key',
    )
  })
})
