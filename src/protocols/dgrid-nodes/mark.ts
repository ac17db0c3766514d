import { events, functions } from '../../abi/node-registry'
import type { Mark } from '../mark'

export const mark: Mark = {
  view: { name: 'MAX_SLASH_BPS()', data: functions.MAX_SLASH_BPS.encode({}), words: 1 },
  token: { name: 'token()', data: functions.token.encode({}) },
  topics: [events.NodeRegistered.topic],
}
