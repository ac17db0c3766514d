import type { Queryable } from '../../postgres/queryable'
import type { BuiltReport } from '../../rewards/report/build'
import type { Found } from './found'

/** A stored report beside what its inputs give again: columns, shares and pots are served, and are not its bytes. */
export async function besideRebuilt(db: Queryable, built: BuiltReport, found: Found): Promise<void> {
  await besideShares(db, built, found)
  await besideColumns(db, built, found)
}

/** What is kept of a report beside its bytes: the API serves and filters by it. */
async function besideColumns(db: Queryable, built: BuiltReport, found: Found): Promise<void> {
  const { pinned, shares } = built
  const { programId, ruleset, asset, period, inputs } = JSON.parse(built.body) as Said
  const again = {
    ...{ program_id: programId, ruleset, asset, period: period.id, period_number: period.number },
    ...{ period_start: period.start, period_end: period.end },
    ...{ pinned_block: pinned.number, pinned_hash: pinned.hash, pinned_time: pinned.time },
    ...{ pot: built.pot, carry_in: built.carryIn, distributed: built.distributed, carry: built.carry },
    ...{ evidence_lines: inputs.evidence?.lines ?? null, evidence_sha256: inputs.evidence?.sha256 ?? null },
    ...{ total_weight: built.totalWeight, staked_weight: built.stakedWeight, root: built.root },
    ...{ participants: shares.length, shares: shares.filter(({ treeIndex }) => treeIndex !== null).length },
  }
  const { rows } = await db.query<Record<string, unknown>>(
    `select ${Object.keys(again)} from distribution d join report r on r.distribution_id = d.id
       left join (select distribution_id as id, lines as evidence_lines, sha256 as evidence_sha256 from report_evidence) e using (id)
      where d.id = $1`,
    [built.id],
  )
  for (const [column, there] of Object.entries(again)) {
    const here = `${rows[0]?.[column] ?? null}`
    if (here !== `${there}`) found.note(built.id, `${column} ${here}, computed again ${there}`)
  }
}

/** Of a report's canonical JSON. */
interface Said {
  readonly programId: string
  readonly ruleset: string
  readonly asset: string
  readonly inputs: { readonly evidence?: { readonly lines: number; readonly sha256: string } }
  readonly period: {
    readonly id: string
    readonly number: number | string
    readonly start: number
    readonly end: number
  }
}

/** Accounts whose share is another when it is computed again. */
async function besideShares(db: Queryable, { id, shares }: BuiltReport, found: Found): Promise<void> {
  const { rows } = await db.query<{ account: string; share: string }>(
    `select account, format('%s by weight %s, remainder %s', amount, weight, remainder) as share
       from report_share where distribution_id = $1`,
    [id],
  )
  const stored = new Map(rows.map(({ account, share }) => [account, share]))
  const again = new Map(
    shares.map((share) => [
      `${share.account}`,
      `${share.amount} by weight ${share.weight}, remainder ${share.remainder}`,
    ]),
  )
  for (const account of new Set([...stored.keys(), ...again.keys()])) {
    const [here, there] = [stored.get(account) ?? 'nothing', again.get(account) ?? 'nothing']
    if (here !== there) found.note(`${id} ${account}`, `${here}, computed again ${there}`)
  }
}
