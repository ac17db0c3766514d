import type { Hex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import type { ProfileInput } from '../../../src/config/profile'

const filled = (byte: string) => `0x${byte.repeat(20)}`

/** One network that has every kind of contract, so that every handler works in every trial. */
export const contracts = {
  token: filled('70'),
  pool: filled('90'),
  bill: filled('b1'),
  nodes: filled('4e'),
  vault: filled('7a'),
  burner: filled('6b'),
  distributor: filled('d1'),
  votes: filled('70').replace(/..$/, '7e'),
  router: filled('40'),
  emissions: filled('e3'),
  pair: filled('9a'),
} as const
export type ContractName = keyof typeof contracts

const kinds = {
  token: 'token',
  pool: 'destra-pool',
  bill: 'dgrid-bill',
  nodes: 'dgrid-nodes',
  vault: 'revenue-vault',
  burner: 'usage-burner',
  distributor: 'merkle-distributor',
  votes: 'votes',
  router: 'deepnode-router',
  emissions: 'deepnode-emissions',
  pair: 'uniswap-v2',
} as const satisfies Record<ContractName, string>
/** Kind of the contract at an address. */
export const kindAt: ReadonlyMap<string, string> = new Map(
  Object.entries(kinds).map(([name, kind]) => [contracts[name as ContractName], kind]),
)

export const ZERO = filled('00')
export const DEAD = '0x000000000000000000000000000000000000dead'
/** A contract nobody of ours knows: its logs are in the blocks, and nothing of them is in the stores. */
export const FOREIGN = filled('0f')

/** Accounts with a class of their own. */
export const named = {
  treasury: filled('c1'),
  governance: filled('c2'),
  rewards: filled('c3'),
  fees: filled('c4'),
  foundation: filled('c5'),
  team: filled('c6'),
  market: filled('c7'),
} as const

export const users = Array.from({ length: 12 }, (_, i) => `0x${(0xa0 + i).toString(16).repeat(20)}`)
/** Nodes have keys: what they report is signed. */
export const nodeKeys = Array.from({ length: 4 }, (_, i): Hex => `0x${(0x11 + i).toString(16).repeat(32)}`)
export const nodeAccounts = nodeKeys.map((key) => privateKeyToAddress(key).toLowerCase())

export const NETWORK = 'simnet'
export const REVENUE_SPLIT_BPS = { stakers: 6_000n, nodes: 2_500n, buyback: 1_500n }

/** Programs that close weeks while a trial runs: its blocks are days apart. */
const programs = ['dgrid.nodes.weekly', 'dgrid.adaptors.weekly', 'dgrid.governance']

/** @param paying whether its weeks are closed, for those trials that have a cron */
export function profileOf(rpc: string, finality: number, paying = false): ProfileInput {
  return {
    name: NETWORK,
    chainId: 31_337,
    rpc,
    finalityConfirmation: finality,
    minimumNodeStake: '0',
    token: { address: contracts.token, symbol: 'SIM', decimals: 18, burnSinks: [DEAD] },
    contracts: {
      pool: { address: contracts.pool, kind: kinds.pool },
      bill: { address: contracts.bill, kind: kinds.bill },
      nodes: { address: contracts.nodes, kind: kinds.nodes },
      vault: { address: contracts.vault, kind: kinds.vault },
      burner: { address: contracts.burner, kind: kinds.burner },
      distributor: { address: contracts.distributor, kind: kinds.distributor },
      votes: { address: contracts.votes, kind: kinds.votes },
      router: { address: contracts.router, kind: kinds.router },
      emissions: { address: contracts.emissions, kind: kinds.emissions },
      pair: { address: contracts.pair, kind: kinds.pair },
    },
    accounts: [
      { address: named.treasury, class: 'treasury', label: 'treasury' },
      { address: named.governance, class: 'governance', label: 'governance' },
      { address: named.rewards, class: 'rewards', label: 'rewards' },
      { address: named.fees, class: 'fees', label: 'fees' },
      { address: named.foundation, class: 'foundation', label: 'foundation' },
    ],
    allocations: [{ address: named.team, label: 'team' }],
    buybackAddresses: [named.market],
    ...(paying && { programs }),
    revenueSplitBps: [
      {
        fromBlock: 0,
        stakers: Number(REVENUE_SPLIT_BPS.stakers),
        nodes: Number(REVENUE_SPLIT_BPS.nodes),
        buyback: Number(REVENUE_SPLIT_BPS.buyback),
      },
    ],
  }
}
