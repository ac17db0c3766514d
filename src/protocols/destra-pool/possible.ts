import { fitsColumn } from '../fitsColumn'
import type { Context } from '../handler'
import { type PoolCall, toldBy } from './told'

/** Whether an event's periods and times are some that can come; one that cannot is a finding and changes no state. */
export function isPossible(event: PoolCall, { finding }: Context): boolean {
  const never = Object.entries(toldBy(event)).filter(
    ([, value]) => typeof value === 'number' && !fitsColumn(BigInt(value)),
  )
  if (never.length === 0) return true
  const evidence = Object.fromEntries(never.map(([name, value]) => [name, `${value}`]))
  finding(event, 'F-IMPOSSIBLE-PERIOD', 'an event of a pool names a period or a time that will never come', evidence)
  return false
}
