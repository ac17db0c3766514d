/** What the API and the audit may ask of distributions. All amounts are bigint in base units. */
export { readPots, readPotsOf, type StoredPot } from './close/stored'
export {
  type DistributionCursor,
  type DistributionFilter,
  distributionById,
  distributionsById,
  listDistributions,
} from './read/distributions'
export { type Claimable, explanationOf, listShares, proofOf, type Share, type ShareCursor } from './read/shares'
export { type StakerReward, stakerRewards } from './read/staker'
export { type PeriodYields, tierYields } from './read/yields'
