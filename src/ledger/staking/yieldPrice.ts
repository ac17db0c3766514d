import type { Profile } from '../../config/profile'
import type { TimeRange } from '../../economics/period'
import { type Price, timeWeightedPrice } from '../../economics/pressure'
import type { Seconds } from '../../economics/units'
import type { Snapshot } from '../../postgres/snapshot'
import { pricePair, reservesWithin } from '../reserves'

/** Price of one whole token in the asset of the rewards, over a window declared in the profile. */
export interface YieldPrice extends TimeRange {
  readonly price: Price
  readonly pair: string
  /** asset of the price, `eth` or a token */
  readonly quote: string
  /** states of the pair that held within the window */
  readonly states: number
}

/** @param end of the window: the period's, or the block's where the period is open; null without a pair or a state */
export async function yieldPrice(snapshot: Snapshot, profile: Profile, end: Seconds): Promise<YieldPrice | null> {
  const pair = pricePair(profile)
  if (!pair) return null
  const window = { start: end - pair.windowSeconds, end }
  const states = await reservesWithin(snapshot, profile, window)
  const price = timeWeightedPrice(states, window, profile.token.decimals)
  return price && { price, pair: pair.address, quote: profile.revenueAsset, ...window, states: states.length }
}
