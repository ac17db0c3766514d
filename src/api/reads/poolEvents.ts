import type { Profile } from '../../config/profile'
import type { PoolAction, PoolEvent } from '../../economics/pool/action'
import type { Observed } from '../../economics/pool/replay'
import { AssayError } from '../../errors'
import type { Snapshot } from '../snapshot'

/** Events of one pool that are folded for an answer: two seconds of work at most; a longer history needs a stored state. */
const MAX_POOL_EVENTS = 50_000

interface Row {
  readonly kind: string
  readonly time: number
  readonly txHash: string
  readonly data: Readonly<Record<string, string>>
}

/**
 * What the chain did with the staking pool, in order, as calls of it. An unstake's stake is the one the indexer closed
 * for it; an unstake of nothing is a finding and no call.
 * @throws AssayError E-POOL-TOO-LONG
 */
export async function poolCalls(snapshot: Snapshot, profile: Profile, pool: string): Promise<Observed[]> {
  const rows = await snapshot.rows<Row>(
    `select kind, block_time as time, tx_hash as "txHash", data from event
     where network = $1 and contract = $2 and kind = any($3) order by block, log_index, part limit $4`,
    [profile.name, pool, Object.keys(calls), MAX_POOL_EVENTS + 1],
  )
  if (rows.length > MAX_POOL_EVENTS)
    throw new AssayError('E-POOL-TOO-LONG', `${profile.name}: the pool has more than ${MAX_POOL_EVENTS} calls`, {
      next: 'Ask for the other fields of the staker.',
    })
  const closed = await closedStakes(snapshot, profile, pool)
  return rows.flatMap((row) => {
    const call = calls[row.kind]!(row.data, row.time)
    if (call.action.kind !== 'unstake') return [call]
    const stakeIndex = closed.get(keyOf(row.txHash, row.data))?.shift()
    return stakeIndex === undefined ? [] : [{ ...call, action: { ...call.action, stakeIndex } }]
  })
}

/** Indexes of closed stakes, by what their `Unstaked` tells. */
async function closedStakes(snapshot: Snapshot, profile: Profile, pool: string): Promise<Map<string, number[]>> {
  const rows = await snapshot.rows<{ user: string; index: number; amount: string; penalty: string; txHash: string }>(
    `select owner as "user", index, amount::text as amount, penalty::text as penalty, closed_by as "txHash"
     from position where network = $1 and pool = $2 and closed_by is not null order by owner, index limit $3`,
    [profile.name, pool, MAX_POOL_EVENTS],
  )
  const closed = new Map<string, number[]>()
  for (const { index, txHash, ...told } of rows) {
    const key = keyOf(txHash, told)
    closed.set(key, [...(closed.get(key) ?? []), index])
  }
  return closed
}

function keyOf(txHash: string, { user, amount, penalty }: Readonly<Record<string, string>>): string {
  return [txHash, user!.toLowerCase(), amount, penalty].join(' ')
}

type Read = (data: Readonly<Record<string, string>>, time: number) => { action: PoolAction; told: PoolEvent }

/** The stored arguments of an event, and the call it tells of. */
const calls: Readonly<Record<string, Read>> = {
  Staked: ({ user, amount, lockinPeriod }, time) => {
    const of = { user: user!.toLowerCase(), amount: BigInt(amount!) }
    const lockSeconds = Number(lockinPeriod)
    return {
      action: { kind: 'stake', ...of, lockSeconds, time },
      told: { name: 'Staked', ...of, lockinPeriod: lockSeconds },
    }
  },
  Unstaked: ({ user, amount, penalty }, time) => {
    const owner = user!.toLowerCase()
    return {
      action: { kind: 'unstake', user: owner, stakeIndex: -1, time },
      told: { name: 'Unstaked', user: owner, amount: BigInt(amount!), penalty: BigInt(penalty!) },
    }
  },
  RewardDeposited: ({ periodIndex, amount }, time) => {
    const of = { period: Number(periodIndex), amount: BigInt(amount!) }
    return {
      action: { kind: 'deposit', ...of, time },
      told: { name: 'RewardDeposited', periodIndex: of.period, amount: of.amount },
    }
  },
  RewardClaimed: ({ user, periodIndex, reward }, time) => {
    const of = { user: user!.toLowerCase(), period: Number(periodIndex) }
    return {
      action: { kind: 'claim', ...of, time },
      told: { name: 'RewardClaimed', user: of.user, periodIndex: of.period, reward: BigInt(reward!) },
    }
  },
  EligibilityThresholdUpdated: ({ newThreshold }, time) => {
    const seconds = Number(newThreshold)
    return {
      action: { kind: 'threshold', seconds, time },
      told: { name: 'EligibilityThresholdUpdated', newThreshold: seconds },
    }
  },
}
