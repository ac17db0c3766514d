import {
  eligibleMonths,
  heldAt,
  type PositionRow,
  positionColumns,
  positionWeight,
  tierDays,
} from '../../ledger/staking/positions'
import type { SchemaPart } from '../schemaPart'
import { stakingSeries } from './facts'

/** `pool` and `poolPeriods` are the api's to answer: one fold of the pool serves all who ask at a head. */
export const poolSdl: SchemaPart = {
  types: /* GraphQL */ `
    "One stake. Its weight is amount × multiplier."
    type Position {
      id: ID!
      network: String!
      pool: Address!
      owner: Address!
      "order of this owner's stakes in the pool, from 0"
      index: Int!
      amount: BigInt!
      weight: BigInt!
      "lock in days: the name of its tier"
      tier: Int!
      multiplier: Int!
      lockSeconds: Int!
      "eligibility threshold as it was when the stake was made"
      thresholdSeconds: Int!
      start: DateTime!
      unlock: DateTime!
      status: String!
      openedBlock: Int!
      openedBy: String!
      closedBlock: Int
      closedAt: DateTime
      closedBy: String
      penalty: BigInt
      "UTC months whose end this position is eligible at, were it never closed early"
      eligiblePeriods: [EligiblePeriod!]!
      "leaving before this forfeits the last period it is eligible in; null when it is eligible in none"
      holdUntil: DateTime
    }

    type EligiblePeriod {
      period: String!
      start: DateTime!
      end: DateTime!
      "false: the position was closed before the period ended and earns nothing for it"
      held: Boolean!
    }

    "What the pool's contract pays this account, by a fold of everything the chain did with it. ETH in wei."
    type PoolStaker {
      ruleset: String!
      block: BlockRef!
      "what claiming every period now would pay"
      claimableNow: BigInt!
      claims: [PoolClaim!]!
      "claim at or after this and then leave: unstaking earlier forfeits; null when nothing more can be earned"
      holdUntil: DateTime
      "stakes still held"
      stakes: [PoolStake!]!
      warnings: [PoolWarning!]!
      "events of this pool that its ruleset did not predict to the wei, but for those that an uncertain account's other choice explains; 0 says the figures are the contract's own"
      differences: Int!
      "an unstake of this account could have closed several of its stakes, and the chain has not confirmed the one that the ledger closed; or, first generation, a claim that names no period could have taken from one of its own: single figures are those of one choice, \`interval\` bounds them all"
      uncertain: Boolean!
      "bounds of every figure over all that the unstakes can have closed, and claims can have been of; null for an account that is not uncertain"
      interval: PoolInterval
      "what the pool holds and owes, by token, pool and ledger"
      staked: PoolStaked!
    }

    "The contract's own figures lie within these bounds, whichever stakes the account's unstakes closed, and whichever periods claims were of."
    type PoolInterval {
      "ways in which the unstakes can have closed stakes, and claims have taken from periods; 1 where the chain has said which, and then the single figures are of it; null where there are more than 64, and the bounds are wider"
      choices: Int
      claimableNow: PoolAmounts!
      claims: [PoolClaimInterval!]!
      holdUntil: PoolTimes!
      "stakes that are held by some choice"
      stakes: [PoolStakeInterval!]!
    }

    "Both inclusive."
    type PoolAmounts {
      low: BigInt!
      high: BigInt!
    }

    "Both inclusive; null, for nothing more to earn, is before every time."
    type PoolTimes {
      low: DateTime
      high: DateTime
    }

    type PoolClaimInterval {
      period: String!
      amount: PoolAmounts!
    }

    "What unstaking it now, without claiming first, would lose."
    type PoolStakeInterval {
      "order of this owner's stakes in the pool, from 0"
      index: Int!
      "false: another choice has closed it"
      sure: Boolean!
      holdUntil: PoolTimes!
      penalty: BigInt!
      claimable: PoolAmounts!
      "periods still open that this stake would count in"
      periods: [String!]!
    }

    "Under a token tax a pool holds less than it owes, and whoever unstakes last is refused. As the audit found it: null before it did."
    type PoolStaked {
      pool: Address!
      "the token's own word"
      balanceOf: BigInt
      "the pool's own word; null, too, where no contract answered"
      totalStaked: BigInt
      "what the ledger says the pool holds"
      ledger: BigInt
      "final block of all three"
      block: BlockRef
    }

    type PoolClaim {
      period: String!
      amount: BigInt!
    }

    type PoolStake {
      "order of this owner's stakes in the pool, from 0"
      index: Int!
      holdUntil: DateTime
      forfeitsNow: PoolForfeit!
    }

    "What unstaking now, without claiming first, would lose."
    type PoolForfeit {
      "tokens burned for leaving before the end of the lock"
      penalty: BigInt!
      "claimable now and never again"
      claimable: BigInt!
      "periods still open that this stake would count in"
      periods: [String!]!
    }

    type PoolWarning {
      "of the pool: index-behind, over-claimed, insolvent; of a stake: hold, unbooked"
      kind: String!
      severity: String!
      "index of the stake, where it is about one"
      stake: Int
      "it is so by one choice of what uncertain accounts hold or have claimed, and may not be by another"
      uncertain: Boolean!
    }

    "Where the ETH of one period of the staking pool is: deposited = claimed + claimable + stranded + pending. Wei."
    type PoolPeriod {
      period: String!
      end: DateTime!
      ended: Boolean!
      deposited: BigInt!
      claimed: BigInt!
      "what the remaining claimants get one after another, in the order of their addresses"
      claimable: BigInt!
      "nobody can claim it any more"
      stranded: BigInt!
      strandedBy: PoolStranded!
      "nobody can claim it yet: the period has not ended, or its owner has not set the weight"
      pending: BigInt!
      "who is eligible and would be refused, because others took more than their part"
      refused: [Address!]!
      "uncertain accounts that may still claim here, or may have claimed here: claimed, claimable, stranded with its causes and refused may be those of another choice of their stakes and claims"
      uncertain: [Address!]!
      block: BlockRef!
    }

    "The causes sum to \`stranded\`."
    type PoolStranded {
      "left by floors"
      dust: BigInt!
      "stakes that left after the end without claiming"
      forfeited: BigInt!
      "funded, but nobody had weight"
      noWeight: BigInt!
      "unbooked stakes took from the others, whose claims now ask for more than there is"
      overClaimable: BigInt!
      "a denominator that is larger than who stands for it (first and second generation)"
      denominator: BigInt!
      "deposited ahead of time and forgotten by the transition (second generation)"
      overwritten: BigInt!
    }

    "Open stakes at the end of an interval, per lock tier."
    type StakingPoint {
      timestamp: DateTime!
      end: DateTime!
      "lock in days"
      tier: Int!
      amount: BigInt!
      positions: Int!
    }

    extend type Staker {
      "what the pool's own contract owes; null without such a pool, and when its deployment is not in the log"
      pool(
        "one of the network's staking pools; without it the profile's first"
        address: Address
      ): PoolStaker
    }

    extend type Query {
      "Every period of the staking pool that anything happened in, oldest first."
      poolPeriods(
        network: String!
        "one of the network's staking pools; without it the profile's first"
        pool: Address
      ): [PoolPeriod!]!
      "What every staking pool of the network holds and owes, in the profile's order."
      poolStaked(network: String!): [PoolStaked!]!
    }
  `,
  lists: {
    positions: {
      node: 'Position',
      select: positionColumns,
      from: 'position',
      filters: {
        owner: { type: 'Address', column: 'owner' },
        pool: { type: 'Address', column: 'pool' },
        status: { type: 'String', column: 'status' },
        multiplier: { type: 'Int', column: 'multiplier' },
        amount: { type: 'BigInt', column: 'amount' },
        openedBlock: { type: 'Int', column: 'opened_block' },
        start: { type: 'DateTime', column: 'start' },
        unlock: { type: 'DateTime', column: 'unlock' },
        closedAt: { type: 'DateTime', column: 'closed_time' },
      },
      key: { opened_block: 'int', id: 'text' },
    },
  },
  series: { stakingSeries: { point: 'StakingPoint', of: stakingSeries } },
  fields: {
    Position: {
      weight: positionWeight,
      tier: (row: PositionRow) => tierDays(row.lockSeconds),
      eligiblePeriods: (row: PositionRow) =>
        eligibleMonths(row).map(({ id, start, end }) => ({ period: id, start, end, held: heldAt(row, end) })),
      holdUntil: (row: PositionRow) => eligibleMonths(row).at(-1)?.end ?? null,
    },
    StakingPoint: { tier: (row: { lockSeconds: number }) => tierDays(row.lockSeconds) },
  },
}
