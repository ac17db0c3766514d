import { readFileSync } from 'node:fs'
import path from 'node:path'
import { getContractAddress, type Hex } from 'viem'
import { projectRoot } from '../config/root'
import { type Address, address } from '../economics/units'
import { actor, signerAddress } from './accounts'
import { type Argument, encode } from './chain/calldata'
import type { Wish } from './chain/transaction'

export const DEPLOYER = signerAddress('deployer')

/** Accounts that are parameters of contracts, and the parties every script knows. */
export const parties = {
  destra: { treasury: actor('destra', 'treasury', 0), market: actor('destra', 'market', 0) },
  dgrid: {
    feeSink: actor('dgrid', 'fee-sink', 0),
    governancePool: actor('dgrid', 'governance-pool', 0),
    treasury: actor('dgrid', 'treasury', 0),
    rewardsPool: actor('dgrid', 'rewards-pool', 0),
  },
  deepnode: {
    feeSink: actor('deepnode', 'fee-sink', 0),
    reserve: actor('deepnode', 'emission-reserve', 0),
    market: actor('deepnode', 'market', 0),
    rewardsPool: actor('deepnode', 'rewards-pool', 0),
    foundation: actor('deepnode', 'foundation', 0),
  },
} as const

export const smartWalletOwner = actor('destra', 'smart-wallet-owner', 0)

/** The contracts in the order of their deployment: the deployer's nonce, so their addresses, follow from it. */
const contracts = {
  dsync: { artifact: 'DsyncToken', args: () => [DEPLOYER] },
  pool: { artifact: 'DestraPool', args: (at) => [at('dsync')] },
  vault: { artifact: 'RevenueVault', args: (at) => [at('dsync')] },
  usage: { artifact: 'UsageBurner', args: (at) => [at('dsync')] },
  destraDistributor: { artifact: 'MerkleDistributor', args: () => [DEPLOYER] },
  smartWallet: { artifact: 'SmartWallet', args: () => [smartWalletOwner] },
  dgai: { artifact: 'DgaiToken', args: () => [DEPLOYER] },
  bill: {
    artifact: 'Bill',
    args: (at) => {
      const { feeSink, governancePool, treasury, rewardsPool } = parties.dgrid
      return [at('dgai'), feeSink, governancePool, treasury, rewardsPool]
    },
  },
  registry: { artifact: 'NodeRegistry', args: (at) => [at('dgai')] },
  votes: { artifact: 'Votes', args: (at) => [at('dgai')] },
  dgridDistributor: { artifact: 'MerkleDistributor', args: () => [DEPLOYER] },
  dn: { artifact: 'DnToken', args: () => [DEPLOYER] },
  usd: { artifact: 'UsdToken', args: () => [DEPLOYER] },
  pair: { artifact: 'PricePair', args: (at) => [at('dn'), at('usd')] },
  router: {
    artifact: 'DeepNodeRouter',
    args: (at) => {
      const { feeSink, reserve, market } = parties.deepnode
      return [at('dn'), at('usd'), at('pair'), feeSink, reserve, market]
    },
  },
  emissions: {
    artifact: 'DeepNodeEmissions',
    args: (at) => [at('dn'), parties.deepnode.rewardsPool, parties.deepnode.foundation],
  },
  deepnodeDistributor: { artifact: 'MerkleDistributor', args: () => [DEPLOYER] },
} satisfies Record<string, { artifact: string; args: (at: (name: string) => Address) => readonly Argument[] }>

export type ContractName = keyof typeof contracts
export type Deployment = Readonly<Record<ContractName, Address>>

const names = Object.keys(contracts) as ContractName[]

/** Where every contract of the devnet is, on every machine. */
export const devnet: Deployment = Object.fromEntries(
  names.map((name, nonce) => [name, address(getContractAddress({ from: DEPLOYER, nonce: BigInt(nonce) }))]),
) as Record<ContractName, Address>

/** Enough for the largest contract; a block takes hundreds of these. */
const DEPLOY_GAS = 12_000_000

/** The deployments in order; they must be the deployer's first transactions. */
export function deployments(): Wish[] {
  return names.map((name) => {
    const { artifact, args } = contracts[name]
    const data = `${bytecode(artifact)}${encode(args((other) => devnet[other as ContractName]))}` as Hex
    return { from: DEPLOYER, to: null, data, gas: DEPLOY_GAS, label: `deploy ${artifact}` }
  })
}

function bytecode(artifact: string): string {
  const file = path.join(projectRoot, 'contracts', 'artifacts', `${artifact}.json`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { bytecode: string }).bytecode
}
