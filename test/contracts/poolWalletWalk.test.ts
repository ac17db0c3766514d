import { describe, expect, it } from 'vitest'
import { TestChain } from '../support/anvil'
import { LONG, seeds } from '../support/seeds'
import type { Tally } from './poolLongWalk'
import { walkWallets } from './poolWalletWalk'

const CI_SEEDS = 4
/** Calls of the pool in one seed: some two years of it. */
const CALLS = 250
/** A node's clock only goes on, and times beyond 2038 are times that no column holds. */
const SEEDS_PER_NODE = 4
/** `ASSAY_SEEDS=0-400` with `ASSAY_LONG=1` is 100,000 calls of each generation; `-t 'generation 3'` walks one alone. */
const [FIRST, LAST] = seeds(CI_SEEDS, 400)

describe.each([1, 2, 3] as const)('wallets and multicalls beside the real contract, generation %i', (generation) => {
  it(
    `agrees in positions, claims and periods over seeds ${FIRST} to ${LAST - 1}`,
    async () => {
      const tally: Tally = new Map()
      let made = 0
      for (let seed = FIRST; seed < LAST; seed += SEEDS_PER_NODE) {
        const chain = await TestChain.start()
        try {
          for (let each = seed; each < Math.min(LAST, seed + SEEDS_PER_NODE); each++)
            made += await walkWallets(chain, each, CALLS, generation, tally)
        } finally {
          await chain.stop()
        }
      }
      if (LONG) console.log(`${made} calls: ${[...tally].map(([what, n]) => `${what} ${n}`).join(', ')}`)
      expect(made).toBeGreaterThanOrEqual((LAST - FIRST) * CALLS)
      expect(tally.get('unstake') ?? 0).toBeGreaterThan(made / 10)
    },
    LONG ? 7_200_000 : 120_000,
  )
})
