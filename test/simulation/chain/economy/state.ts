import { named, users } from '../contracts'

export const DAY = 86_400
export const ONE = 10n ** 18n

export interface Stake {
  readonly owner: string
  /** order of the owner's stakes */
  readonly index: number
  readonly amount: bigint
  readonly lock: number
  readonly start: number
  /** eligibility threshold in force when it was made */
  readonly threshold: number
  /** the pool's period index when it was made */
  readonly period: number
  open: boolean
}

/** The staking pool's own storage. */
export interface PoolStorage {
  /** end of period 0 */
  endZero: number
  index: number
  threshold: number
  /** wei by period */
  readonly pots: Record<number, bigint>
  readonly weights: Record<number, bigint>
  /** `account:period` that has been paid */
  readonly claimed: string[]
}

export interface OpenBill {
  readonly id: string
  readonly user: string
  readonly escrow: bigint
  readonly price: bigint
}

export interface Publication {
  readonly programId: string
  readonly period: bigint
  readonly inToken: boolean
  left: bigint
}

/** Everything the contracts would hold. A plain value: each branch of the chain has its own copy. */
export interface Economy {
  /** makes ids unique within a branch */
  serial: number
  readonly holdings: Record<string, bigint>
  readonly stakes: Stake[]
  readonly pool: PoolStorage
  basePrice: bigint
  split: { fee: bigint; governance: bigint; treasury: bigint; adaptor: bigint }
  bills: OpenBill[]
  readonly nodes: Record<string, { operator: string; stake: bigint; jailed: boolean }>
  readonly publications: Publication[]
  readonly models: number[]
  readonly domainStakes: Record<string, bigint>
  epoch: number
}

export function genesisEconomy(): Economy {
  return {
    serial: 0,
    holdings: Object.fromEntries([...users, ...Object.values(named)].map((account) => [account, 0n])),
    stakes: [],
    pool: { endZero: 0, index: 0, threshold: 15 * DAY, pots: {}, weights: {}, claimed: [] },
    basePrice: 0n,
    split: { fee: 0n, governance: 0n, treasury: 0n, adaptor: 0n },
    bills: [],
    nodes: {},
    publications: [],
    models: [],
    domainStakes: {},
    epoch: 0,
  }
}
