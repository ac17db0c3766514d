import { events, functions } from '../../abi/merkle-distributor'
import type { Mark } from '../mark'

const programId = `0x${'0'.repeat(64)}`

export const mark: Mark = {
  view: { name: 'periodCap(bytes32)', data: functions.periodCap.encode({ programId }), words: 1 },
  topics: [events.DistributionPublished.topic],
}
