import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Anvil, startAnvil } from '../../src/embedded/anvil'
import { freePort } from '../../src/embedded/ports'
import { identify, isRunning } from '../../src/process/identity'

const genesisTime = 1_700_000_000
let dataDir: string
let node: Anvil | undefined
let lost: number

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-anvil-test-'))
  lost = 0
})

afterEach(async () => {
  await node?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function start(): Promise<Anvil> {
  node = await startAnvil({ dataDir, port: await freePort(), genesisTime, onStateLost: () => lost++ })
  return node
}

async function call<T>(method: string, ...params: unknown[]): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(node!.http, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = (await response.json()) as { result: T; error?: { message: string } }
  if (error) throw new Error(error.message)
  return result
}

type Block = { number: string; hash: string; timestamp: string }
const block = (which: string) => call<Block>('eth_getBlockByNumber', which, false)
const mine = (time: number) => call('evm_mine', { timestamp: `0x${time.toString(16)}` })

describe('the node of the devnet', () => {
  it('continues a chain: same genesis, same blocks, old state, and a clock that takes the next block', async () => {
    await start()
    for (let at = 1; at <= 20; at++) await mine(genesisTime + at * 60)
    const before = [await block('0x0'), await block('latest')]
    expect(Number(before[0]!.timestamp)).toBe(genesisTime)
    const who = identify(node!.pid)!
    await node!.stop()
    expect(isRunning(who)).toBe(false)
    await start()
    expect([await block('0x0'), await block('latest')]).toEqual(before)
    expect(await call('eth_getBalance', `0x${'11'.repeat(20)}`, '0x8')).toBe('0x0')
    await mine(genesisTime + 21 * 60)
    expect(Number((await block('latest')).timestamp)).toBe(genesisTime + 21 * 60)
    expect(lost).toBe(0)
  })

  it('keeps its genesis over any number of restarts: each start makes one, and the dump keeps them all', async () => {
    await start()
    await mine(genesisTime + 60)
    const genesis = (await block('0x0')).hash
    const seen: string[] = []
    for (let restart = 2; restart <= 7; restart++) {
      await node!.stop()
      await start()
      seen.push((await block('0x0')).hash)
      await mine(genesisTime + restart * 60)
    }
    expect(seen).toEqual(Array(6).fill(genesis))
  })

  it('makes the same hashes from the same blocks, and counts twelve as final', async () => {
    const hashes = async () => {
      await start()
      for (let at = 1; at <= 15; at++) await mine(genesisTime + at)
      expect(Number((await block('finalized')).number)).toBe(3)
      const { hash } = await block('latest')
      await node!.stop()
      rmSync(path.join(dataDir, 'state.json'))
      return hash
    }
    expect(await hashes()).toBe(await hashes())
  })

  it('keeps the last whole dump when one was cut short', async () => {
    await start()
    await mine(genesisTime + 60)
    await node!.stop()
    const whole = readFileSync(path.join(dataDir, 'state.json'))
    writeFileSync(path.join(dataDir, 'dump.json'), whole.subarray(0, whole.length - 100))
    await start()
    expect(Number((await block('latest')).number)).toBe(1)
    expect(lost).toBe(0)
  })

  it('starts an empty chain, and says so, when what was kept cannot be read', async () => {
    await start()
    await mine(genesisTime + 60)
    await node!.stop()
    truncateSync(path.join(dataDir, 'state.json'), 1_000)
    await start()
    expect(Number((await block('latest')).number)).toBe(0)
    expect(lost).toBe(1)
  })
})
