import { createHash } from 'node:crypto'
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import type { StakedPosition } from '../../../src/economics/rewards/ethMonth'

/**
 * The month of `eth-month/v1` written as its formulas read, with objects, texts and OpenZeppelin's own tree: whatever
 * is done to make a large month fast, the bytes of its files are these.
 */
export function plainMonth(
  programId: string,
  period: { number: bigint; end: number },
  pot: bigint,
  stakes: StakedPosition[],
) {
  const eligible = stakes.filter(
    ({ start, lockSeconds, threshold }) =>
      start + threshold <= period.end && start + lockSeconds + threshold > period.end,
  )
  const owners = [...new Set(eligible.map(({ owner }) => owner))].sort()
  const totalWeight = eligible.reduce((sum, { amount, multiplier }) => sum + amount * BigInt(multiplier), 0n)
  const shares = owners
    .map((account) => {
      const positions = eligible
        .filter(({ owner }) => owner === account)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, amount, multiplier, start, lockSeconds, threshold }) => ({
          ...{ position: id, amount, multiplier, start, lockSeconds, threshold, weight: amount * BigInt(multiplier) },
        }))
      const weight = positions.reduce((sum, each) => sum + each.weight, 0n)
      return { account, positions, weight }
    })
    .filter(({ weight }) => weight > 0n)
    .map(({ account, positions, weight }) => {
      const amount = (pot * weight) / totalWeight
      const remainder = (pot * weight) % totalWeight
      const why = { account, positions, weight, totalWeight, pot, amount, remainder }
      return {
        account,
        amount,
        weight,
        explanation: plainJson({ ...why, rounding: 'floor(pot × weight / totalWeight)' }),
      }
    })
  const paid = shares.filter(({ amount }) => amount > 0n)
  const tree =
    paid.length === 0
      ? null
      : StandardMerkleTree.of(
          paid.map(({ account, amount }) => [programId, `${period.number}`, account, `${amount}`]),
          ['bytes32', 'uint256', 'address', 'uint256'],
        )
  const dump = tree?.dump()
  return {
    root: tree?.root ?? null,
    positions: sha256(stakes.map(plainJson).sort()),
    explanations: sha256(shares.map(({ explanation }) => explanation)),
    files: {
      'claims.csv': `account,amount,weight\n${shares.map((each) => `${each.account},${each.amount},${each.weight}\n`).join('')}`,
      'explanations.ndjson': shares.map(({ explanation }) => `${explanation}\n`).join(''),
      ...(dump && { 'tree.json': plainJson({ ...dump }) }),
    },
  }
}

function sha256(lines: readonly string[]): string {
  return `0x${createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex')}`
}

/** Keys sorted, amounts as text, no spaces. */
function plainJson(value: unknown): string {
  return JSON.stringify(value, (_, each) => {
    if (typeof each === 'bigint') return `${each}`
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
