import type { Campaign } from '../../config/campaign'
import { windowPeriod } from '../../economics/period'
import { convertedPot, type TableEntry } from '../../economics/rewards/campaign'
import type { Source } from './source'

/** Pot and table are the profile's own: no store is read. */
export function campaignSource(campaign: Campaign, assetDecimals: number): Source {
  const { pot, price, start, end, table } = campaign
  const window = windowPeriod(start, end)
  const amount = price === undefined ? pot : convertedPot(pot, price.perToken, assetDecimals)
  return {
    schedule: { closed: async (_, __, final) => (final.time >= end ? [window] : []) },
    receipts: async () => [{ id: `campaign ${campaign.name}`, amount }],
    entries: async (): Promise<TableEntry[]> => table.map(({ address, weight }) => ({ account: address, weight })),
    terms: { pot, ...(price && { pricePerToken: price.perToken, priceSource: price.source }) },
  }
}
