import { type DomainEmission, foldEmissions, NO_CARRY, type RoleAmounts } from '../emission/domainEmission'
import { shareRefusals } from '../emission/shares'
import type { Period } from '../period'
import type { BaseUnits } from '../units'
import type { DomainEpochFacts } from './domain'

/** What accounts were given of a domain's emission in a month, and what its roles hold back at the month's end. */
export interface ReceivedMonth {
  readonly foundation: BaseUnits
  readonly received: RoleAmounts
  readonly carry: RoleAmounts
}

/**
 * A domain's emission by `domain-emission/v1` over all its epochs, told by the month in which they ended.
 * @param epochs from the domain's first on, in order: a carry comes from before
 * @returns null where the domain had no shares, or shares that break their rule: nobody can say who receives what
 */
export function receivedByMonth(
  months: readonly Period[],
  epochs: readonly DomainEpochFacts[],
): ReceivedMonth[] | null {
  const known = epochs.flatMap(({ shares, ...rest }) =>
    shares !== null && shareRefusals(shares).length === 0 ? [{ ...rest, shares }] : [],
  )
  if (known.length < epochs.length) return null
  const emissions = foldEmissions(known)
  return months.map(({ start, end }) => {
    const own = emissions.filter((_, at) => known[at]!.end > start && known[at]!.end <= end)
    const last = known.findLastIndex((each) => each.end <= end)
    return {
      foundation: own.reduce((sum, each) => sum + each.foundation, 0n),
      received: own.reduce(add, NO_CARRY),
      carry: emissions[last]?.carry ?? NO_CARRY,
    }
  })
}

function add(sum: RoleAmounts, { roles }: DomainEmission): RoleAmounts {
  return {
    miners: sum.miners + roles.miners.split.distributed,
    stakers: sum.stakers + roles.stakers.split.distributed,
    validators: sum.validators + roles.validators.split.distributed,
    domainOwner: sum.domainOwner + roles.domainOwner.split.distributed,
    modelOwners: sum.modelOwners + roles.modelOwners.split.distributed,
  }
}
