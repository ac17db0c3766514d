import { events, functions } from '../../abi/deepnode-emissions'
import type { Mark } from '../mark'

export const mark: Mark = {
  view: { name: 'closedUntil()', data: functions.closedUntil.encode({}), words: 1 },
  token: { name: 'dn()', data: functions.dn.encode({}) },
  topics: [events.EpochClosed.topic],
}
