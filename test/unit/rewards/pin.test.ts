import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Blocks } from '../../../src/chain/blocks'
import { hash } from '../../../src/economics/units'
import { pinBefore } from '../../../src/rewards/chain/pin'

const hashOf = (number: number) => hash(`0x${(number + 1).toString(16).padStart(64, '0')}`)

/** A chain of the given block times from number `first`; parents as told. */
function chainOf(times: readonly number[], first = 0, parent = hashOf): Blocks {
  return {
    chainId: async () => 1,
    finalized: async () => first + times.length - 1,
    header: async (number) => {
      const time = times[number - first]
      if (time === undefined) throw new Error(`asked for block ${number}, which does not exist`)
      return { number, hash: hashOf(number), parentHash: parent(number - 1), time }
    },
  }
}

describe('pinBefore', () => {
  it('is the last block with timestamp < end, for any chain, blocks of one time included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 40 }),
        fc.nat({ max: 1_000 }),
        fc.nat({ max: 100 }),
        async (steps, first, offset) => {
          const times = steps.map((_, index) => 100 + steps.slice(0, index + 1).reduce((sum, step) => sum + step, 0))
          const end = Math.min(times[0]! + 1 + offset, times.at(-1)!)
          fc.pre(end > times[0]!)
          const expected = times.filter((time) => time < end).length - 1
          const pinned = await pinBefore(chainOf(times, first), end, first, first + times.length - 1)
          expect(pinned).toEqual({ number: first + expected, hash: hashOf(first + expected), time: times[expected] })
        },
      ),
    )
  })

  it('is refused until a final block has timestamp ≥ end', async () => {
    await expect(pinBefore(chainOf([1, 2, 3]), 4, 0, 2)).rejects.toMatchObject({
      code: 'E-NOT-CLOSED',
      retryable: true,
    })
    expect((await pinBefore(chainOf([1, 2, 4]), 4, 0, 2)).number).toBe(1)
  })

  it('is refused when the network began later, and when the chain contradicts itself', async () => {
    await expect(pinBefore(chainOf([5, 6], 10), 5, 10, 11)).rejects.toMatchObject({ code: 'E-NO-BLOCK' })
    const broken = chainOf([1, 2, 3], 0, () => hashOf(99))
    await expect(pinBefore(broken, 3, 0, 2)).rejects.toMatchObject({ code: 'E-CHAIN-BROKEN' })
  })
})
