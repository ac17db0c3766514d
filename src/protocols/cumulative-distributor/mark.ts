import { events, functions } from '../../abi/cumulative-distributor'
import type { Mark } from '../mark'

const programId = `0x${'0'.repeat(64)}`

export const mark: Mark = {
  view: { name: 'programs(bytes32)', data: functions.programs.encode({ programId }), words: 4 },
  topics: [events.DistributionPublished.topic],
}
