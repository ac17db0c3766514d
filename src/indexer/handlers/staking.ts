import * as pool from '../../abi/destra-pool'
import { DEFAULT_THRESHOLD_SECONDS, resolveUnstake, tierOf } from '../../economics/staking'
import { address } from '../../economics/units'
import type { DomainEvent } from '../../events/event'
import { positionId } from '../../events/ids'
import { Position } from '../../model'
import type { Handlers, Needs } from '../handler'
import { currentParameter, setParameter } from '../parameters'

const owns = (event: DomainEvent<'Staked' | 'Unstaked'>, needs: Needs) => needs.positionsOf(event.args.user)

export const staking: Handlers = {
  Staked: {
    needs: owns,
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
    apply(event, { session, network, finding }) {
      const owner = address(event.args.user)
      const lockSeconds = Number(event.args.lockinPeriod)
      const tier = tierOf(lockSeconds)
      if (!tier) finding(event, 'F-UNKNOWN-TIER', 'a stake has a lock no tier has', { lockSeconds: `${lockSeconds}` })
      let index = 0
      for (const row of session.where(Position, 'owner', owner)) if (row.pool === event.contract) index++
      session.add(Position, {
        id: positionId(network.name, event.contract, owner, index),
        network: network.name,
        pool: event.contract,
        owner,
        index,
        amount: event.args.amount,
        lockSeconds,
        multiplier: tier?.multiplier ?? 0,
        start: event.blockTime,
        unlock: event.blockTime + lockSeconds,
        threshold: Number(currentParameter(session, 'eligibilityThreshold') ?? DEFAULT_THRESHOLD_SECONDS),
        periodIndex: Number(currentParameter(session, 'rewardPeriodIndex') ?? 0),
        openedBlock: event.block,
        openedBy: event.txHash,
        status: 'open',
      })
    },
  },

  Unstaked: {
    needs: owns,
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
    apply(event, { session, finding }) {
      const owner = address(event.args.user)
      const open: Position[] = []
      for (const row of session.where(Position, 'owner', owner))
        if (row.pool === event.contract && row.status === 'open') open.push(row)
      const resolution = resolveUnstake(open, { ...event.args, time: event.blockTime, index: calledIndex(event) })
      if (resolution.kind === 'impossible') {
        finding(event, 'F-IMPOSSIBLE-UNSTAKE', 'an unstake matches no open position', {
          owner,
          amount: `${event.args.amount}`,
        })
        return
      }
      if (resolution.kind === 'ambiguous')
        finding(event, 'F-AMBIGUOUS-UNSTAKE', 'an unstake could close several positions; the oldest was closed', {
          owner,
          candidates: resolution.candidates.map((each) => each.index).join(','),
        })
      const { position } = resolution
      position.status = 'closed'
      position.closedBlock = event.block
      position.closedTime = event.blockTime
      position.closedBy = event.txHash
      position.penalty = event.args.penalty
      session.changed(Position, position)
    },
  },

  EligibilityThresholdUpdated: {
    apply: (event, { session }) => setParameter(session, event, 'eligibilityThreshold', event.args.newThreshold),
  },
  RewardPeriodTransition: {
    apply: (event, { session }) => setParameter(session, event, 'rewardPeriodIndex', event.args.newPeriodIndex),
  },
}

/** The stake index a transaction names when it calls the pool's `unstake(uint256)` directly. */
function calledIndex(event: DomainEvent<'Unstaked'>): number | undefined {
  const { call } = event
  if (call?.to !== event.contract || !call.input.startsWith(pool.functions.unstake.sighash)) return undefined
  return Number(pool.functions.unstake.decode(call.input).stakeIndex)
}
