import { commands, type Lie, type SeriesLie, type SqlLie, type Verdict } from './lie'
import { lies } from './suite'
import { Year } from './year'

/** Checks that read a whole log and name every row of it: a dozen lies cost no more than one. So many at once each names. */
const TOGETHER: Readonly<Record<string, number>> = {
  ...{ digest: 8, bills: 8, second: 8, distributions: 8, stores: 8 },
  // It names ten rows of each table.
  replay: 24,
  signatures: 8,
}

/** Tells all of them. What was not named among others is told again alone. @param onVerdict called with each */
export async function tellAll(
  year: Year,
  chosen: readonly Lie[],
  onVerdict: (verdict: Verdict) => void = () => {},
): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const some of groups(chosen)) {
    const together = some.length > 1 ? await year.tellTogether(some as (SqlLie | SeriesLie)[]).catch(() => []) : []
    for (const [at, lie] of some.entries()) {
      const verdict = together[at]?.named ? together[at] : await year.tell(lie)
      verdicts.push(verdict)
      onVerdict(verdict)
    }
  }
  return verdicts
}

function groups(chosen: readonly Lie[]): Lie[][] {
  const open = new Map<string, Lie[]>()
  const found: Lie[][] = []
  for (const lie of chosen) {
    const key = `${lie.by} ${lie.on} ${'table' in lie} ${lie.signed}`
    const atOnce = 'sql' in lie || 'table' in lie ? (TOGETHER[lie.by] ?? 1) : 1
    const group = open.get(key)
    // Of a table of series the first rows are named: one lie each.
    const isFree = !('table' in lie) || !group?.some((each) => 'table' in each && each.table === lie.table)
    if (group && group.length < atOnce && isFree) {
      group.push(lie)
      continue
    }
    const begun = [lie]
    found.push(begun)
    open.set(key, begun)
  }
  return found
}

/** Checks of the audit that are to name them. */
export function checksOf(told: readonly Lie[]): string[] {
  const ids = told.map(({ by }) => by.replace(/ --full$/, ''))
  return [...new Set(ids)].filter((id) => !commands.some((command) => command === id))
}

/** `npm run lies`. @returns whether all were named, and nothing was while nobody lied */
export async function run(data: string, names: readonly string[], verbose: boolean): Promise<boolean> {
  const chosen =
    names.length === 0 ? lies : lies.filter(({ name, by, on }) => names.some((each) => [name, by, on].includes(each)))
  if (chosen.length === 0) throw new Error(`no lie ${names.join(', ')}`)
  const year = Year.open(data)
  try {
    const verdicts = await tellAll(year, chosen, ({ name, by, noticed, named, said, seconds }) => {
      console.log(
        `${named ? 'named  ' : noticed ? 'NOTICED' : 'MISSED '} ${name.padEnd(40)} ${by.padEnd(28)} ${seconds.toFixed(2)} s`,
      )
      if (verbose || !named) for (const line of said.slice(0, 12)) console.log(`          ${line.slice(0, 400)}`)
    })
    const named = verdicts.filter((each) => each.named).length
    const missed = verdicts.filter((each) => !each.noticed).length
    console.log(
      `${verdicts.length} lies: ${named} named, ${verdicts.length - named - missed} noticed only, ${missed} missed`,
    )
    return named === verdicts.length
  } finally {
    await year.close()
  }
}
