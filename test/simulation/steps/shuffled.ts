import type { Random } from '../../../src/devnet/scenario/random'

/** All of them, in an order by chance. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.unit() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
