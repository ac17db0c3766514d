import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Hex, parseEther } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actor, signerAddress, signerKey } from '../../../src/devnet/accounts'
import { journalFile } from '../../../src/devnet/chain/journal'
import { mineAt, readBlock } from '../../../src/devnet/chain/node'
import { RpcClient } from '../../../src/devnet/chain/rpc'
import { devnet as at } from '../../../src/devnet/deploy'
import { erc20, pool } from '../../../src/devnet/scenario/calls'
import { devnetSettings } from '../../../src/devnet/scenario/settings'
import { type Mined, mineUntil, now, TestDevnet } from './node'

/** A month and a half of history: all three networks at work, in seconds. */
const BLOCKS = 90

describe('the devnet', () => {
  let first: TestDevnet
  let second: TestDevnet
  let undisturbed: Mined[]

  beforeAll(async () => {
    first = new TestDevnet()
    await first.startNode()
    undisturbed = await mineUntil(await first.open(), BLOCKS)
  })
  afterAll(() => first?.end())
  beforeEach(async () => {
    second = new TestDevnet()
    await second.startNode()
  })
  afterEach(() => second.end())

  const headOf = async (devnet: TestDevnet) => readBlock((await devnet.open()).rpc, 'latest')
  const lines = () => readFileSync(journalFile(second.dataDir), 'utf8').trimEnd().split('\n')
  const keepLines = (kept: readonly string[]) => writeFileSync(journalFile(second.dataDir), `${kept.join('\n')}\n`)

  it('has the same blocks for the same seed and --until, and every scripted transaction in them', async () => {
    const again = await mineUntil(await second.open(), BLOCKS)
    expect(again).toEqual(undisturbed)
    expect(again.reduce((sum, { transactions }) => sum + transactions, 0)).toBeGreaterThan(500)
  })

  it('loses nothing when the node is killed while it mines', async () => {
    // In the middle of the second batch, wherever that is today.
    const kill = () => void sleep(30).then(() => second.killNode())
    const how = await mineUntil(await second.open(), BLOCKS, kill).catch((error: unknown) => error)
    await second.killNode()
    await second.startNode()
    const devnet = await second.open()
    const head = await readBlock(devnet.rpc, 'latest')
    // Either it was killed in the middle, or it had been faster than that; the chain is the same.
    if (!Array.isArray(how)) expect(how).toMatchObject({ code: expect.stringMatching(/^E-RPC/) })
    if (head.number < BLOCKS) await mineUntil(devnet, BLOCKS)
    expect((await readBlock(devnet.rpc, 'latest')).hash).toBe(undisturbed.at(-1)!.hash)
  })

  it('is replayed by a fresh node to the hash it had', async () => {
    await mineUntil(await second.open(), BLOCKS)
    await second.killNode()
    await second.startNode()
    expect((await headOf(second)).hash).toBe(undisturbed.at(-1)!.hash)
  })

  it('writes down blocks that a node mined and the journal only announced', async () => {
    await mineUntil(await second.open(), BLOCKS)
    const announced = lines().filter((line) => !/"kind":"mined","number":(8\d|9\d|1\d\d),/.test(line))
    expect(announced.length).toBeLessThan(lines().length)
    keepLines(announced)
    expect((await headOf(second)).hash).toBe(undisturbed.at(-1)!.hash)
    await second.killNode()
    await second.startNode()
    expect((await headOf(second)).hash).toBe(undisturbed.at(-1)!.hash)
  })

  it('keeps what others put into a block, signed or impersonated, through a hard kill', async () => {
    const devnet = await second.open()
    const settler = privateKeyToAccount(signerKey('settler'))
    const staker = actor('destra', 'staker', 0)
    const raw = await settler.signTransaction({
      chainId: 31_337,
      to: staker as Hex,
      nonce: 0,
      gas: 21_000n,
      value: parseEther('0.5'),
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 1n,
    })
    await devnet.rpc.call('eth_sendRawTransaction', raw)
    const transfer = {
      from: staker,
      to: at.dsync,
      data: erc20.transfer(signerAddress('publisher'), 7n),
      gas: '0x20000',
      gasPrice: '0x0',
    }
    await devnet.rpc.call('eth_sendTransaction', transfer)
    const time = devnet.planner.time
    const [mined] = await devnet.writer.mine([devnet.planner.block(time + 60, 'live')])
    // The nonce that the staker spent elsewhere does not stop the script.
    const claim = { label: 'transfer', from: staker, to: at.dsync, data: erc20.transfer(staker, 1n), gas: 200_000 }
    const last = { ...devnet.planner.block(time + 62, 'live'), unplanned: [claim] }
    const [after] = await devnet.writer.mine([last])
    expect([mined!.failed, after!.failed]).toEqual([[], []])

    await second.killNode()
    await second.startNode()
    const again = await second.open()
    expect((await readBlock(again.rpc, 'latest')).hash).toBe(after!.hash)
    expect(await again.rpc.call('eth_getTransactionCount', settler.address, 'latest')).toBe('0x1')
  })

  it('stops when a scripted transaction of the history reverts, and says which', async () => {
    const devnet = await second.open()
    const data = pool.claimRewards(0)
    const wish = { label: 'claim of the pool', from: actor('destra', 'staker', 5), to: at.pool, data, gas: 300_000 }
    const block = { time: devnet.planner.time + 60, phase: 'history' as const, planned: [wish] }
    await expect(devnet.writer.mine([block])).rejects.toMatchObject({
      code: 'E-SCENARIO',
      message: expect.stringContaining('claim of the pool: reverted'),
    })
  })

  it('refuses a chain that is not its own', async () => {
    await mineUntil(await second.open(), 20)
    const journal = lines()
    const { rpc } = await second.open()
    await mineAt(rpc, now)
    await expect(second.open()).rejects.toMatchObject({
      code: 'E-CHAIN-AHEAD',
      next: expect.stringContaining('--fresh'),
    })

    await second.killNode()
    await second.startNode()
    await rpcOf(second, 'anvil_setBalance', actor('destra', 'staker', 0), '0x1')
    await expect(second.open()).rejects.toMatchObject({ code: 'E-CHAIN-MISMATCH' })

    await second.killNode()
    await second.startNode(now)
    await expect(second.open()).rejects.toMatchObject({ code: 'E-CHAIN-GENESIS' })
    keepLines(journal)
  })

  it('goes on only as it was made', async () => {
    await mineUntil(await second.open(), 10)
    expect(devnetSettings(second.dataDir, {}, now)).toMatchObject({ until: '2026-09-01', seed: 3 })
    expect(() => devnetSettings(second.dataDir, { seed: 4 }, now)).toThrow(
      expect.objectContaining({ code: 'E-DEVNET-SETTINGS', next: expect.stringContaining('--fresh') }),
    )
  })
})

async function rpcOf(devnet: TestDevnet, method: string, ...params: unknown[]): Promise<void> {
  await new RpcClient(devnet.node.http).call(method, ...params)
}
