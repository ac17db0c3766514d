import { it } from 'vitest'
import { TestChain } from '../../support/anvil'

/** A test on a real node of its own. */
export function trap(title: string, run: (chain: TestChain) => Promise<void>): void {
  it(title, async () => {
    const chain = await TestChain.start()
    try {
      await run(chain)
    } finally {
      await chain.stop()
    }
  })
}
