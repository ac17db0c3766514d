import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueMs, latencyPenaltyBps } from '../../../src/dispatch/latency'
import { partitionOf } from '../../../src/dispatch/log/partition'
import { gpusOf, paceOf } from '../../../src/dispatch/worker/gpus'
import { ROUNDS_PER_CU, unitsOf, work } from '../../../src/dispatch/worker/work'
import { artifacts, pom } from '../../../src/embedded/kafka/artifacts'
import { javaMajor } from '../../../src/embedded/kafka/java'

describe('the reference worker', () => {
  it('computes the iterated hash of the seed, as long as the units say', async () => {
    let digest = createHash('sha256').update('seed').digest()
    for (let round = 0; round < ROUNDS_PER_CU * 2 + 1; round++) digest = createHash('sha256').update(digest).digest()
    const parts: number[] = []
    const result = await work('seed', 2_000_000n, 0, new AbortController().signal, (percent) => parts.push(percent))
    expect(result).toBe(`0x${digest.toString('hex')}`)
    expect(parts.at(-1)).toBe(100)
    expect(parts).toEqual([...parts].sort((a, b) => a - b))
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    const running = work('seed', 50_000_000n, 1_000, abort.signal, () => undefined)
    abort.abort(new Error('stopped'))
    await expect(running).rejects.toThrow('stopped')
  })

  it('takes 60 to 100 % of the maximum, never nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.bigInt(1n, 10n ** 12n), (seed, max) => {
        const units = unitsOf(seed, max)
        expect(units >= 1n && units <= max).toBe(true)
        expect(units * 100n >= max * 60n - 100n).toBe(true)
      }),
    )
  })

  it('has the same GPUs at every start', () => {
    const node = `0x${'1'.repeat(40)}`
    expect(gpusOf(node, 3)).toEqual(gpusOf(node, 3))
    expect(gpusOf(node, 3).map((each) => each.gpu)).toEqual(['gpu-0', 'gpu-1', 'gpu-2'])
    expect(paceOf(node, 'gpu-0')).toBe(paceOf(node, 'gpu-0'))
  })
})

describe('latency penalty', () => {
  it('is nothing in time, half the maximum at one and a half times the due time, and never above 30 %', () => {
    const due = dueMs(1_500_000n)
    expect(due).toBe(2_000n)
    expect([0n, due, due + due / 2n, due * 2n, due * 100n].map((ms) => latencyPenaltyBps(ms, 1_500_000n))).toEqual([
      0, 0, 1_500, 3_000, 3_000,
    ])
  })
})

describe('partition of a key', () => {
  it('is stable: FNV-1a vectors', () => {
    // http://www.isthe.com/chongo/tech/comp/fnv: "" 811c9dc5, "a" e40c292c, "foobar" bf9cf968
    expect(['', 'a', 'foobar'].map((key) => partitionOf(key, 2 ** 32))).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968])
  })
})

describe('the embedded broker', () => {
  it('knows the Java it runs on', () => {
    expect(javaMajor('openjdk version "17.0.15" 2025-04-15')).toBe(17)
    expect(javaMajor('java version "1.8.0_402"')).toBe(8)
    expect(javaMajor('openjdk version "21" 2023-09-19')).toBe(21)
    expect(javaMajor('command not found')).toBe(undefined)
  })

  it('pins every jar by version and digest, and lets Maven resolve nothing by itself', () => {
    expect(artifacts.length).toBe(46)
    for (const each of artifacts) {
      expect(each.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(pom()).toContain(`<artifactId>${each.artifact}</artifactId><version>${each.version}</version><exclusions>`)
    }
  })
})
