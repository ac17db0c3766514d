import type { FactTable } from '../factTable'
import { perEvent } from '../factTable'
import { claimColumns } from '../merkle-distributor/facts'

export const claimFacts: readonly FactTable[] = [
  perEvent('cumulative-distributor.Claimed', 'reward_claim', claimColumns),
]
