import { events, functions } from '../../abi/price-pair'
import type { Mark } from '../mark'

export const mark: Mark = {
  view: { name: 'getReserves()', data: functions.getReserves.encode({}), words: 3 },
  topics: [events.Sync.topic],
}

/** The views of a pair's tokens, in the order of their reserves. */
export const tokens = [functions.token0, functions.token1].map((view) => view.encode({}))
