import type { Handlers } from '../handler'
import { handlers as perPeriod } from '../merkle-distributor/handlers'
import type { cumulativeDistributor } from './contract'

const { DistributionPublished, Claimed } = perPeriod

/** Its events have the fields of a MerkleDistributor's and move the same money; only the name of their kind is another. */
export const handlers = { DistributionPublished, Claimed } as unknown as Handlers<typeof cumulativeDistributor>
