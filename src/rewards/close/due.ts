import { closedPeriods, type Period, periodContaining } from '../../economics/period'
import type { Header } from '../chain/blocks'
import type { Queryable } from '../db'
import type { Program } from '../programs'

/** A period that is over, and how far its distribution has come. */
export interface ClosedPeriod {
  readonly period: Period
  /** null: nobody has begun */
  readonly state: string | null
}

/**
 * Every period of a program that is over at the final head, oldest first, from the one that has its first receipt.
 * It asks the stores, not a memory of what ran: after a year's outage the answer is the twelve missing months.
 */
export async function closedPeriodsOf(db: Queryable, program: Program, final: Header): Promise<ClosedPeriod[]> {
  const periods = await periodsOf(db, program, final)
  const { rows } = await db.query<{ period: string; state: string }>(
    'select period, state from distribution where network = $1 and program = $2',
    [program.network, program.name],
  )
  const states = new Map(rows.map((row) => [row.period, row.state]))
  return periods.map((period) => ({ period, state: states.get(period.id) ?? null }))
}

async function periodsOf(db: Queryable, program: Program, final: Header): Promise<Period[]> {
  const { schedule } = program.source
  if ('closed' in schedule) return schedule.closed(db, program, final)
  const firstTime = await schedule.first(db, program, final.number)
  const rule = program.ruleset.period
  if (firstTime === null || rule === null) return []
  return closedPeriods(rule, periodContaining(rule, firstTime), final.time)
}
