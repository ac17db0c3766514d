import * as bill from '../abi/bill'
import * as emissions from '../abi/deepnode-emissions'
import * as router from '../abi/deepnode-router'
import * as pool from '../abi/destra-pool'
import * as firstPool from '../abi/destra-pool-gen1'
import * as distributor from '../abi/merkle-distributor'
import * as registry from '../abi/node-registry'
import * as pair from '../abi/price-pair'
import * as vault from '../abi/revenue-vault'
import * as burner from '../abi/usage-burner'
import * as votes from '../abi/votes'
import type { ContractKind } from '../config/profile'
import { ZERO_ADDRESS } from '../economics/units'

/** What a contract kind is recognised by. */
export interface Mark {
  /** a view that is answered by this kind */
  readonly view: { readonly name: string; readonly data: string; readonly words: number }
  /** the view that names the network's token, where there is one */
  readonly token?: { readonly name: string; readonly data: string }
  /** topics of its events that no other kind has: they stand in its code, unless that is a proxy's */
  readonly topics: readonly string[]
}

const nobody = `0x${'0'.repeat(64)}`
const tokenView = { name: 'token()', data: bill.functions.token.encode({}) }
const dnView = { name: 'dn()', data: router.functions.dn.encode({}) }

/** Kinds without a view of their own are told by `token()` and their code; they come last, for others answer it too. */
export const marks: Readonly<Record<ContractKind, Mark>> = {
  'destra-pool': {
    view: { name: 'dsyncToken()', data: pool.functions.dsyncToken.encode({}), words: 1 },
    token: { name: 'dsyncToken()', data: pool.functions.dsyncToken.encode({}) },
    topics: [pool.events.Staked.topic],
  },
  'dgrid-bill': {
    view: { name: 'basePrice()', data: bill.functions.basePrice.encode({}), words: 1 },
    token: tokenView,
    topics: [bill.events.BillOpened.topic],
  },
  'dgrid-nodes': {
    view: { name: 'MAX_SLASH_BPS()', data: registry.functions.MAX_SLASH_BPS.encode({}), words: 1 },
    token: tokenView,
    topics: [registry.events.NodeRegistered.topic],
  },
  'merkle-distributor': {
    view: { name: 'periodCap(bytes32)', data: distributor.functions.periodCap.encode({ programId: nobody }), words: 1 },
    topics: [distributor.events.DistributionPublished.topic],
  },
  'deepnode-router': {
    view: { name: 'BUYBACK_BPS()', data: router.functions.BUYBACK_BPS.encode({}), words: 1 },
    token: dnView,
    topics: [router.events.RevenueRouted.topic],
  },
  'deepnode-emissions': {
    view: { name: 'closedUntil()', data: emissions.functions.closedUntil.encode({}), words: 1 },
    token: dnView,
    topics: [emissions.events.EpochClosed.topic],
  },
  votes: {
    view: {
      name: 'hasVoted(uint256,address)',
      data: votes.functions.hasVoted.encode({ proposalId: 0n, voter: ZERO_ADDRESS }),
      words: 1,
    },
    token: tokenView,
    topics: [votes.events.VoteCast.topic],
  },
  'uniswap-v2': {
    view: { name: 'getReserves()', data: pair.functions.getReserves.encode({}), words: 3 },
    topics: [pair.events.Sync.topic],
  },
  'revenue-vault': { view: { ...tokenView, words: 1 }, token: tokenView, topics: [vault.events.RevenueReceived.topic] },
  'usage-burner': { view: { ...tokenView, words: 1 }, token: tokenView, topics: [burner.events.UsageBurned.topic] },
}

/** Kinds that have no view of their own. */
export const toldByCode: readonly ContractKind[] = ['revenue-vault', 'usage-burner']

/** What generations of a pool differ by. */
export const poolMarks = {
  period: { name: 'rewardPeriods(uint256)', data: pool.functions.rewardPeriods.encode({ period: 0n }) },
  /** words of a period: the third generation keeps its weight elsewhere, in `totalWeights` */
  thirdWords: 3,
  earlierWords: 4,
  /** only the first one's claims name no period */
  firstTopic: firstPool.events.RewardClaimed.topic,
  secondTopic: pool.events.RewardClaimed.topic,
}

export const pairMarks = {
  token0: pair.functions.token0.encode({}),
  token1: pair.functions.token1.encode({}),
}
export const routerMarks = { usd: router.functions.usd.encode({}) }
