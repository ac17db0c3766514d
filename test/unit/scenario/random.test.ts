import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/devnet/scenario/random'

describe('random', () => {
  it('gives the same numbers for the same seed, for ever', () => {
    const random = new Random('assay:1')
    expect(Array.from({ length: 4 }, () => random.int(0, 999_999))).toMatchInlineSnapshot(`
      [
        296593,
        421186,
        738398,
        645700,
      ]
    `)
  })

  it('stays inside its bounds', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -1e6, max: 1e6 }), fc.nat(1e6), (seed, low, width) => {
        const random = new Random(seed)
        for (let n = 0; n < 20; n++) {
          const drawn = random.int(low, low + width)
          expect(drawn >= low && drawn <= low + width && Number.isInteger(drawn)).toBe(true)
        }
      }),
    )
  })

  it('draws as many events as a Poisson process expects', () => {
    const random = new Random('poisson')
    const draws = Array.from({ length: 20_000 }, () => random.count(3))
    const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length
    const variance = draws.reduce((sum, each) => sum + (each - mean) ** 2, 0) / draws.length
    expect({ mean: Math.round(mean * 10) / 10, variance: Math.round(variance * 10) / 10 }).toEqual({
      mean: 3,
      variance: 3,
    })
  })

  it('keeps streams of different names apart', () => {
    const [one, other] = [new Random('assay:1:destra'), new Random('assay:1:dgrid')]
    const equal = Array.from({ length: 1_000 }, () => one.int(0, 9) === other.int(0, 9)).filter(Boolean).length
    expect(equal).toBeGreaterThan(50)
    expect(equal).toBeLessThan(150)
  })
})
