import { Random } from '../../../src/devnet/scenario/random'
import type { PoolAction, PoolEvent } from '../../../src/economics/pool/action'
import { apply } from '../../../src/economics/pool/fold'
import { endOf, newPool, type PoolState } from '../../../src/economics/pool/state'
import { tiers } from '../../../src/economics/staking'
import type { Log } from './log'

const DAY = 86_400
const users = ['0xa1', '0xa2', '0xa3', '0xa4', '0xa5']

/** A year of calls of a pool as its contract executes them, written to a log. */
export function callPool(seed: string, log: Log): PoolState {
  const random = new Random(seed)
  log.at(1_000)
  log.event('destra-pool.OwnershipTransferred', { newOwner: users[0], previousOwner: '0x0' })
  const pool = newPool(log.now + 30 * DAY)
  let time = log.now
  for (let n = 0; n < 300; n++) {
    // Calls crowd at the ends of periods, and some periods pass without any.
    const end = endOf(pool, pool.index)
    time =
      random.chance(0.2) && time < end
        ? end + random.int(-1, 1)
        : time + random.int(0, random.chance(0.05) ? 70 : 3) * DAY
    const action = chosen(random, pool, time)
    const outcome = apply(pool, action)
    if (outcome.kind !== 'done') continue
    log.at(time)
    for (const event of outcome.events) log.event(`destra-pool.${event.name}`, { ...told(event), ...callOf(action) })
  }
  log.at(time)
  return pool
}

function told({ name, ...args }: PoolEvent): Record<string, unknown> {
  return args
}

function callOf(action: PoolAction): Record<string, string> {
  if (action.kind !== 'unstake') return {}
  return { callTo: 'destra-pool', callInput: `0x2e17de78${action.stakeIndex.toString(16).padStart(64, '0')}` }
}

function chosen(random: Random, pool: PoolState, time: number): PoolAction {
  const user = random.pick(users)
  const roll = random.unit()
  if (roll < 0.3)
    return {
      kind: 'stake',
      user,
      amount: BigInt(random.int(1, 1_000)),
      lockSeconds: random.pick(tiers).days * DAY,
      time,
    }
  if (roll < 0.5) return { kind: 'unstake', user, stakeIndex: random.int(0, 5), time }
  if (roll < 0.85) return { kind: 'claim', user, period: Math.max(0, pool.index - random.int(0, 3)), time }
  if (roll < 0.97) return { kind: 'deposit', period: pool.index, amount: BigInt(random.int(1, 10_000)), time }
  return { kind: 'threshold', seconds: random.int(5, 20) * DAY, time }
}
