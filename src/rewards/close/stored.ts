import type { Pot } from '../../economics/rewards/pot'
import type { Split } from '../../economics/rewards/split'
import type { Address, BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import { readSignatures, type Signature } from '../approval/signatures'
import { storedSettlement } from '../correction/stored'
import type { Distribution, ReportFigures } from '../distribution'
import type { Evidence } from '../evidence/evidence'
import { sealed } from '../evidence/seal'
import { distributionById } from '../read/distributions'
import type { BuiltShare } from '../report/build'

/** A line of a distribution's files: an account's share, and in a cumulative one what it was ever given. */
export interface StoredShare extends Omit<BuiltShare, 'remainder' | 'explanation'> {
  /** null: it has no weight in the period, and was given something before */
  readonly explanation: string | null
  /** null: the period is paid by itself */
  readonly cumulative: BaseUnits | null
}

/** One of a report's pots. */
export type StoredPot = Omit<Pot, 'participants'> &
  Omit<Split, 'shares'> & {
    /** paid off the top to who was paid too little before; unset: none */
    readonly credits?: BaseUnits
  }

/** A distribution with everything its files are made of but its shares. */
export interface StoredHead extends Distribution {
  readonly report: ReportFigures
  readonly body: string
  readonly pots: readonly StoredPot[]
  /** sealed inputs that no chain holds; null where the program has none */
  readonly evidence: Evidence | null
  /** the file of what it settles of corrections; null: nothing */
  readonly corrections: string | null
  /** of its approvers; none where nobody has to sign */
  readonly signatures: readonly Signature[]
  /** nodes of the tree, root first; empty when there is none */
  readonly nodes: Buffer
}

export interface StoredReport extends StoredHead {
  /** by account, ascending */
  readonly shareRows: readonly StoredShare[]
}

/** @throws AssayError E-DISTRIBUTION when there is none, E-STATE when it has no report yet */
export async function loadReport(db: Queryable, id: string): Promise<StoredReport> {
  const head = await loadHead(db, id)
  const shareRows: StoredShare[] = []
  for await (const page of storedShares(db, id)) shareRows.push(...page)
  return { ...head, shareRows }
}

/** @throws as `loadReport` */
export async function loadHead(db: Queryable, id: string): Promise<StoredHead> {
  const distribution = await distributionById(db, id)
  if (distribution === null)
    throw new AssayError('E-DISTRIBUTION', `no distribution ${id}`, { next: 'List them with: assay rewards show' })
  const { report } = distribution
  if (report === null)
    throw new AssayError('E-STATE', `distribution ${id} is only planned, it has no report yet`, {
      next: 'Close its period with: assay rewards close',
    })
  // One after the other: the caller may be inside a transaction, which is one connection.
  const bodies = await db.query<{ body: string }>('select body from report where distribution_id = $1', [id])
  const trees = await db.query<{ nodes: Buffer }>('select nodes from report_tree where distribution_id = $1', [id])
  return {
    ...distribution,
    report,
    body: bodies.rows[0]!.body,
    pots: await readPots(db, id),
    evidence: await sealed(db, id),
    corrections: await storedSettlement(db, id),
    signatures: await readSignatures(db, id),
    nodes: trees.rows[0]?.nodes ?? Buffer.alloc(0),
  }
}

/** Shares of one page: of two megabytes, most of which are explanations. */
const PAGE = 2_000

/**
 * The shares of a report by account, ascending, page by page: of 300,000 they are 400 MB. Rows of a report never change,
 * so pages need no snapshot. Accounts are lower-case hex of one length, which every collation sorts as their code units
 * are, and the index is in the collation of the database.
 */
export async function* storedShares(db: Queryable, id: string): AsyncGenerator<readonly StoredShare[]> {
  const read = (after: string) =>
    db.query<ShareRow>(
      `select account, coalesce(s.amount, 0) as amount, coalesce(s.weight, 0) as weight, s.explanation,
         c.amount as cumulative, case when c.account is null then s.tree_index else c.tree_index end as tree_index
       from (select * from report_share where distribution_id = $1 and account > $2 order by account limit ${PAGE}) s
       full join (select * from report_cumulative where distribution_id = $1 and account > $2
         order by account limit ${PAGE}) c using (account)
       order by account limit ${PAGE}`,
      [id, after],
    )
  let reading: ReturnType<typeof read> | undefined = read('')
  while (reading !== undefined) {
    const { rows }: { rows: ShareRow[] } = await reading
    // The server reads the next page while this one is used.
    reading = rows.length === PAGE ? read(rows[PAGE - 1]!.account) : undefined
    reading?.catch(() => undefined)
    yield rows.map(toShare)
  }
}

function toShare(row: ShareRow): StoredShare {
  return {
    account: row.account as Address,
    amount: BigInt(row.amount),
    weight: BigInt(row.weight),
    treeIndex: row.tree_index,
    explanation: row.explanation,
    cumulative: row.cumulative === null ? null : BigInt(row.cumulative),
  }
}

type PotRow = { readonly [K in keyof Required<StoredPot>]: string } & { readonly id: string }

/** By name. */
export async function readPots(db: Queryable, id: string): Promise<StoredPot[]> {
  return (await readPotsOf(db, [id]))[0]!
}

/** Pots of each distribution, in the order of the ids. */
export async function readPotsOf(db: Queryable, ids: readonly string[]): Promise<StoredPot[][]> {
  const { rows } = await db.query<PotRow>(
    `select distribution_id as id, name, received, carry_in as "carryIn", divided, total_weight as "totalWeight",
       distributed, carry, credits
     from report_pot where distribution_id = any($1) order by name collate "C"`,
    [ids],
  )
  return ids.map((id) => rows.filter((row) => row.id === id).map(toPot))
}

function toPot(row: PotRow): StoredPot {
  return {
    name: row.name,
    received: BigInt(row.received),
    carryIn: BigInt(row.carryIn),
    divided: BigInt(row.divided),
    totalWeight: BigInt(row.totalWeight),
    distributed: BigInt(row.distributed),
    carry: BigInt(row.carry),
    credits: BigInt(row.credits),
  }
}

interface ShareRow {
  account: string
  amount: string
  weight: string
  tree_index: number | null
  explanation: string | null
  cumulative: string | null
}
