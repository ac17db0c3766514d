import * as bill from '../../abi/bill'
import * as emissions from '../../abi/deepnode-emissions'
import * as router from '../../abi/deepnode-router'
import * as pool from '../../abi/destra-pool'
import * as firstPool from '../../abi/destra-pool-gen1'
import * as secondPool from '../../abi/destra-pool-gen2'
import * as token from '../../abi/dsync-token'
import * as distributor from '../../abi/merkle-distributor'
import * as registry from '../../abi/node-registry'
import * as pair from '../../abi/price-pair'
import * as vault from '../../abi/revenue-vault'
import * as usage from '../../abi/usage-burner'
import * as votes from '../../abi/votes'
import { table } from './table'

/** What the generations of the Destra pool tell; OwnershipTransferred from nobody is their deployment. */
const poolKinds = [
  'Staked',
  'Unstaked',
  'RewardDeposited',
  'RewardClaimed',
  'TotalWeightUpdated',
  'RewardPeriodTransition',
  'EligibilityThresholdUpdated',
  'OwnershipTransferred',
] as const

/** Decoders by contract kind of a profile, `token` beside them. A new kind of contract is a line here and an ABI. */
export const tables = {
  token: table(token.events, ['Transfer']),
  'destra-pool': table(pool.events, poolKinds, ['Unstaked']),
  'destra-pool-gen1': table(firstPool.events, poolKinds, ['Unstaked', 'RewardClaimed']),
  'destra-pool-gen2': table(secondPool.events, poolKinds, ['Unstaked']),
  'revenue-vault': table(vault.events, ['RevenueReceived', 'BoughtBack']),
  'usage-burner': table(usage.events, ['UsageBurned']),
  'merkle-distributor': table(distributor.events, ['DistributionPublished', 'Claimed']),
  'dgrid-bill': table(bill.events, ['BillOpened', 'BillSettled', 'BillRefunded', 'BasePriceChanged', 'SplitChanged']),
  'dgrid-nodes': table(registry.events, [
    'NodeRegistered',
    'NodeStakeChanged',
    'NodeJailed',
    'NodeUnjailed',
    'Slashed',
  ]),
  votes: table(votes.events, ['VoteCast']),
  'deepnode-router': table(router.events, ['ModelMinted', 'DomainConfigured', 'BoundsChanged', 'RevenueRouted']),
  'deepnode-emissions': table(emissions.events, [
    'WorkVerified',
    'ValidationCounted',
    'DomainStakeChanged',
    'EpochClosed',
    'EmissionMinted',
  ]),
  'uniswap-v2': table(pair.events, ['Sync']),
} as const
