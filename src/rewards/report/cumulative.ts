import type { Period } from '../../economics/period'
import { addShares, type Sums, totalOf } from '../../economics/rewards/cumulative'
import type { Address, BaseUnits, Hash } from '../../economics/units'
import type { Keccak } from '../../keccak'
import type { Program } from '../programs'
import { leafHashes } from '../tree/leaf'
import { buildTree, type MerkleTree, rootOf } from '../tree/merkle'
import type { ExplainedShare } from './shares'

/** What accounts were given up to the report before this one. */
export interface PreviousSums {
  /** id of the period of the first cumulative report */
  readonly since: string
  readonly amounts: Sums
}

/** What an account was ever given. */
export interface CumulativeAmount {
  readonly account: Address
  readonly amount: BaseUnits
  /** null: the period pays nobody, so that its report has no tree */
  readonly treeIndex: number | null
}

export interface Cumulative {
  readonly since: string
  readonly total: BaseUnits
  /** over all amounts, whether or not it is published; null: nobody was ever given anything */
  readonly root: Hash | null
  /** by account, ascending */
  readonly amounts: readonly CumulativeAmount[]
}

/** The tree over everything that was ever given; null where the period adds nothing, since that root is published already. */
export function plantCumulative<S extends ExplainedShare>(
  keccak: Keccak,
  { programId }: Pick<Program, 'programId'>,
  period: Pick<Period, 'id'>,
  explained: readonly S[],
  before: PreviousSums | null,
) {
  const sums = addShares(before?.amounts ?? new Map(), explained)
  const given = [...sums].map(([account, amount]) => ({ account: account as Address, amount }))
  const whole = given.length === 0 ? null : buildTree(keccak, leafHashes(keccak, { programId, period: null }, given))
  const tree: MerkleTree | null = explained.some(({ amount }) => amount > 0n) ? whole : null
  const amounts = given.map((each, at): CumulativeAmount => ({ ...each, treeIndex: tree && tree.indexes[at]! }))
  const placeOf = new Map(amounts.map(({ account, treeIndex }) => [account, treeIndex]))
  // Added to the share itself: a copy would write its explanation.
  const shares = explained.map((share) =>
    Object.assign(share, { treeIndex: share.amount > 0n ? placeOf.get(share.account)! : null }),
  )
  const cumulative: Cumulative = {
    since: before?.since ?? period.id,
    total: totalOf(sums),
    root: whole && rootOf(whole),
    amounts,
  }
  return { tree, shares, cumulative }
}

/** What a report says of them. */
export function cumulativeFigures({ since, total, root, amounts }: Cumulative) {
  return { since, accounts: amounts.length, total, root }
}
