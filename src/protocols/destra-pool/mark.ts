import * as pool from '../../abi/destra-pool'
import * as firstPool from '../../abi/destra-pool-gen1'
import type { Mark } from '../mark'

const dsyncToken = { name: 'dsyncToken()', data: pool.functions.dsyncToken.encode({}) }

export const mark: Mark = { view: { ...dsyncToken, words: 1 }, token: dsyncToken, topics: [pool.events.Staked.topic] }

/** What generations of a pool differ by. */
export const generationMarks = {
  period: { name: 'rewardPeriods(uint256)', data: pool.functions.rewardPeriods.encode({ period: 0n }) },
  /** words of a period: the third generation keeps its weight elsewhere, in `totalWeights` */
  thirdWords: 3,
  earlierWords: 4,
  /** only the first one's claims name no period */
  firstTopic: firstPool.events.RewardClaimed.topic,
  secondTopic: pool.events.RewardClaimed.topic,
}
