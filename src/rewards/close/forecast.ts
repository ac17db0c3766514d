import type { Header } from '../../chain/blocks'
import { type Period, parsePeriod } from '../../economics/period'
import { AssayError } from '../../errors'
import { loadKeccak } from '../../keccak'
import { transaction } from '../../postgres/transaction'
import { assertIndexedChain, finalHead } from '../chain/final'
import type { Program } from '../programs'
import { type BuiltReport, buildReport } from '../report/build'
import { type Closing, dryClose } from './close'
import { closedPeriodsOf } from './due'
import { previousReport, readInputs } from './inputs'

/** What closing a period would store, or what it would if the period ended at the last final block. */
export interface Forecast {
  readonly period: Period
  readonly built: BuiltReport
  /** the period is not over: its pot grows, and positions come and go */
  readonly isOpen: boolean
  /** the period before, where it is over and has no report yet, so that its carry is not in the pot; null: it is */
  readonly withoutCarryOf: string | null
}

/**
 * Nothing is stored. Of an open period everything is read as of the last final block; eligibility goes by the period's own
 * end, so that who leaves before it is still in.
 * @throws AssayError E-PERIOD where there is no such period, or it has not begun, or only the chain can say when it ends
 */
export async function forecast(closing: Omit<Closing, 'writeFiles' | 'worker'>, id: string): Promise<Forecast> {
  const { pool, blocks, program } = closing
  const final = await finalHead(pool, blocks, program)
  const closed = final === null ? [] : (await closedPeriodsOf(pool, program, final)).map(({ period }) => period)
  const over = closed.find((each) => each.id === id)
  if (over !== undefined)
    return { period: over, built: await dryClose(closing, id), isOpen: false, withoutCarryOf: null }
  const period = openPeriod(program, final, id)
  const { number, hash, time } = final!
  await assertIndexedChain(pool, blocks, program.network, number)
  const keccak = await loadKeccak()
  return transaction(
    pool,
    async (db) => {
      const previous = await previousReport(db, program, period.start)
      const inputs = await readInputs(db, program, period, { number, hash, time }, previous?.report ?? null)
      const before = closed.filter(({ end }) => end <= period.start).at(-1)?.id ?? null
      const withoutCarryOf = before === (previous?.period ?? null) ? null : before
      return { period, built: buildReport(keccak, inputs), isOpen: true, withoutCarryOf }
    },
    'read-only snapshot',
  )
}

function openPeriod({ ruleset, source, name }: Program, final: Header | null, id: string): Period {
  if (ruleset.period === null || 'closed' in source.schedule)
    throw noForecast(id, name, 'the chain, or the profile, announces when its periods end', 'Close it once it is over.')
  const period = parsed(ruleset.period, name, id)
  if (final === null || final.time < period.start)
    throw noForecast(id, name, 'it has not begun in final blocks', 'Name the period that is open now.')
  if (period.end <= final.time)
    throw noForecast(id, name, 'it was over before there was anything to distribute', 'Name a later period.')
  return period
}

function parsed(rule: NonNullable<Program['ruleset']['period']>, name: string, id: string): Period {
  try {
    return parsePeriod(rule, id)
  } catch {
    throw noForecast(id, name, `it is no ${rule.kind}`, 'Periods are written like 2026-09, p12, 2026-W37, e105.')
  }
}

function noForecast(id: string, program: string, why: string, next: string): AssayError {
  return new AssayError('E-PERIOD', `${id} of ${program} cannot be forecast: ${why}`, { next })
}
