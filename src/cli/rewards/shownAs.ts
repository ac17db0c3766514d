import type { BaseUnits, Seconds } from '../../economics/units'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { type Asset, inAsset } from '../amount'

/** Every chain that is indexed counts its coin so. */
export const ETH: Asset = { symbol: 'ETH', decimals: 18 }

/** How amounts of a distribution are read; null for a token that no profile describes: then base units are all there is. */
export function assetOf(
  { profiles }: Pick<RewardsContext, 'profiles'>,
  { network, asset }: { readonly network: string; readonly asset: string },
): Asset | null {
  if (asset === 'eth') return ETH
  const token = profiles.find(({ name }) => name === network)?.token
  return token?.address === asset ? token : null
}

export const tokens = (amount: BaseUnits, asset: Asset | null) => (asset === null ? '' : inAsset(amount, asset))

/** 2026-09-01, with the time of day where it is not midnight; UTC. */
export function moment(seconds: Seconds): string {
  const text = new Date(seconds * 1_000).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`
}
