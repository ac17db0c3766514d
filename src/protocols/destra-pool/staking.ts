import * as pool from '../../abi/destra-pool'
import type { Movement } from '../../economics/ledger/movement'
import { forfeitedPeriods, missingBookings } from '../../economics/pool/booking'
import { resolveUnstake } from '../../economics/pool/resolve'
import { type PoolStake, type PoolState, periodOf, potOf, stakesOf, totalWeightOf } from '../../economics/pool/state'
import { weightOf } from '../../economics/staking'
import { address } from '../../economics/units'
import { positionId } from '../../events/ids'
import { Position } from '../../model'
import type { EventOf } from '../contract'
import { fitsColumn } from '../fitsColumn'
import type { Context, Handlers } from '../handler'
import { PoolBook } from './book'
import type { destraPool } from './contract'
import { reportDifference } from './difference'
import { doubtOf } from './doubt'
import { needsStaker } from './lookups'
import { namedIn } from './namedIn'

type Pool = typeof destraPool

export const staking: Pick<Handlers<Pool>, 'Staked' | 'Unstaked'> = {
  Staked: {
    needs: needsStaker,
    expects: ({ args, logIndex, contract }) => [
      {
        logIndex,
        cause: 'stake',
        fromClass: 'holders',
        toClass: 'staked',
        from: address(args.user),
        to: contract,
        amount: args.amount,
      },
    ],
    apply(event, context) {
      const { session, network, finding } = context
      const { amount } = event.args
      const owner = address(event.args.user)
      const book = PoolBook.of(context)
      if (!fitsColumn(event.args.lockinPeriod + BigInt(event.blockTime))) {
        book.drop(event)
        finding(event, 'F-UNKNOWN-TIER', 'a stake is locked beyond any time', {
          owner,
          lockSeconds: `${event.args.lockinPeriod}`,
        })
        return
      }
      const lockSeconds = Number(event.args.lockinPeriod)
      const action = { kind: 'stake', user: owner, amount, lockSeconds, time: event.blockTime } as const
      reportDifference(context, event, book.observe(event, action))
      const state = book.state(event.contract)
      const { stakeIndex, multiplier, threshold, periodIndex } = stakesOf(state, owner).at(-1)!
      if (multiplier === 0)
        finding(event, 'F-UNKNOWN-TIER', 'a stake has a lock no tier has', { lockSeconds: `${lockSeconds}` })
      session.add(Position, {
        id: positionId(network.name, event.contract, owner, stakeIndex),
        network: network.name,
        pool: event.contract,
        owner,
        index: stakeIndex,
        amount,
        lockSeconds,
        multiplier,
        start: event.blockTime,
        unlock: event.blockTime + lockSeconds,
        threshold,
        periodIndex,
        openedBlock: event.block,
        openedBy: event.txHash,
        status: 'open',
      })
      if (book.isWhole(event.contract)) unbooked(event, context, state)
      shortfall(event, context)
    },
  },

  Unstaked: {
    needs: needsStaker,
    expects: ({ args, logIndex, contract }) => [
      ...(args.amount > args.penalty
        ? [
            {
              logIndex,
              cause: 'unstake',
              fromClass: 'staked' as const,
              toClass: 'holders' as const,
              from: contract,
              to: address(args.user),
              amount: args.amount - args.penalty,
            },
          ]
        : []),
      ...(args.penalty > 0n
        ? [
            {
              logIndex,
              cause: 'early-exit',
              fromClass: 'staked' as const,
              toClass: 'burned' as const,
              from: contract,
              amount: args.penalty,
            },
          ]
        : []),
    ],
    apply(event, context) {
      const { session, network, finding, transaction } = context
      const owner = address(event.args.user)
      const time = event.blockTime
      const book = PoolBook.of(context)
      const state = book.state(event.contract)
      const resolution = resolveUnstake(state, {
        ...event.args,
        owner,
        time,
        ...namedIn(event, pool.functions.unstake.sighash, transaction),
        withdrawn: event.call?.withdrawn,
        run: book.run(event),
      })
      if (resolution.kind === 'impossible') {
        book.drop(event)
        finding(event, 'F-IMPOSSIBLE-UNSTAKE', 'an unstake matches no open position', {
          owner,
          amount: `${event.args.amount}`,
        })
        return
      }
      if (resolution.kind === 'ambiguous')
        finding(event, 'F-AMBIGUOUS-UNSTAKE', 'an unstake could close several positions; the oldest was closed', {
          owner,
          candidates: resolution.candidates.map((each) => each.stakeIndex).join(','),
        })
      const { stake } = resolution
      if (book.isWhole(event.contract)) stranded(event, context, state, stake, resolution.kind === 'ambiguous')
      const action = { kind: 'unstake', user: owner, stakeIndex: stake.stakeIndex, time } as const
      reportDifference(context, event, book.observe(event, action))
      const position = session.get(Position, positionId(network.name, event.contract, owner, stake.stakeIndex))!
      position.status = 'closed'
      position.closedBlock = event.block
      position.closedTime = time
      position.closedBy = event.txHash
      position.penalty = event.args.penalty
      session.changed(Position, position)
      taxedPenalty(event, context)
    },
  },
}

/** Trap 8: the stored index lagged, and the stake counts in periods whose denominator lacks it. */
function unbooked(event: EventOf<Pool, 'Staked'>, { finding }: Context, state: PoolState): void {
  const owner = address(event.args.user)
  const stake = stakesOf(state, owner).at(-1)!
  const periods = missingBookings(state, stake)
  if (periods.length > 0)
    finding(event, 'F-UNBOOKED-STAKE', 'a stake is eligible in periods that never booked it', {
      owner,
      stake: `${stake.stakeIndex}`,
      weight: `${weightOf(stake)}`,
      periods: periods.join(','),
      index: `${state.index}`,
    })
}

/** Trap 14: the pool owes what was announced and holds what a token tax left of it. */
function shortfall(event: EventOf<Pool, 'Staked'>, { movements, finding }: Context): void {
  const paid = nearestBefore(event, movements, 'stake')
  if (paid && paid.amount < event.args.amount)
    finding(event, 'F-STAKE-SHORTFALL', 'the pool received less than it owes for a stake', {
      owner: paid.fromAccount,
      staked: `${event.args.amount}`,
      received: `${paid.amount}`,
      short: `${event.args.amount - paid.amount}`,
    })
}

/** Trap 7: who leaves after a period's end without claiming leaves their weight in its denominator for ever. */
function stranded(
  event: EventOf<Pool, 'Unstaked'>,
  { finding }: Context,
  state: PoolState,
  stake: PoolStake,
  isAmbiguous: boolean,
): void {
  for (const period of forfeitedPeriods(state, stake, event.blockTime)) {
    const held = periodOf(state, period)
    const [pot, total] = [potOf(held), totalWeightOf(held)]
    if (pot === 0n || total <= 0n) continue
    finding(event, 'F-STRANDED-ETH', 'a stake left without claiming: its part of the period is lost', {
      owner: stake.owner,
      stake: `${stake.stakeIndex}`,
      period: `${period}`,
      weight: `${weightOf(stake)}`,
      wei: `${(pot * weightOf(stake)) / total}`,
      ...doubtOf(state, stake.owner, isAmbiguous),
    })
  }
}

/** Trap 3: the penalty is announced before a token tax, and less of it arrives at the burn sink. */
function taxedPenalty(event: EventOf<Pool, 'Unstaked'>, { movements, finding }: Context): void {
  const burned = nearestBefore(event, movements, 'early-exit')
  if (burned && burned.amount < event.args.penalty)
    finding(event, 'F-PENALTY-TAXED', 'less was burned than the penalty announced', {
      announced: `${event.args.penalty}`,
      burned: `${burned.amount}`,
    })
}

/** The transfer of a call: the pool's events come after it, and the next call's transfers after them. */
function nearestBefore(
  { logIndex }: EventOf<Pool, 'Staked' | 'Unstaked'>,
  movements: ReadonlyMap<number, Movement>,
  cause: string,
): Movement | undefined {
  const before = [...movements].filter(([at, movement]) => at < logIndex && movement.cause === cause)
  return before.sort(([a], [b]) => b - a)[0]?.[1]
}
