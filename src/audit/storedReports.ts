import type { Seconds } from '../economics/units'
import type { Queryable } from '../postgres/queryable'
import type { Figures } from '../witness/figures'
import { figuresIn } from '../witness/folder/report'
import type { WitnessedProgram } from '../witness/programs'
import type { Shares } from '../witness/shares'

/** A report as the stores have it, with what the chain was told of it. */
export interface Stored {
  readonly id: string
  readonly period: string
  readonly number: string
  readonly start: Seconds
  readonly end: Seconds
  readonly ruleset: string
  readonly style: string
  /** of the sealed evidence */
  readonly evidence: string | null
  /** whether the distributor's own event names this very report */
  readonly published: boolean
  /** root and total of that event; null where there is none */
  readonly onChain: string | null
  /** of the report, in that event */
  readonly reportHash: string | null
  /** the report's bytes */
  readonly report: string
  readonly figures: Readonly<Record<string, string | null>>
}

/** Reports of a program, in the order of their periods. */
export async function storedOf(
  db: Queryable,
  { network, name, programId, distributor }: WitnessedProgram,
): Promise<Stored[]> {
  const { rows } = await db.query<Stored>(
    `select d.id, d.period, d.period_number::text as number, d.period_start as start, d.period_end as "end", d.ruleset, d.style,
       e.body as evidence, coalesce(p.data->>'reportHash' = r.sha256, false) as published,
       (p.data->>'root') || ' ' || (p.data->>'total') as "onChain",
       p.data->>'reportHash' as "reportHash", r.body as report,
       json_build_object('totals.revenue', (r.pot - r.carry_in)::text, 'totals.carryIn', r.carry_in::text,
         'totals.pot', r.pot::text, 'totals.weight', r.total_weight::text, 'totals.participants', r.participants::text,
         'totals.leaves', case d.style when 'cumulative' then coalesce((select (octet_length(t.nodes) / 32 + 1) / 2
           from report_tree t where t.distribution_id = d.id), 0) else r.shares end::text, 'totals.distributed', r.distributed::text, 'carry.amount', r.carry::text,
         'root', r.root)::jsonb || case d.style when 'cumulative' then jsonb_build_object('style', d.style,
           'cumulative.since', r.body::jsonb->'cumulative'->'since', 'cumulative.root', r.body::jsonb->'cumulative'->'root',
           'cumulative.accounts', g.accounts::text, 'cumulative.total', g.total::text) else '{}' end as figures
     from distribution d join report r on r.distribution_id = d.id
     left join lateral (select count(*) as accounts, coalesce(sum(amount), 0) as total
       from report_cumulative where distribution_id = d.id) g on true
     left join report_evidence e on e.distribution_id = d.id
     left join lateral (select data from event where network = $1 and kind in ('merkle-distributor.DistributionPublished', 'cumulative-distributor.DistributionPublished')
         and contract = $4 and data->>'programId' = $3 and data->>'period' = d.period_number::text
       order by block, log_index limit 1) p on true
     where d.network = $1 and d.program = $2 order by d.period_end, d.id`,
    [network, name, programId, distributor ?? null],
  )
  return rows
}

/** Hash of a report as the chain was told; of one that pays nobody, as the report after it says. */
export function sealOf({ id, reportHash }: Stored, stored: readonly Stored[]): string | null {
  if (reportHash !== null) return reportHash
  const after = stored[stored.findIndex((each) => each.id === id) + 1]
  const previous = after && figuresIn(JSON.parse(after.report))
  return previous?.['inputs.previous.id'] === id ? previous['inputs.previous.sha256']! : null
}

export async function sharesOf(db: Queryable, id: string): Promise<Shares> {
  const { rows } = await db.query<{ account: string; amount: string; weight: string }>(
    'select account, amount, weight from report_share where distribution_id = $1 order by account',
    [id],
  )
  return new Map(
    rows.map(({ account, amount, weight }) => [account, { amount: BigInt(amount), weight: BigInt(weight) }]),
  )
}

export async function potsOf(db: Queryable, id: string): Promise<Map<string, Figures>> {
  const { rows } = await db.query<{ name: string; figures: Record<string, string> }>(
    `select name, json_build_object('received', received::text, 'carryIn', carry_in::text, 'divided', divided::text,
       'weight', total_weight::text, 'distributed', distributed::text, 'carry', carry::text) as figures
     from report_pot where distribution_id = $1`,
    [id],
  )
  return new Map(rows.map((pot) => [pot.name, pot.figures]))
}
