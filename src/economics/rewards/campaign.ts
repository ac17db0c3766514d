import { mulDiv } from '../money'
import type { BaseUnits } from '../units'
import { byAccount } from './participants'
import { mainPot, type WeightedParticipant } from './pot'
import type { MainPotRuleset } from './ruleset'

/** A line of a campaign's table. */
export interface TableEntry {
  readonly account: string
  readonly weight: bigint
}

/** A fixed pot over a fixed window, by the table its profile has; an address is in it once. */
export const campaignV1: MainPotRuleset<TableEntry> = {
  name: 'campaign/v1',
  period: null,
  entries: 'table',
  weigh,
  pots: mainPot(weigh),
}

/** @throws RangeError when an address is in the table twice */
function weigh(table: readonly TableEntry[]): WeightedParticipant[] {
  if (new Set(table.map(({ account }) => account)).size !== table.length)
    throw new RangeError('an address is in the table of a campaign twice')
  return byAccount(table.map(({ account, weight }) => ({ account, key: account, part: { weight } })))
}

/**
 * A pot declared in another unit, e.g. dollars, in base units of the asset it is paid in: floor(pot × 10^decimals / price).
 * @param perToken base units of the pot's unit for one whole token of the asset
 */
export function convertedPot(pot: BaseUnits, perToken: BaseUnits, assetDecimals: number): BaseUnits {
  return mulDiv(pot, 10n ** BigInt(assetDecimals), perToken, 'floor')
}
