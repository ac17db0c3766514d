import type { Witnessed } from '../figures'
import type { Share } from '../shares'

/**
 * What a superseded report gave, with the weights that its `claims.csv` says: they were computed from what was wrong, and
 * nothing computes them again. Amounts are those that were computed.
 */
export function withToldWeights(given: Witnessed, claims: string | undefined): Witnessed {
  if (claims === undefined) return given
  const weights = new Map(
    claims.split('\n').flatMap((line) => {
      const found = /^(0x[0-9a-f]{40}),.*,(\d{1,78})$/.exec(line)
      return found ? [[found[1]!, BigInt(found[2]!)]] : []
    }),
  )
  const accounts = [...new Set([...given.shares.keys(), ...weights.keys()])].sort()
  const shares = accounts.flatMap((account): [string, Share][] => {
    const [amount, weight] = [given.shares.get(account)?.amount ?? 0n, weights.get(account) ?? 0n]
    return amount === 0n && weight === 0n ? [] : [[account, { amount, weight }]]
  })
  return { ...given, shares: new Map(shares) }
}
