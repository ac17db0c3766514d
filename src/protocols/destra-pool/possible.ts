import { fitsColumn } from '../fitsColumn'
import type { Context } from '../handler'
import { type PoolCall, poolEventOf } from './poolEvent'

/** Whether the periods and times of an event can ever come; an event whose cannot is a finding and changes no state. */
export function isPossible(event: PoolCall, { finding }: Context): boolean {
  const never = Object.entries(poolEventOf(event)).filter(
    ([, value]) => typeof value === 'number' && !fitsColumn(BigInt(value)),
  )
  if (never.length === 0) return true
  const evidence = Object.fromEntries(never.map(([name, value]) => [name, `${value}`]))
  finding(event, 'F-IMPOSSIBLE-PERIOD', 'an event of a pool names a period or a time that will never come', evidence)
  return false
}
