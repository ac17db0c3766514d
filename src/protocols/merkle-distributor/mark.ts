import { events, functions } from '../../abi/merkle-distributor'
import { ZERO_ADDRESS } from '../../economics/units'
import type { Mark } from '../mark'

const of = { programId: `0x${'0'.repeat(64)}`, period: 0n, account: ZERO_ADDRESS }

export const mark: Mark = {
  // A CumulativeDistributor has every view of it but this one, which asks for a period.
  view: { name: 'claimed(bytes32,uint256,address)', data: functions.claimed.encode(of), words: 1 },
  topics: [events.DistributionPublished.topic],
}
