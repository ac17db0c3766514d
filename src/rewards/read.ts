/** Reads of distributions for the API and the audit. */
export { readPots, readPotsOf, type StoredPot } from './close/stored'
export { type NewestCorrection, newestCorrections, settledBy } from './correction/newest'
export { type CorrectionSummary, correctionSummary } from './correction/summary'
export { type ClaimState, claimStates } from './read/claimAccounts'
export {
  type DistributionCursor,
  type DistributionFilter,
  distributionById,
  distributionsById,
  listDistributions,
} from './read/distributions'
export { readProof } from './read/readProof'
export { type Reward, readStaker } from './read/readStaker'
export { readYields } from './read/readYields'
export { type Claimable, explainedShare, listShares, proofOf, type Share, type ShareCursor } from './read/shares'
export { readUnclaimed, type Unclaimed } from './read/unclaimed'
export { readWaitingForPerson, type WaitingForPerson, waitingForPerson, waitingText } from './read/waitingForPerson'
