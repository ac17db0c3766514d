import { describe, expect, it } from 'vitest'
import { type Generation, poolRules } from '../../src/economics/pool/rules'
import { TestChain } from '../support/anvil'
import { LONG, seeds } from '../support/seeds'
import { CALLS_PER_SEED, prepare, type Tally, walkSeed } from './poolLongWalk'

/** A node keeps every historical state: a fresh one now and then keeps its memory small. */
const SEEDS_PER_NODE = 20

/** 1,500 calls a generation, some seconds. */
const CI_SEEDS = 6

/**
 * `ASSAY_LONG=1`: 400 seeds of each generation, 100,000 calls; `ASSAY_SEEDS=400-800` goes on from there, or repeats
 * one: `7-8`. `-t destra-pool-gen1` walks one generation alone.
 */
const [FIRST, LAST] = seeds(CI_SEEDS, 400)

/** What a walk must have met to prove anything: rewards paid, and the refusals that make a generation what it is. */
const MET: Readonly<Record<Generation, readonly string[]>> = {
  1: ['weight', 'claim refused: Panic', 'claim refused: NothingToClaim'],
  2: ['weight', 'weight refused: WeightAlreadySet', 'weight refused: PeriodNotFunded', 'claim refused: Panic'],
  3: ['claim refused: Panic', 'deposit refused: InvalidPeriod'],
}

const generations = ([1, 2, 3] as const).map((generation) => ({ generation, ruleset: poolRules[generation].ruleset }))

describe.each(generations)('$ruleset beside the real contract', ({ generation }) => {
  it(
    `agrees event by event and to the wei over seeds ${FIRST} to ${LAST - 1}`,
    async () => {
      const tally: Tally = new Map()
      let agreed = 0
      for (let seed = FIRST; seed < LAST; seed += SEEDS_PER_NODE) {
        const chain = await TestChain.start()
        try {
          const stage = await prepare(chain)
          for (let each = seed; each < Math.min(LAST, seed + SEEDS_PER_NODE); each += 1)
            agreed += await walkSeed(stage, each, tally, generation)
        } finally {
          await chain.stop()
        }
        if (LONG) console.log(`seeds ${FIRST}-${Math.min(LAST, seed + SEEDS_PER_NODE)}: ${agreed} calls agreed`)
      }
      if (LONG) console.log([...tally].map(([what, n]) => `${what} ${n}`).join(', '))
      expect(agreed).toBe((LAST - FIRST) * CALLS_PER_SEED)
      // A walk in which nobody is paid, and nothing of its generation happens, would prove little; one seed may be such.
      if (LAST - FIRST < CI_SEEDS) return
      expect(tally.get('claim') ?? 0).toBeGreaterThan(agreed / 50)
      for (const what of MET[generation]) expect([what, tally.get(what) ?? 0]).not.toEqual([what, 0])
    },
    LONG ? 7_200_000 : 120_000,
  )
})
