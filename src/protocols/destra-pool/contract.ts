import { events } from '../../abi/destra-pool'
import { events as firstEvents } from '../../abi/destra-pool-gen1'
import { events as secondEvents } from '../../abi/destra-pool-gen2'
import { table } from '../../events/decoders/table'
import type { Contract, FactsOf } from '../contract'
import { withdrawnAround } from './views'

const reading = {
  reads: [
    'Staked',
    'Unstaked',
    'RewardDeposited',
    'RewardClaimed',
    'TotalWeightUpdated',
    'RewardPeriodTransition',
    'EligibilityThresholdUpdated',
    // from nobody: the deployment, 30 days before end(0)
    'OwnershipTransferred',
  ],
  ignores: {},
} as const

const decoders = table('destra-pool', events, { ...reading, inCall: ['Unstaked'] })
const earlier = {
  // Its claims name no period (domain.md §2, trap 11).
  1: table('destra-pool', firstEvents, { ...reading, inCall: ['Unstaked', 'RewardClaimed'] }),
  2: table('destra-pool', secondEvents, { ...reading, inCall: ['Unstaked'] }),
}

type PoolFact = FactsOf<{ decoders: typeof decoders } | { decoders: (typeof earlier)[1 | 2] }>

/** Three generations of one pool, each with its ABI and its ruleset (economics/pool/rules.ts). */
export const destraPool: Contract<PoolFact, never> = {
  decoders,
  earlier,
  holds: 'staked',
  around: withdrawnAround,
}
