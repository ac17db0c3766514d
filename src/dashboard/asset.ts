import { exactAmount, formatAmount, significant } from './amount'
import type { Token } from './data/answers'

export interface Asset {
  readonly symbol: string
  readonly decimals: number
}

export const eth: Asset = { symbol: 'ETH', decimals: 18 }

/** DeepNode's revenue and price are in USDC, whose six decimals the API does not repeat. */
export const usdc: Asset = { symbol: 'USDC', decimals: 6 }

/** `eth`, the zero address, the network's own token, or else the revenue asset. */
export function assetOf(asset: string, token: Token): Asset {
  if (asset === 'eth' || /^0x0{40}$/.test(asset)) return eth
  return asset.toLowerCase() === token.address.toLowerCase() ? token : usdc
}

/** 12.3456 ETH: four decimals where there is a whole unit, four significant digits below. */
export function inAsset(baseUnits: string | bigint, asset: Asset): string {
  const value = BigInt(baseUnits)
  const small = (value < 0n ? -value : value) < 10n ** BigInt(asset.decimals)
  const text = small ? significant(value, asset.decimals, 4) : formatAmount(value, asset.decimals, 2)
  return `${text} ${asset.symbol}`
}

/** The title of a figure: every decimal, and the base units it stands for. */
export function exactly(baseUnits: string | bigint, asset: Asset): string {
  return `${exactAmount(baseUnits, asset.decimals)} ${asset.symbol} = ${baseUnits} base units`
}
