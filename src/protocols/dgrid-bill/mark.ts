import { events, functions } from '../../abi/bill'
import type { Mark } from '../mark'

export const mark: Mark = {
  view: { name: 'basePrice()', data: functions.basePrice.encode({}), words: 1 },
  token: { name: 'token()', data: functions.token.encode({}) },
  topics: [events.BillOpened.topic],
}
