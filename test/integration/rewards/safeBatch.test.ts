import { getAddress, type Hex } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callInARow } from '../../../src/chain/inARow'
import { openNode } from '../../../src/chain/node'
import { NodeError } from '../../../src/chain/nodeError'
import { address, hash } from '../../../src/economics/units'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { publishingCalls, safeBatch } from '../../../src/rewards/publish/safeBatch'
import { simulateBatch } from '../../../src/rewards/safe/simulate'
import { account, TestChain } from '../../support/anvil'
import type { TestContract } from '../../support/contract'
import { sendBatch } from '../../support/sendBatch'

const ETHER = 10n ** 18n
const owner = account(0)
const safe = address(account(7))
const bytes32 = (digit: string) => hash(`0x${digit.repeat(64)}`)
const POT = 12n * ETHER

let chain: TestChain
let token: TestContract
let distributor: TestContract

beforeAll(async () => {
  chain = await TestChain.start()
  token = await chain.deploy('DgaiToken', [owner], owner)
})
afterAll(() => chain?.stop())
beforeEach(async () => {
  distributor = await chain.deploy('MerkleDistributor', [owner], owner)
  await distributor.write(owner, 'setPublisher', [safe, true])
  await distributor.write(owner, 'setPeriodCap', [bytes32('a'), 50n * ETHER])
  await chain.setBalance(safe, 100n * ETHER)
  await token.write(owner, 'mint', [safe, POT])
})
/** A Safe sends a transaction by a call of its own, which an account of this chain does too. */
afterEach(async () => {
  const held = await token.read<bigint>('balanceOf', [safe])
  if (held > 0n) await token.write(safe, 'transfer', [owner, held])
})

const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
function distribution(asset: 'eth' | 'token') {
  const report = {
    ...{ root: bytes32('b'), distributed: POT, reportHash: bytes32('c') },
    pinned: { number: 9, hash: bytes32('9'), time: 1_790_812_799 },
  }
  const ours = asset === 'eth' ? 'eth' : address(token.address)
  return { id: 'a:b:2026-09', programId: bytes32('a'), periodNumber: 202609n, asset: ours, report } as const
}
const calls = (asset: 'eth' | 'token') => publishingCalls(address(distributor.address), distribution(asset))
const simulated = (asset: 'eth' | 'token') => simulateBatch(rpcPublishChain(node(), null), safe, calls(asset))

describe('a Safe batch, as a whole', () => {
  it('is run in a row: the approval that its publication needs is part of it', async () => {
    const before = await chain.rpc<string>('eth_blockNumber')
    expect(await simulated('token')).toBe(`simulated as ${safe}: approve, then publish would be accepted`)
    expect(await simulated('eth')).toBe(`simulated as ${safe}: publish would be accepted`)
    // The publication alone lacks the approval, which only a run of both in a row has.
    const [, publish] = calls('token')
    await expect(simulateBatch(rpcPublishChain(node(), null), safe, [publish!])).rejects.toMatchObject({
      code: 'E-WOULD-REVERT',
      message: `transaction 1 of 1, publish, would be refused: ERC20InsufficientAllowance: ${getAddress(distributor.address)} may take 0, and ${POT} is needed`,
    })
    expect(await chain.rpc<string>('eth_blockNumber')).toBe(before)
    expect(await token.read('allowance', [safe, distributor.address])).toBe(0n)
  })

  it.each([
    [
      'may not publish',
      () => distributor.write(owner, 'setPublisher', [safe, false]),
      `NotPublisher: ${getAddress(safe)} may not`,
    ],
    ['is above its cap', () => distributor.write(owner, 'setPeriodCap', [bytes32('a'), 1n]), 'AboveCap: it pays'],
    ['is paused', () => distributor.write(owner, 'pause'), 'EnforcedPause: the contract is paused'],
    ['lacks tokens', () => token.write(safe, 'transfer', [owner, 1n]), 'ERC20InsufficientBalance: .* holds'],
  ])('that %s is told by its second transaction, in words', async (_, break_, words) => {
    await break_()
    await expect(simulated('token')).rejects.toMatchObject({
      code: 'E-WOULD-REVERT',
      message: expect.stringMatching(new RegExp(`^transaction 2 of 2, publish, would be refused: ${words}`)),
      next: expect.stringMatching(/\.$/),
    })
  })

  it('of a Safe without the ETH says how much it lacks', async () => {
    await chain.setBalance(safe, POT - 5n)
    await expect(simulated('eth')).rejects.toMatchObject({
      message: `transaction 1 of 1, publish, would be refused: the Safe holds ${POT - 5n} wei, and sends ${POT}`,
      next: `Send ${safe} the 5 wei that it lacks, then make the batch again.`,
    })
  })

  it('does what it was found to do, when its words are sent', async () => {
    const batch = safeBatch(31337, address(distributor.address), distribution('token'), { safe })
    await sendBatch(chain, safe, JSON.parse(batch))
    const [, root, total] = await distributor.read<[Hex, Hex, bigint]>('distributions', [bytes32('a'), 202609n])
    expect([root, total]).toEqual([bytes32('b'), POT])
    await expect(simulated('eth')).rejects.toMatchObject({
      message: expect.stringContaining('AlreadyPublished: period 202609'),
    })
  })

  it('is not simulated, and says so, without a Safe or a node that can', async () => {
    const publishChain = rpcPublishChain(node(), null)
    expect(await simulateBatch(publishChain, undefined, calls('eth'))).toMatch(/^not simulated: name the Safe/)
    const old = {
      ask: () => Promise.reject(new NodeError('old', 'eth_call', { code: -32602, message: 'too many arguments' })),
    }
    const deaf = { ask: async () => '0x' as never }
    const row = [{ to: address(distributor.address), data: '0x1234' }]
    expect(await callInARow(old, safe, row)).toEqual({
      ok: null,
      why: 'the node takes no state override (too many arguments)',
    })
    expect(await callInARow(deaf, safe, row)).toEqual({ ok: null, why: 'the node leaves state overrides unread' })
    const away = { ask: () => Promise.reject(new NodeError('away', 'eth_call', { reason: 'ECONNREFUSED' })) }
    await expect(callInARow(away, safe, row)).rejects.toMatchObject({ code: 'E-RPC' })
  })
})
