import { events, functions } from '../../abi/deepnode-router'
import type { Mark } from '../mark'

export const mark: Mark = {
  view: { name: 'BUYBACK_BPS()', data: functions.BUYBACK_BPS.encode({}), words: 1 },
  token: { name: 'dn()', data: functions.dn.encode({}) },
  topics: [events.RevenueRouted.topic],
}

/** The view of the asset in which its revenue is counted. */
export const usd = functions.usd.encode({})
