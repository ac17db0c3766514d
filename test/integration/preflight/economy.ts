import type { ProfileInput } from '../../../src/config/profile'
import { account, DEAD, type TestChain, ZERO } from '../../support/anvil'
import type { TestContract } from '../../support/contract'

export const owner = account(0)
const CONTRACTS = [
  ...['DsyncToken', 'DgaiToken', 'DnToken', 'UsdToken', 'DestraPool', 'DestraPoolGen1', 'DestraPoolGen2', 'Bill'],
  ...[
    'NodeRegistry',
    'Votes',
    'MerkleDistributor',
    'CumulativeDistributor',
    'RevenueVault',
    'UsageBurner',
    'PricePair',
    'DeepNodeRouter',
  ],
  ...['DeepNodeEmissions', 'OtherPool'],
] as const
export type Contracts = Readonly<Record<(typeof CONTRACTS)[number], TestContract>>

/** Blocks before the first contract: the chain was used for something. */
export const BLOCKS_BEFORE = 30

/** One contract of each kind and, of pools, of each generation. */
export async function deployAll(chain: TestChain): Promise<Contracts> {
  for (let n = 0; n < BLOCKS_BEFORE; n++) await chain.mine()
  const deploy = (name: string, ...args: unknown[]) => chain.deploy(name, args, owner)
  const dsync = await deploy('DsyncToken', owner)
  const dgai = await deploy('DgaiToken', owner)
  const dn = await deploy('DnToken', owner)
  const usd = await deploy('UsdToken', owner)
  const pair = await deploy('PricePair', dn.address, usd.address)
  const some = [account(1), account(2), account(3), account(4)]
  const all: Contracts = {
    ...{ DsyncToken: dsync, DgaiToken: dgai, DnToken: dn, UsdToken: usd, PricePair: pair },
    DestraPool: await deploy('DestraPool', dsync.address),
    DestraPoolGen1: await deploy('DestraPoolGen1', dsync.address),
    DestraPoolGen2: await deploy('DestraPoolGen2', dsync.address),
    OtherPool: await deploy('DestraPool', dgai.address),
    Bill: await deploy('Bill', dgai.address, ...some),
    NodeRegistry: await deploy('NodeRegistry', dgai.address),
    Votes: await deploy('Votes', dgai.address),
    MerkleDistributor: await deploy('MerkleDistributor', owner),
    CumulativeDistributor: await deploy('CumulativeDistributor', owner),
    RevenueVault: await deploy('RevenueVault', dsync.address),
    UsageBurner: await deploy('UsageBurner', dsync.address),
    DeepNodeRouter: await deploy('DeepNodeRouter', dn.address, usd.address, pair.address, ...some.slice(0, 3)),
    DeepNodeEmissions: await deploy('DeepNodeEmissions', dn.address, account(1), account(2)),
  }
  for (let n = 0; n < 20; n++) await chain.mine()
  return all
}

/** Profiles that are right. */
export function rightProfiles(at: Contracts, rpc: string) {
  const chain = { chainId: 31337, rpc, finalityConfirmation: 12 }
  const burnSinks = [DEAD, ZERO]
  const destra = {
    ...{ ...chain, name: 'some-destra', startBlock: BLOCKS_BEFORE + 1 },
    token: { address: at.DsyncToken.address, symbol: 'DSync', decimals: 18, burnSinks, burnReducesTotal: false },
    contracts: {
      pool: { address: at.DestraPool.address, kind: 'destra-pool' },
      first: { address: at.DestraPoolGen1.address, kind: 'destra-pool', generation: 1 },
      second: { address: at.DestraPoolGen2.address, kind: 'destra-pool', generation: 2 },
      vault: { address: at.RevenueVault.address, kind: 'revenue-vault' },
      burner: { address: at.UsageBurner.address, kind: 'usage-burner' },
      distributor: { address: at.MerkleDistributor.address, kind: 'merkle-distributor' },
      cumulative: { address: at.CumulativeDistributor.address, kind: 'cumulative-distributor' },
    },
  } satisfies ProfileInput
  const dgrid = {
    ...{ ...chain, name: 'some-dgrid', startBlock: 1 },
    token: { address: at.DgaiToken.address, symbol: 'DGAI', decimals: 18, burnSinks },
    contracts: {
      bill: { address: at.Bill.address, kind: 'dgrid-bill' },
      nodes: { address: at.NodeRegistry.address, kind: 'dgrid-nodes' },
      votes: { address: at.Votes.address, kind: 'votes' },
    },
  } satisfies ProfileInput
  const deepnode = {
    ...{ ...chain, name: 'some-deepnode' },
    token: { address: at.DnToken.address, symbol: 'DN', decimals: 18, burnSinks },
    contracts: {
      router: { address: at.DeepNodeRouter.address, kind: 'deepnode-router' },
      emissions: { address: at.DeepNodeEmissions.address, kind: 'deepnode-emissions' },
      pair: { address: at.PricePair.address, kind: 'uniswap-v2' },
    },
    revenueAsset: at.UsdToken.address,
  } satisfies ProfileInput
  return { destra, dgrid, deepnode }
}

type Profiles = ReturnType<typeof rightProfiles>
/** A mistake: whose profile, what is changed, the field that is refused, and what is to be written. */
export type Mistake = readonly [
  field: string,
  of: keyof Profiles,
  change: Readonly<Record<string, unknown>>,
  write: RegExp,
]

/** @param at of the chain */
export function mistakes(at: Contracts): Mistake[] {
  const NOBODY = account(99)
  return [
    ['chainId', 'destra', { chainId: 1 }, /"chainId": 31337/],
    ['startBlock', 'destra', { startBlock: 10_000 }, /"startBlock": 31/],
    ['startBlock', 'destra', { startBlock: 40 }, /"startBlock": 31/],
    ['finalityConfirmation', 'destra', { finalityConfirmation: 5_000 }, /"finalityConfirmation": \d+/],
    ['token.address', 'dgrid', { 'token.address': NOBODY }, /address of the token/],
    ['token.address', 'dgrid', { 'token.address': at.MerkleDistributor.address }, /address of the token/],
    ['token.decimals', 'destra', { 'token.decimals': 6 }, /"decimals": 18/],
    ['token.symbol', 'destra', { 'token.symbol': 'DSYNC' }, /"symbol": "DSync"/],
    ['token.max', 'destra', { 'token.max': '1' }, /"max": null/],
    ['token.burnSinks.0', 'destra', { 'token.burnSinks': [at.OtherPool.address] }, /excludedFromCirculating/],
    ['token.burnSinks.1', 'destra', { 'token.burnSinks': [DEAD, owner] }, /excludedFromCirculating/],
    ['contracts.pool.address', 'destra', { 'contracts.pool.address': NOBODY }, /address/],
    ['contracts.pool.address', 'destra', { 'contracts.pool.address': at.OtherPool.address }, /Mend the address/],
    ['contracts.pool.kind', 'destra', { 'contracts.pool.address': at.Bill.address }, /"kind": "dgrid-bill"/],
    ['contracts.pool.generation', 'destra', { 'contracts.pool.generation': 1 }, /"generation": 3/],
    ['contracts.pool.generation', 'destra', { 'contracts.pool.generation': 2 }, /"generation": 3/],
    ['contracts.first.generation', 'destra', { 'contracts.first.generation': 2 }, /"generation": 1/],
    ['contracts.first.generation', 'destra', { 'contracts.first.generation': 3 }, /"generation": 1/],
    ['contracts.second.generation', 'destra', { 'contracts.second.generation': 1 }, /"generation": 2/],
    ['contracts.vault.kind', 'destra', { 'contracts.vault.kind': 'usage-burner' }, /"kind": "revenue-vault"/],
    ['contracts.burner.kind', 'destra', { 'contracts.burner.kind': 'revenue-vault' }, /"kind": "usage-burner"/],
    ['contracts.distributor.kind', 'destra', { 'contracts.distributor.kind': 'votes' }, /"kind": "merkle-dist/],
    [
      'contracts.distributor.kind',
      'destra',
      { 'contracts.distributor.kind': 'cumulative-distributor' },
      /"merkle-dist/,
    ],
    ['contracts.cumulative.kind', 'destra', { 'contracts.cumulative.kind': 'merkle-distributor' }, /"cumulative-dist/],
    ['contracts.bill.kind', 'dgrid', { 'contracts.bill.kind': 'dgrid-nodes' }, /"kind": "dgrid-bill"/],
    ['contracts.nodes.kind', 'dgrid', { 'contracts.nodes.kind': 'revenue-vault' }, /"kind": "dgrid-nodes"/],
    ['contracts.votes.address', 'dgrid', { 'contracts.votes.address': at.UsdToken.address }, /address of a votes/],
    ['contracts.bill.address', 'dgrid', { 'token.address': at.DsyncToken.address, 'token.symbol': 'DSync' }, /Mend/],
    ['contracts.router.kind', 'deepnode', { 'contracts.router.kind': 'deepnode-emissions' }, /"kind": "deepnode-ro/],
    ['contracts.pair.tokenIndex', 'deepnode', { 'contracts.pair.tokenIndex': 1 }, /"tokenIndex": 0/],
    ['rpc', 'destra', { rpc: 'node.example:8545' }, /=https:/],
    ['token.burnSinks.0', 'destra', { 'token.burnSinks': [`${DEAD.slice(0, -4)}DEAd`] }, /explorer/],
    ['revenueAsset', 'deepnode', { revenueAsset: 'eth' }, /"revenueAsset": "0x/],
    ['revenueAsset', 'deepnode', { revenueAsset: NOBODY }, /"revenueAsset": "eth"/],
  ]
}

/** A profile with one field, named by its path, that says something else. */
export function planted(profile: ProfileInput, change: Readonly<Record<string, unknown>>): ProfileInput {
  const copy = structuredClone(profile)
  for (const [path, value] of Object.entries(change)) {
    const fields = path.split('.')
    const last = fields.pop()!
    const into = fields.reduce((at: object, field) => Reflect.get(at, field) as object, copy)
    Reflect.set(into, last, value)
  }
  return copy
}
