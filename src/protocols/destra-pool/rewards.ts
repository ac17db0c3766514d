import * as firstPool from '../../abi/destra-pool-gen1'
import { missingBookings } from '../../economics/pool/booking'
import { resolveClaim } from '../../economics/pool/resolveClaim'
import { endOf, type PoolState, periodOf, stakesOf } from '../../economics/pool/state'
import { type Address, address, ZERO_ADDRESS } from '../../economics/units'
import { PoolClaim, PoolDeposit } from '../../model'
import type { EventOf } from '../contract'
import type { Context, Handlers } from '../handler'
import { PoolBook } from './book'
import type { destraPool } from './contract'
import { reportDifference } from './difference'
import { doubtOf } from './doubt'
import { needsPool, needsStaker } from './lookups'
import { namedIn } from './namedIn'
import { isPossible } from './possible'

type Pool = typeof destraPool

/** ETH into a pool and out of it. */
export const rewards: Pick<Handlers<Pool>, 'RewardDeposited' | 'RewardClaimed'> = {
  RewardDeposited: {
    needs: needsPool,
    apply(event, context) {
      const { session, network, move } = context
      const { amount } = event.args
      // The event does not name the depositor.
      move(event, 'eth', {
        fromClass: 'holders',
        toClass: 'rewards',
        fromAccount: ZERO_ADDRESS,
        toAccount: event.contract,
        amount,
        cause: 'pool-deposit',
      })
      // The second generation's owner may name any period.
      if (!isPossible(event, context)) return
      const named = 'periodIndex' in event.args ? Number(event.args.periodIndex) : null
      const book = PoolBook.of(context)
      const action = { kind: 'deposit', period: named, amount, time: event.blockTime } as const
      reportDifference(context, event, book.observe(event, action))
      const state = book.state(event.contract)
      const period = named ?? state.index
      session.append(PoolDeposit, {
        id: event.id,
        network: network.name,
        pool: event.contract,
        period,
        amount,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      if (book.isWhole(event.contract)) outOfTime(event, context, state, period)
    },
  },

  RewardClaimed: {
    needs: needsStaker,
    apply(event, context) {
      const { session, network, move } = context
      const { reward } = event.args
      const user = address(event.args.user)
      move(event, 'eth', {
        fromClass: 'rewards',
        toClass: 'holders',
        fromAccount: event.contract,
        toAccount: user,
        amount: reward,
        cause: 'pool-claim',
      })
      if (!isPossible(event, context)) return
      const book = PoolBook.of(context)
      const state = book.state(event.contract)
      const period = 'periodIndex' in event.args ? Number(event.args.periodIndex) : unnamed(event, context, state)
      if (book.isWhole(event.contract)) unbooked(event, context, state, user, period)
      const action = { kind: 'claim', user, period, time: event.blockTime } as const
      reportDifference(context, event, book.observe(event, action))
      session.append(PoolClaim, {
        id: event.id,
        network: network.name,
        pool: event.contract,
        period,
        account: user,
        amount: reward,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
    },
  },
}

/** Deposits that are not for a period that runs: one that has ended (trap 9), or, second generation, one to come. */
function outOfTime(event: EventOf<Pool, 'RewardDeposited'>, { finding }: Context, state: PoolState, period: number) {
  const { amount } = event.args
  const { booked, forfeitedWeight } = periodOf(state, period)
  if (event.blockTime >= endOf(state, period))
    finding(event, 'F-LATE-DEPOSIT', 'a deposit funds a period that has ended', {
      period: `${period}`,
      wei: `${amount}`,
      ended: `${endOf(state, period)}`,
      stranded: `${booked > 0n ? (amount * forfeitedWeight) / booked : 0n}`,
    })
  if (period > state.index)
    finding(event, 'F-EARLY-DEPOSIT', 'a deposit funds a period to come: the transition will forget it', {
      period: `${period}`,
      wei: `${amount}`,
    })
}

/** Trap 8: a claim of weight that was never booked is paid out of the others' part. */
function unbooked(
  event: EventOf<Pool, 'RewardClaimed'>,
  { finding }: Context,
  state: PoolState,
  user: Address,
  period: number,
): void {
  const held = stakesOf(state, user).filter((stake) => stake.closedTime === null)
  const stakes = held.filter((stake) => missingBookings(state, stake).includes(period))
  if (stakes.length > 0)
    finding(event, 'F-UNBOOKED-CLAIM', "a claim was paid out of the others' part", {
      user,
      period: `${period}`,
      wei: `${event.args.reward}`,
      stakes: stakes.map(({ stakeIndex }) => stakeIndex).join(','),
      ...doubtOf(state, user),
    })
}

/** The first generation's event names no period. */
function unnamed(event: EventOf<Pool, 'RewardClaimed'>, { finding, transaction }: Context, state: PoolState): number {
  const user = address(event.args.user)
  const periods = resolveClaim(state, {
    ...{ user, reward: event.args.reward, time: event.blockTime },
    ...namedIn(event, firstPool.functions.claimRewards.sighash, transaction),
  })
  if (periods.length > 1)
    finding(event, 'F-AMBIGUOUS-CLAIM', 'a claim could be of several periods; the oldest was taken', {
      user,
      candidates: periods.join(','),
    })
  return periods[0]
}
