import type { Address, BaseUnits, Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { ExplainedShare } from '../report/shares'
import type { Leaf } from '../tree/leaf'
import { proofPlaces, toHash } from '../tree/merkle'

export type Share = Omit<ExplainedShare, 'explanation'>

/** The last share of a page: the next begins after it. Largest first. */
export interface ShareCursor {
  readonly amount: BaseUnits
  readonly account: string
}

/** A page of at most `first` shares, largest first; shares of 0 are in it (they have no leaf). */
export async function listShares(
  db: Queryable,
  distribution: string,
  page: { readonly first: number; readonly after?: ShareCursor },
): Promise<Share[]> {
  const { rows } = await db.query<ShareRow>(
    `select account, amount, weight, remainder from report_share
     where distribution_id = $1
       and ($2::numeric is null or amount < $2 or (amount = $2 and account > $3))
     order by amount desc, account limit $4`,
    [distribution, page.after?.amount.toString() ?? null, page.after?.account ?? null, page.first],
  )
  return rows.map(toShare)
}

type ShareRow = Readonly<Record<keyof Share, string>>

function toShare({ account, amount, weight, remainder }: ShareRow): Share {
  return { account: account as Address, amount: BigInt(amount), weight: BigInt(weight), remainder: BigInt(remainder) }
}

/** Arguments of the distributor's `claim(programId, period, account, amount, proof)`. */
export interface Claimable extends Leaf {
  readonly proof: readonly Hash[]
}

/** Proof of one account's leaf; null when it has no share, or a share of 0. */
export async function proofOf(db: Queryable, distribution: string, account: Address): Promise<Claimable | null> {
  const { rows } = await db.query<{ program_id: string; period_number: string; amount: string; tree_index: number }>(
    `select d.program_id, d.period_number, s.amount, s.tree_index
     from report_share s join distribution d on d.id = s.distribution_id
     where s.distribution_id = $1 and s.account = $2 and s.tree_index is not null`,
    [distribution, account],
  )
  const leaf = rows[0]
  if (leaf === undefined) return null
  return {
    programId: leaf.program_id as Hash,
    period: BigInt(leaf.period_number),
    account,
    amount: BigInt(leaf.amount),
    proof: await nodesAt(db, distribution, proofPlaces(leaf.tree_index)),
  }
}

/** Reads single nodes of the stored tree: `nodes` is uncompressed, so each read touches its own page only. */
async function nodesAt(db: Queryable, distribution: string, places: readonly number[]): Promise<Hash[]> {
  const { rows } = await db.query<{ node: Buffer }>(
    `select substring(t.nodes from p.place * 32 + 1 for 32) as node
     from report_tree t, unnest($2::int[]) with ordinality as p(place, step)
     where t.distribution_id = $1 order by p.step`,
    [distribution, places],
  )
  return rows.map((row) => toHash(row.node))
}

/**
 * The share of one account with its inputs, weight, multiplier and rounding as `explanations.ndjson` has them; null when
 * it has no weight.
 */
export async function explainedShare(
  db: Queryable,
  distribution: string,
  account: Address,
): Promise<(Share & { readonly explanation: Readonly<Record<string, unknown>> }) | null> {
  const { rows } = await db.query<ShareRow & { explanation: string }>(
    `select account, amount, weight, remainder, explanation from report_share
     where distribution_id = $1 and account = $2`,
    [distribution, account],
  )
  return rows[0] ? { ...toShare(rows[0]), explanation: JSON.parse(rows[0].explanation) } : null
}
