import type { Style } from '../../config/style'
import { type Address, type BaseUnits, type Hash, hash } from '../../economics/units'
import { AssayError } from '../../errors'
import { loadKeccak } from '../../keccak'
import type { Queryable } from '../../postgres/queryable'
import type { ExplainedShare } from '../report/shares'
import { type Leaf, leafHash, leavesOf } from '../tree/leaf'
import { climb, proofPlaces, toHash } from '../tree/merkle'

export interface Share extends Omit<ExplainedShare, 'explanation'> {
  /** what the account was ever given, this period's among it; null where the period is paid by itself */
  readonly cumulative: BaseUnits | null
}

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
    `select account, s.amount, weight, remainder, (select c.amount from report_cumulative c
       where (c.distribution_id, c.account) = (s.distribution_id, s.account)) as cumulative from report_share s
     where distribution_id = $1
       and ($2::numeric is null or s.amount < $2 or (s.amount = $2 and account > $3))
     order by s.amount desc, account limit $4`,
    [distribution, page.after?.amount.toString() ?? null, page.after?.account ?? null, page.first],
  )
  return rows.map(toShare)
}

type ShareRow = Readonly<Record<Exclude<keyof Share, 'cumulative'>, string>> & { readonly cumulative: string | null }

function toShare({ account, amount, weight, remainder, cumulative }: ShareRow): Share {
  return {
    ...{ account: account as Address, amount: BigInt(amount), weight: BigInt(weight), remainder: BigInt(remainder) },
    cumulative: cumulative === null ? null : BigInt(cumulative),
  }
}

/** Arguments of the distributor's `claim(programId, period, account, amount, proof)`; one of all periods takes none. */
export interface Claimable extends Leaf {
  readonly proof: readonly Hash[]
}

/**
 * Proof of one account's leaf; null when it has no share, or a share of 0. It was climbed to the root that the report
 * names and, once it is published, the chain's event too: what does not lead there is paid by no contract.
 * @throws AssayError E-PROOF-BROKEN
 */
export async function proofOf(db: Queryable, distribution: string, account: Address): Promise<Claimable | null> {
  const { rows } = await db.query<LeafRow>(
    `select d.program_id, d.period_number, d.style, coalesce(c.amount, s.amount) as amount,
            case when c.account is null then s.tree_index else c.tree_index end as tree_index, r.root,
            (select bool_or(p.root = r.root) from publication p
             where p.network = d.network and p.program_id = d.program_id and p.period = d.period_number) as published
     from distribution d
     join report r on r.distribution_id = d.id
     left join report_share s on s.distribution_id = d.id and s.account = $2
     left join report_cumulative c on c.distribution_id = d.id and c.account = $2
     where d.id = $1 and (s.tree_index is not null or c.tree_index is not null)`,
    [distribution, account],
  )
  const row = rows[0]
  if (row === undefined) return null
  const nodes = await nodesAt(db, distribution, proofPlaces(row.tree_index))
  const keccak = await loadKeccak()
  const broken = (why: string, cause?: unknown) =>
    new AssayError('E-PROOF-BROKEN', `the proof of ${account} in ${distribution} ${why}`, {
      next: 'No contract would pay it. Compare what is stored with the chain: assay rewards verify FOLDER',
      cause,
    })
  if (row.published === false) throw broken('leads to another root than the chain’s event names')
  try {
    const leaf = toLeaf(row, account)
    if (climb(keccak, leafHash(keccak, leaf), nodes) === row.root) return { ...leaf, proof: nodes.map(toHash) }
  } catch (cause) {
    throw broken('has a leaf that none could have', cause)
  }
  throw broken('does not lead to the root of its report')
}

interface LeafRow {
  readonly program_id: string
  readonly period_number: string
  readonly style: Style
  readonly amount: string
  readonly tree_index: number
  readonly root: string | null
  /** whether the chain's event names the report's root; null: none is indexed yet */
  readonly published: boolean | null
}

/** @throws RangeError SyntaxError when the row holds what no leaf can */
function toLeaf(row: LeafRow, account: Address): Leaf {
  const of = leavesOf({ programId: hash(row.program_id), periodNumber: BigInt(row.period_number), style: row.style })
  return { ...of, account, amount: BigInt(row.amount) }
}

/** Single nodes of the stored tree: `nodes` is uncompressed, so each read touches its own page; none where it ends. */
async function nodesAt(db: Queryable, distribution: string, places: readonly number[]): Promise<Buffer[]> {
  const { rows } = await db.query<{ node: Buffer }>(
    `select substring(t.nodes from (p.place * 32 + 1)::int for 32) as node
     from report_tree t, unnest($2::bigint[]) with ordinality as p(place, step)
     where t.distribution_id = $1 and p.place < octet_length(t.nodes) / 32 order by p.step`,
    [distribution, places],
  )
  return rows.map((row) => row.node)
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
    `select s.account, s.amount, weight, remainder, explanation, c.amount as cumulative from report_share s
     left join report_cumulative c using (distribution_id, account)
     where distribution_id = $1 and s.account = $2`,
    [distribution, account],
  )
  return rows[0] ? { ...toShare(rows[0]), explanation: JSON.parse(rows[0].explanation) } : null
}
