import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type ProfileInput, parseProfile } from '../config/profile'
import { DEAD_ADDRESS, ZERO_ADDRESS } from '../economics/units'
import { DEVNET_CHAIN_ID } from '../embedded/anvil'
import { DEPLOYER, devnet, parties } from './deploy'
import { deepnodeTreasury } from './scenario/deepnode/holders'
import { buybackDesk } from './scenario/destra/usage'
import { allocation, allocations } from './scenario/dgrid/allocations'
import { MINIMUM_STAKE } from './scenario/dgrid/nodes'

/** `finalized` of the devnet's node: two epochs of six slots behind its head. */
const FINALITY_BLOCKS = 12
const burnSinks = [DEAD_ADDRESS, ZERO_ADDRESS]
const whole = { chainId: DEVNET_CHAIN_ID, startBlock: 1, finalityConfirmation: FINALITY_BLOCKS } as const

const destra: ProfileInput = {
  ...whole,
  name: 'devnet-destra',
  token: {
    address: devnet.dsync,
    symbol: 'DSync',
    decimals: 18,
    max: (10n ** 27n).toString(),
    burnSinks,
    burnReducesTotal: false,
    silentFees: true,
    excludedFromCirculating: [
      { address: parties.destra.treasury, label: 'treasury' },
      { address: DEPLOYER, label: 'deployer' },
    ],
  },
  contracts: {
    stakingPool: { address: devnet.pool, kind: 'destra-pool', generation: 3 },
    revenueVault: { address: devnet.vault, kind: 'revenue-vault' },
    usageBurner: { address: devnet.usage, kind: 'usage-burner' },
    distributor: { address: devnet.destraDistributor, kind: 'merkle-distributor' },
  },
  accounts: [{ address: parties.destra.treasury, class: 'treasury', label: 'treasury' }],
  buybackAddresses: [buybackDesk],
  revenueSplitBps: [{ fromBlock: 0, stakers: 6000, nodes: 2500, buyback: 1500 }],
  revenueAsset: 'eth',
  programs: ['destra.stakers.monthly', 'destra.pool', 'destra.nodes.monthly'],
}

const dgrid: ProfileInput = {
  ...whole,
  name: 'devnet-dgrid',
  token: {
    address: devnet.dgai,
    symbol: 'DGAI',
    decimals: 18,
    max: (10n ** 27n).toString(),
    burnSinks,
    excludedFromCirculating: (['nodes', 'team', 'investors'] as const).map((label) => {
      return { address: allocation(label), label }
    }),
  },
  contracts: {
    bill: { address: devnet.bill, kind: 'dgrid-bill' },
    nodeRegistry: { address: devnet.registry, kind: 'dgrid-nodes' },
    governance: { address: devnet.votes, kind: 'votes' },
    distributor: { address: devnet.dgridDistributor, kind: 'merkle-distributor' },
  },
  accounts: [
    { address: parties.dgrid.feeSink, class: 'fees', label: 'network fees' },
    { address: parties.dgrid.governancePool, class: 'governance', label: 'governance pool' },
    { address: parties.dgrid.treasury, class: 'treasury', label: 'treasury' },
    { address: parties.dgrid.rewardsPool, class: 'rewards', label: 'rewards pool' },
  ],
  allocations: [...allocations],
  minimumNodeStake: MINIMUM_STAKE.toString(),
  programs: ['dgrid.nodes.weekly', 'dgrid.adaptors.weekly', 'dgrid.governance'],
}

const deepnode: ProfileInput = {
  ...whole,
  name: 'devnet-deepnode',
  token: {
    address: devnet.dn,
    symbol: 'DN',
    decimals: 18,
    burnSinks,
    excludedFromCirculating: [{ address: deepnodeTreasury, label: 'treasury' }],
  },
  contracts: {
    revenueRouter: { address: devnet.router, kind: 'deepnode-router' },
    emissions: { address: devnet.emissions, kind: 'deepnode-emissions' },
    pricePair: { address: devnet.pair, kind: 'uniswap-v2' },
    distributor: { address: devnet.deepnodeDistributor, kind: 'merkle-distributor' },
  },
  accounts: [
    { address: deepnodeTreasury, class: 'treasury', label: 'treasury' },
    { address: parties.deepnode.feeSink, class: 'fees', label: 'fees and processors' },
    { address: parties.deepnode.reserve, class: 'emission-reserve', label: 'emission reserve' },
    { address: parties.deepnode.rewardsPool, class: 'rewards', label: 'rewards pool' },
    { address: parties.deepnode.foundation, class: 'foundation', label: 'foundation' },
  ],
  revenueAsset: devnet.usd,
  programs: ['deepnode.emission'],
}

export const devnetProfiles: readonly ProfileInput[] = [destra, dgrid, deepnode]

/** Writes the profiles of the devnet's three networks; returns the files. They are the same for every devnet. */
export function writeDevnetProfiles(dataDir: string): string[] {
  const folder = path.join(dataDir, 'profiles')
  mkdirSync(folder, { recursive: true })
  return devnetProfiles.map((profile) => {
    const file = path.join(folder, `${profile.name}.json`)
    parseProfile(profile, file, {})
    writeFileSync(`${file}.tmp`, `${JSON.stringify(profile, null, 2)}\n`)
    renameSync(`${file}.tmp`, file)
    return file
  })
}
