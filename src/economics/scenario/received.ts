import { byRole, type DomainEmission, foldEmissions, NO_CARRY, type RoleAmounts } from '../emission/domainEmission'
import { shareRefusals } from '../emission/shares'
import type { Period } from '../period'
import type { BaseUnits } from '../units'
import type { DomainEpochFacts } from './domain'

/** Emission of a domain received by accounts in a month, and carried by its roles at the month's end. */
export interface ReceivedMonth {
  readonly foundation: BaseUnits
  readonly received: RoleAmounts
  readonly carry: RoleAmounts
}

/**
 * A domain's emission by `domain-emission/v1` over all its epochs, summed by the month in which they ended.
 * @param epochs from the domain's first on, in order: a carry comes from before
 * @returns null where the domain had no shares, or shares that break their rule: nobody can say who receives what
 */
export function receivedByMonth(
  months: readonly Period[],
  epochs: readonly DomainEpochFacts[],
): ReceivedMonth[] | null {
  const valid = epochs.flatMap(({ shares, ...rest }) =>
    shares !== null && shareRefusals(shares).length === 0 ? [{ ...rest, shares }] : [],
  )
  if (valid.length < epochs.length) return null
  const emissions = foldEmissions(valid)
  return months.map(({ start, end }) => {
    const own = emissions.filter((_, at) => valid[at]!.end > start && valid[at]!.end <= end)
    const last = valid.findLastIndex((each) => each.end <= end)
    return {
      foundation: own.reduce((sum, each) => sum + each.foundation, 0n),
      received: own.reduce(add, NO_CARRY),
      carry: emissions[last]?.carry ?? NO_CARRY,
    }
  })
}

function add(sum: RoleAmounts, { roles }: DomainEmission): RoleAmounts {
  return byRole((role) => sum[role] + roles[role].split.distributed)
}
