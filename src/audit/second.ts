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
import { figuresIn, sha256Of } from '../witness/folder/report'
import { poolClaims, poolPeriods } from '../witness/pool'
import { type WitnessedProgram, witnessedPrograms } from '../witness/programs'
import { type SecondPeriod, secondOf } from '../witness/second'
import { correctedPeriod } from '../witness/settlement/corrected'
import { filedOf } from '../witness/settlement/filed'
import { Settlements } from '../witness/settlement/settlements'
import type { Sums } from '../witness/sums'
import type { Answer } from './check'
import { correctionRows } from './correctionRows'
import { SHOWN } from './rules'
import { potsOf, type Stored, sealOf, sharesOf, storedOf } from './storedReports'
import { supersededDifferences } from './supersededRows'

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

/** Each stored distribution with what is different about it. Its period is taken from the calendar, not from its row. */
async function* compared(db: Client, program: WitnessedProgram, stored: readonly Stored[], until: Until) {
  const byPeriod = new Map(stored.map((each) => [each.period, each]))
  const { rows } = await db.query<{ since: Seconds | null }>(
    'select min(time) as since from block where network = $1',
    [program.network],
  )
  const calendar = await closedPeriods(db, program, { since: rows[0]?.since ?? 0, until: until.time })
  const last = calendar.reduce((at, { id }, i) => (byPeriod.has(id) ? i + 1 : at), 0)
  const { made, files } = await correctionRows(db, program.network, program.name)
  const settlements = new Settlements(made)
  const carried = new Map<string, Readonly<Record<string, string>>>()
  const periods = calendar.slice(0, last).map((period) => {
    const of = byPeriod.get(period.id)
    const isCorrected = of !== undefined && (made.has(of.id) || files.has(of.id))
    const ruleset = of ? rulesetOf(of, program) : program.ruleset
    // What was sealed may be what was wrong.
    const evidence = made.get(of?.id ?? '')?.at(-1)?.evidence ?? of?.evidence ?? null
    return { ...period, evidence, ruleset, isCorrected }
  })
  let begun: string | undefined
  let before: Sums = new Map()
  for await (const plain of secondOf(db, program, periods, { carried })) {
    const of = byPeriod.get(plain.period.id)
    if (of === undefined) continue
    byPeriod.delete(plain.period.id)
    const since = begun ?? plain.period.id
    const ever = of.style === 'cumulative' ? { since, before } : null
    const corrections = made.get(of.id)
    if (corrections !== undefined) {
      const shares = await sharesOf(db, of.id)
      const corrected = correctedPeriod(program, plain, { ...of, sealed: sealOf(of, stored), corrections }, ever)
      settlements.learn(of.id, corrected)
      carried.set(plain.period.id, corrected.carry)
      const given = witnessedShares(program, plain.period, shares, ever)
      if (given.sums) [begun, before] = [since, given.sums]
      const differences = [
        ...corrected.differences,
        ...(await supersededDifferences(db, of, given, shares, corrected)),
        ...(files.has(of.id) ? [{ where: 'settlement', given: 'there', computed: 'none of a superseded report' }] : []),
      ]
      yield { id: of.id, differences, shares: shares.size }
      continue
    }
    const file = files.get(of.id)
    const filed = file === undefined ? null : filedOf(file, `report_settlement of ${of.id}`)
    const { second, differences } = settlements.settle(plain, filed)
    const sealed = figureDifferences(
      { 'sha256 of corrections': file === undefined ? null : sha256Of(file) },
      { 'sha256 of corrections': figuresIn(JSON.parse(of.report))['inputs.corrections.sha256'] ?? null },
    )
    const computed = witnessed(program, second, ever)
    if (computed.sums) [begun, before] = [since, computed.sums]
    carried.set(second.period.id, Object.fromEntries(second.pots.map(({ name, carry }) => [name, `${carry}`])))
    yield {
      id: of.id,
      differences: [...differences, ...sealed, ...(await differencesOf(db, program, of, second.period, computed))],
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
  found.push(...potDifferences(await potsOf(db, stored.id), pots))
  return [...found, ...shareDifferences(await sharesOf(db, stored.id), shares)]
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
