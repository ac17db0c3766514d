import { type BoundsInForce, roles, type ShareBounds } from '../../economics/emission/shares'
import { BPS } from '../../economics/units'
import type { ParametersOf } from '../contract'
import type { Context } from '../handler'
import { type deepnodeRouter, limitsOf } from './contract'

/** What a change of governance's limits on a role says, by the parameter's name. */
export function boundsOf({ role, floorBps, ceilingBps }: { role: number } & ShareBounds): [string, number][] {
  const [floor, ceiling] = limitsOf(role)
  return [
    [floor, floorBps],
    [ceiling, ceilingBps],
  ]
}

/** Governance's limits on every role; where it has set none there is none. */
export function boundsInForce({ parameter }: Context<ParametersOf<typeof deepnodeRouter>>): BoundsInForce {
  return Object.fromEntries(
    roles.map((role, number) => {
      const [floorBps, ceilingBps] = limitsOf(number).map(parameter)
      return [role, { floorBps: Number(floorBps ?? 0), ceilingBps: Number(ceilingBps ?? BPS) }]
    }),
  )
}
