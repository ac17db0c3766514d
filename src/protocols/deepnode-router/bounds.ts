import { type BoundsInForce, roles, type ShareBounds } from '../../economics/emission/shares'
import { BPS } from '../../economics/units'
import { currentParameter, type ParameterName } from '../../indexer/fold/parameters'
import type { Session } from '../../indexer/fold/session'

const names = (role: number) => [`floorBps:${role}` as ParameterName, `ceilingBps:${role}` as ParameterName] as const

/** What a change of governance's limits on a role says, by the parameter's name. */
export function boundsOf({ role, floorBps, ceilingBps }: { role: number } & ShareBounds): [string, number][] {
  const [floor, ceiling] = names(role)
  return [
    [floor, floorBps],
    [ceiling, ceilingBps],
  ]
}

/** Governance's limits on every role; where it has set none there is none. */
export function boundsInForce(session: Session): BoundsInForce {
  return Object.fromEntries(
    roles.map((role, number) => {
      const [floorBps, ceilingBps] = names(number).map((name) => currentParameter(session, name))
      return [role, { floorBps: Number(floorBps ?? 0), ceilingBps: Number(ceilingBps ?? BPS) }]
    }),
  )
}
