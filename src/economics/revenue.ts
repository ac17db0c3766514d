import { bpsOf } from './money'
import type { BaseUnits, BlockNumber, Bps } from './units'

/** How a receipt of revenue is shared from a block on; bps summing to 10,000. */
export interface RevenueSplit {
  readonly fromBlock: BlockNumber
  readonly stakers: Bps
  readonly nodes: Bps
  readonly buyback: Bps
}

/** Parts of one receipt; they sum to it exactly. The stakers own the rounding (domain.md §2). */
export interface RevenueParts {
  readonly stakers: BaseUnits
  readonly nodes: BaseUnits
  readonly buyback: BaseUnits
}

/** Splits a receipt by the version in force at its block. Without any version the stakers have it all. */
export function splitRevenue(amount: BaseUnits, block: BlockNumber, versions: readonly RevenueSplit[]): RevenueParts {
  let inForce: RevenueSplit | undefined
  for (const version of versions)
    if (version.fromBlock <= block && (!inForce || version.fromBlock >= inForce.fromBlock)) inForce = version
  const nodes = bpsOf(amount, inForce?.nodes ?? 0)
  const buyback = bpsOf(amount, inForce?.buyback ?? 0)
  return { stakers: amount - nodes - buyback, nodes, buyback }
}
