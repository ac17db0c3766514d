import type { Client } from 'pg'
import type { Profile } from '../config/profile'
import type { BlockNumber, Seconds } from '../economics/units'
import type { Queryable } from '../postgres/queryable'
import { closedPeriods } from '../witness/calendar'
import {
  type Difference,
  figureDifferences,
  potDifferences,
  shareDifferences,
  type Witnessed,
  witnessed,
  witnessedShares,
} from '../witness/figures'
import { figuresIn } from '../witness/folder/report'
import { poolClaims, poolPeriods } from '../witness/pool'
import { type WitnessedProgram, witnessedPrograms } from '../witness/programs'
import { type SecondPeriod, secondOf } from '../witness/second'
import { THE_POT } from '../witness/settled'
import type { Shares } from '../witness/shares'
import type { Sums } from '../witness/sums'
import type { Answer } from './check'
import { SHOWN } from './rules'
import { type Published, SettledAgain } from './settledAgain'

/** A final block, up to which both sides are asked. */
interface Until {
  readonly number: BlockNumber
  readonly time: Seconds
}

/** Every closed distribution of a network beside what the second implementation computes. The caller holds a snapshot. */
export async function distributionsAgain(db: Client, profile: Profile, until: Until): Promise<Answer> {
  const evidence: Record<string, string> = {}
  const counted = { distributions: 0, shares: 0, differences: 0 }
  for (const program of witnessedPrograms(profile)) {
    const stored = await storedOf(db, program)
    for await (const { id, differences, shares } of compared(db, program, stored, until)) {
      counted.distributions++
      counted.shares += shares
      for (const { where, given, computed } of differences)
        if (counted.differences++ < SHOWN) evidence[`${id}: ${where}`] = `${given} is stored, ${computed} computed`
    }
  }
  return {
    ok: counted.differences === 0,
    expected: '0 differences',
    actual: `${counted.differences} in ${counted.shares} shares of ${counted.distributions} distributions`,
    evidence,
  }
}

interface Stored {
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
  readonly figures: Readonly<Record<string, string | null>>
}

async function storedOf(db: Queryable, { network, name, programId, distributor }: WitnessedProgram): Promise<Stored[]> {
  const { rows } = await db.query<Stored>(
    `select d.id, d.period, d.period_number::text as number, d.period_start as start, d.period_end as "end", d.ruleset, d.style,
       e.body as evidence, coalesce(p.data->>'reportHash' = r.sha256, false) as published,
       (p.data->>'root') || ' ' || (p.data->>'total') as "onChain",
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

/** Each stored distribution with what is different about it. Its period is taken from the calendar, not from its row. */
async function* compared(db: Client, program: WitnessedProgram, stored: readonly Stored[], until: Until) {
  const byPeriod = new Map(stored.map((each) => [each.period, each]))
  const { rows } = await db.query<{ since: Seconds | null }>(
    'select min(time) as since from block where network = $1',
    [program.network],
  )
  const calendar = await closedPeriods(db, program, { since: rows[0]?.since ?? 0, until: until.time })
  const last = calendar.reduce((at, { id }, i) => (byPeriod.has(id) ? i + 1 : at), 0)
  const corrections = await SettledAgain.read(db, program.network, program.name)
  const published = new Map<string, Published>()
  const carried = new Map<string, Readonly<Record<string, string>>>()
  const periods = calendar.slice(0, last).map((period) => {
    const of = byPeriod.get(period.id)
    const isCorrected = of !== undefined && corrections.changes(of.id)
    const ruleset = of ? rulesetOf(of, program) : program.ruleset
    return { ...period, evidence: of?.evidence ?? null, ruleset, isCorrected }
  })
  let begun: string | undefined
  let before: Sums = new Map()
  for await (const plain of secondOf(db, program, periods, { carried })) {
    const of = byPeriod.get(plain.period.id)
    if (of === undefined) continue
    byPeriod.delete(plain.period.id)
    const since = begun ?? plain.period.id
    const ever = of.style === 'cumulative' ? { since, before } : null
    const correction = corrections.of(of.id)
    if (correction !== undefined) {
      corrections.learn(of.id, plain)
      const shares = await sharesOf(db, of.id)
      const { received, carries } = await potsOf(db, of.id)
      published.set(of.id, new Map([...received, ...[...shares].map(([who, { amount }]) => [who, amount] as const)]))
      carried.set(plain.period.id, carries)
      const given = witnessedShares(program, plain.period, shares, ever)
      if (given.sums) [begun, before] = [since, given.sums]
      const differences = supersededDifferences(of, given, correction.body, witnessed(program, plain, ever))
      yield { id: of.id, differences, shares: shares.size }
      continue
    }
    const { second, differences } = corrections.settle(of.id, plain, (id) => published.get(id) ?? new Map())
    const computed = witnessed(program, second, ever)
    if (computed.sums) [begun, before] = [since, computed.sums]
    carried.set(second.period.id, Object.fromEntries(second.pots.map(({ name, carry }) => [name, `${carry}`])))
    yield {
      id: of.id,
      differences: [...differences, ...(await differencesOf(db, program, of, second.period, computed))],
      shares: computed.shares.size,
    }
  }
  for (const { id } of [...byPeriod.values()].filter(({ end }) => end <= until.time))
    yield { id, shares: 0, differences: [{ where: 'period', given: 'closed', computed: 'no such closed period' }] }
}

/** The program's own, unless the chain has published a report of an earlier one. */
function rulesetOf({ ruleset, published }: Stored, program: WitnessedProgram): string {
  return published ? ruleset : program.ruleset
}

async function differencesOf(
  db: Queryable,
  program: WitnessedProgram,
  stored: Stored,
  period: SecondPeriod,
  { figures, pots, shares }: Witnessed,
): Promise<Difference[]> {
  const found: Difference[] = figureDifferences(stored.figures, figures)
  const { ruleset, onChain, number, start, end } = stored
  const of = { ruleset: rulesetOf(stored, program), number: period.number, start: `${period.start}` }
  found.push(
    ...figureDifferences({ ruleset, number, start: `${start}`, end: `${end}` }, { ...of, end: `${period.end}` }),
  )
  if (onChain !== null)
    found.push(
      ...figureDifferences(
        { 'published root and total': onChain },
        { 'published root and total': `${figures.root} ${figures['totals.distributed']}` },
      ),
    )
  const { rows: storedPots } = await db.query<{ name: string; figures: Record<string, string> }>(
    `select name, json_build_object('received', received::text, 'carryIn', carry_in::text, 'divided', divided::text,
       'weight', total_weight::text, 'distributed', distributed::text, 'carry', carry::text) as figures
     from report_pot where distribution_id = $1`,
    [stored.id],
  )
  found.push(...potDifferences(new Map(storedPots.map((pot) => [pot.name, pot.figures])), pots))
  return [...found, ...shareDifferences(await sharesOf(db, stored.id), shares)]
}

async function sharesOf(db: Queryable, id: string): Promise<Shares> {
  const { rows } = await db.query<{ account: string; amount: string; weight: string }>(
    'select account, amount, weight from report_share where distribution_id = $1 order by account',
    [id],
  )
  return new Map(
    rows.map(({ account, amount, weight }) => [account, { amount: BigInt(amount), weight: BigInt(weight) }]),
  )
}

async function potsOf(db: Queryable, id: string) {
  const { rows } = await db.query<{ name: string; received: string; carry: string }>(
    'select name, received::text, carry::text from report_pot where distribution_id = $1',
    [id],
  )
  return {
    received: rows.map(({ name, received }) => [`${name} ${THE_POT}`, BigInt(received)] as const),
    carries: Object.fromEntries(rows.map(({ name, carry }) => [name, carry])),
  }
}

/**
 * A published report that is known to be wrong: it is what the chain holds, its carry and hash with it; what supersedes it
 * is what was computed.
 */
function supersededDifferences(
  { published, onChain, figures }: Stored,
  given: Witnessed,
  corrected: string,
  computed: Witnessed,
): Difference[] {
  const told = { published: `${published}`, 'published root and total': onChain }
  const root = given.tree?.root ?? null
  const total = given.figures['totals.distributed']!
  return [
    ...figureDifferences(told, { published: 'true', 'published root and total': `${root} ${total}` }),
    ...figureDifferences(figures, { root, 'totals.distributed': total }),
    ...figureDifferences(figuresIn(JSON.parse(corrected)), computed.figures, 'corrected report, '),
  ]
}

/** Claims and weights of a network's pools beside the same. The caller holds a snapshot. */
export async function poolAgain(db: Client, { name }: Profile, { number, time }: Until): Promise<Answer> {
  const at = { block: number, time }
  const evidence: Record<string, string> = {}
  let [differences, claims, doubts] = [0, 0, 0]
  const differs = (where: string, what: string) => {
    if (differences++ < SHOWN) evidence[where] = what
  }
  for await (const { account, period, block, logIndex, paid, expected, doubtful } of poolClaims(db, name, at)) {
    claims++
    if (doubtful) doubts++
    else if (paid !== expected)
      differs(`claim of ${account} in block ${block}, log ${logIndex}`, `p${period} paid ${paid}, ${expected} computed`)
  }
  for await (const { pool, period, booked, announced, doubtful } of poolPeriods(db, name, at))
    if (announced !== null && announced !== booked && !doubtful)
      differs(`p${period} of ${pool}`, `the pool announced weight ${announced}, ${booked} computed`)
  // Which stake they withdrew is check `positions`' question.
  if (doubts > 0) evidence.doubtful = `${doubts} claims of accounts of which nothing says which stake they withdrew`
  return {
    ok: differences === 0,
    expected: '0 differences',
    actual: `${differences} in ${claims} claims`,
    evidence,
  }
}
