import type { Header } from '../../chain/blocks'
import { closedPeriods, nextPeriod, type Period, parsePeriod, periodContaining } from '../../economics/period'
import type { Queryable } from '../../postgres/queryable'
import { readCursor } from '../cursor'
import type { Program } from '../programs'

/** A period that is over, and the id of the one before it; null: it is the program's first. */
export interface ClosedPeriod {
  readonly period: Period
  readonly before: string | null
}

/**
 * Every period of a program that is over at the final head, oldest first, from the one that has its first receipt.
 * Reads all history, so it is for a command and not for a timer.
 */
export async function closedPeriodsOf(db: Queryable, program: Program, final: Header): Promise<ClosedPeriod[]> {
  const { schedule } = program.source
  const periods =
    'closed' in schedule ? await schedule.closed(db, program, final, null) : await ruled(db, program, final, null)
  return periods.map((period, at) => ({ period, before: periods[at - 1]?.id ?? null }))
}

/**
 * The closed periods without a finished report, oldest first. Reports come in order and without a gap (E-CLOSE-ORDER),
 * so a rule's periods are due after the newest report; announced ones, when they were announced or ended after the close
 * cursor; and either, when its report was begun and not finished. All of it is read from the stores: after a year's outage
 * twelve months are due, and while none is, the query reads as much after ten years as after one.
 */
export async function duePeriodsOf(db: Queryable, program: Program, final: Header): Promise<ClosedPeriod[]> {
  const { schedule } = program.source
  const candidates =
    'closed' in schedule
      ? await schedule.closed(db, program, final, await readCursor(db, program, 'close', final.number))
      : await ruled(db, program, final, await newestReport(db, program))
  const due: ClosedPeriod[] = await unfinished(db, program, candidates)
  const closed = await finished(db, program, candidates)
  for (const period of candidates) {
    if (closed.has(period.id)) continue
    due.push({ period, before: await beforeOf(db, program, period, due[due.length - 1]?.period) })
  }
  return due
}

/** By the program's rule, from the period after `newest`, or from that of its first receipt. */
async function ruled(db: Queryable, program: Program, final: Header, newest: string | null): Promise<Period[]> {
  const { schedule } = program.source
  const rule = program.ruleset.period
  if (rule === null || 'closed' in schedule) return []
  if (newest !== null) return closedPeriods(rule, nextPeriod(rule, parsePeriod(rule, newest)), final.time)
  const firstTime = await schedule.first(db, program, final.number)
  return firstTime === null ? [] : closedPeriods(rule, periodContaining(rule, firstTime), final.time)
}

async function newestReport(db: Queryable, { network, name }: Program): Promise<string | null> {
  const { rows } = await db.query<{ period: string }>(
    `select period from distribution where network = $1 and program = $2 and state <> 'planned'
     order by period_end desc, id desc limit 1`,
    [network, name],
  )
  return rows[0]?.period ?? null
}

/** Other periods whose report was begun and not finished. Their pot is computed, so `before` is not read: null. */
async function unfinished(db: Queryable, program: Program, candidates: readonly Period[]): Promise<ClosedPeriod[]> {
  const { rows } = await db.query<BegunRow>(
    `select d.period as id, d.period_number as number, d.period_start as start, d.period_end as "end"
     from reward_fire f join distribution d using (network, program, period)
     where f.network = $1 and f.program = $2 and f.finished_at is null and d.state <> 'planned' and d.period <> all($3)
     order by d.period_end, d.id`,
    [program.network, program.name, candidates.map(({ id }) => id)],
  )
  const kind = program.ruleset.period?.kind ?? candidates[0]?.kind ?? 'epoch'
  return rows.map((row) => ({ period: { ...row, kind, number: BigInt(row.number) }, before: null }))
}

interface BegunRow extends Omit<Period, 'kind' | 'number'> {
  number: string
}

/** Ids of the periods that are finished: their report is verified and its files are written. */
export async function finished(
  db: Queryable,
  { network, name }: Program,
  periods: readonly Period[],
): Promise<ReadonlySet<string>> {
  if (periods.length === 0) return new Set()
  const { rows } = await db.query<{ period: string }>(
    `select d.period from distribution d join reward_fire f using (network, program, period)
     where d.network = $1 and d.program = $2 and d.period = any($3) and d.state not in ('planned', 'computed')
       and f.finished_at is not null`,
    [network, name, periods.map(({ id }) => id)],
  )
  return new Set(rows.map((row) => row.period))
}

/** The period before this one: the last that begins earlier and has a report or is due. */
async function beforeOf(db: Queryable, { network, name }: Program, period: Period, due: Period | undefined) {
  const { rows } = await db.query<{ id: string; start: number }>(
    `select period as id, period_start as start from distribution
     where network = $1 and program = $2 and state <> 'planned' and period_start < $3
     order by period_end desc, id desc limit 1`,
    [network, name, period.start],
  )
  const reported = rows[0]
  if (due !== undefined && due.start < period.start && due.start > (reported?.start ?? -1)) return due.id
  return reported?.id ?? null
}
