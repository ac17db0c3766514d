import type { PoolAction, PoolEvent } from '../../src/economics/pool/action'
import { claimWeight } from '../../src/economics/pool/claim'
import { apply } from '../../src/economics/pool/fold'
import { type Generation, poolRules } from '../../src/economics/pool/rules'
import { newPool, type PoolState, potOf, stakesOf, totalWeightOf } from '../../src/economics/pool/state'
import { type Address, account, type RawLog, type TestChain } from '../support/anvil'
import type { TestContract } from '../support/contract'
import { DAY, OWNER, POOL_CONTRACT } from './poolFixture'

/** Calls of one pool: enough for two years of periods, few enough that a stakes array stays cheap to walk. */
export const CALLS_PER_SEED = 250
const USERS = [20, 21, 22, 23, 24].map(account)
/** Days between two blocks of a pool that is in use, and of one that sleeps: its index falls far behind (trap 8). */
const BUSY = { pauses: [0, 0, 1, 1, 2, 4, 7, 9, 16, 29, 70], callsPerBlock: 8 }
const SLEEPY = { pauses: [0, 0, 0, 1, 9, 14, 29, 31, 70, 110, 170], callsPerBlock: 2 }
/** 3.2 million, above the dearest call (a 360 day stake with 12 bookings); eight of them fit a block of 30 million. */
const GAS_LIMIT = '0x30d400'

/** How many calls of each kind were done and refused, by `kind` and `kind refused`. */
export type Tally = Map<string, number>

/** Prepared once per node: the token, and who may act. */
export interface Stage {
  readonly chain: TestChain
  readonly token: TestContract
}

export async function prepare(chain: TestChain): Promise<Stage> {
  await chain.setBalance(OWNER, 10n ** 60n)
  const token = await chain.deploy('DsyncToken', [OWNER], OWNER)
  for (const user of USERS) await token.write(OWNER, 'transfer', [user, 10n ** 26n])
  return { chain, token }
}

/**
 * One pool, `CALLS_PER_SEED` calls chosen by `seed`, several to a block: the fold says the events of each, the real
 * EVM is asked for its own. @returns calls that agreed @throws with seed and call at the first difference
 */
export async function walkSeed(
  { chain, token }: Stage,
  seed: number,
  tally: Tally,
  generation: Generation,
): Promise<number> {
  const pool = await chain.deploy(POOL_CONTRACT[generation], [token.address], OWNER)
  const born = chain.now
  for (const user of USERS) await token.write(user, 'approve', [pool.address, 2n ** 256n - 1n])
  const model = newPool(born + 30 * DAY, poolRules[generation])
  const random = generator(seed)
  const { pauses, callsPerBlock } = seed % 3 === 0 ? SLEEPY : BUSY
  const from = chain.now
  const expected = new Map<string, { action: PoolAction; events: readonly PoolEvent[] }>()
  const first = BigInt(await chain.rpc<string>('eth_blockNumber')) + 1n
  let made = 0
  while (made < CALLS_PER_SEED) {
    const time = chain.now + 1 + random.pick(pauses) * DAY + random.below(random.chance(4) ? 1 : 3_600)
    for (let n = 1 + random.below(callsPerBlock); n > 0 && made < CALLS_PER_SEED; n -= 1, made += 1) {
      const action = chooseAction(model, random, time)
      const outcome = apply(model, action)
      const key = outcome.kind === 'done' ? action.kind : `${action.kind} refused: ${outcome.why}`
      tally.set(key, (tally.get(key) ?? 0) + 1)
      const events = outcome.kind === 'done' ? outcome.events : []
      expected.set(await submit(chain, pool, action), { action, events })
    }
    await chain.mine(time)
  }
  const seen = await eventsByTransaction(chain, pool, first)
  for (const [hash, { action, events }] of expected) {
    const got = text(seen.get(hash) ?? [])
    if (got !== text(events))
      throw new Error(`seed ${seed}, ${text(action)}, pool's age ${action.time - from}:\n${got}\n${text(events)}`)
  }
  await expectState(chain, pool, token, model, seed)
  return expected.size
}

function chooseAction(model: PoolState, random: Random, time: number): PoolAction {
  const user = random.pick(USERS)
  const roll = random.below(100)
  // Whole tokens now and then: equal stakes and equal parts are where rounding changes its mind.
  const amount = random.chance(3) ? 10n ** 18n * BigInt(1 + random.below(5)) : BigInt(1 + random.below(10 ** 9)) ** 2n
  if (roll < 22)
    return { kind: 'stake', user, amount, lockSeconds: random.pick([30, 30, 90, 180, 360, 45]) * DAY, time }
  if (roll < 38) return { kind: 'unstake', user, stakeIndex: random.below(1 + stakesOf(model, user).length), time }
  if (roll < 76) return { kind: 'claim', user, period: claimed(model, random), time }
  if (roll < 90 && model.rules.denominator !== 'booked') return chooseWeight(model, random, time)
  if (roll < 97) {
    const wei = random.chance(4) ? BigInt(random.below(4)) : BigInt(1 + random.below(10 ** 9)) ** 2n
    const late = time >= model.endZero + 30 * DAY * model.index ? 1 : 0
    const period = model.index + (random.chance(6) ? random.below(3) : late)
    return { kind: 'deposit', period: model.rules.eventsNamePeriod ? period : null, amount: wei, time }
  }
  return { kind: 'threshold', seconds: (4 + random.below(18)) * DAY, time }
}

/** Mostly a funded period and the weight that its stakes have now; else another period, or a weight that is wrong. */
function chooseWeight(model: PoolState, random: Random, time: number): PoolAction {
  const unset = [...model.periods].filter(([, each]) => potOf(each) > 0n && totalWeightOf(each) === 0n).map(([p]) => p)
  const period = unset.length > 0 && !random.chance(5) ? random.pick(unset) : random.below(model.index + 3)
  const right = [...model.stakes.keys()].reduce((sum, user) => sum + claimWeight(model, user, period), 0n)
  const weight = random.chance(4) ? (right * BigInt(80 + random.below(60))) / 100n : right
  return { kind: 'weight', period, weight, time }
}

/** Mostly a period with ETH in it, the newest more often; else any around the index. */
function claimed(model: PoolState, random: Random): number {
  const funded = [...model.periods].filter(([, each]) => potOf(each) > 0n).map(([p]) => p)
  const at = funded.length - 1 - Math.min(random.below(6), random.below(6))
  return random.chance(8) || at < 0 ? random.below(model.index + 2) : funded[at]!
}

function submit(chain: TestChain, pool: TestContract, action: PoolAction): Promise<string> {
  const call = { from: OWNER as Address, to: pool.address, gas: GAS_LIMIT, gasPrice: '0x0', value: '0x0' }
  const send = (from: Address, name: string, args: bigint[], value = 0n) => {
    const request = { ...call, from, data: pool.encode(name, args), value: `0x${value.toString(16)}` }
    return chain.rpc<string>('eth_sendTransaction', request)
  }
  switch (action.kind) {
    case 'stake':
      return send(action.user as Address, 'stake', [action.amount, BigInt(action.lockSeconds)])
    case 'unstake':
      return send(action.user as Address, 'unstake', [BigInt(action.stakeIndex)])
    case 'claim':
      return send(action.user as Address, 'claimRewards', [BigInt(action.period)])
    case 'deposit':
      return send(OWNER, 'depositRewards', action.period === null ? [] : [BigInt(action.period)], action.amount)
    case 'threshold':
      return send(OWNER, 'setEligibilityThreshold', [BigInt(action.seconds)])
    case 'weight':
      return send(OWNER, 'setTotalWeight', [BigInt(action.period), action.weight])
  }
}

/** The pool's decoded events from a block on, by transaction, in the order of the log. */
async function eventsByTransaction(chain: TestChain, pool: TestContract, first: bigint) {
  const fromBlock = `0x${first.toString(16)}`
  const logs = await chain.rpc<(RawLog & { transactionHash: string })[]>('eth_getLogs', {
    ...{ address: pool.address, fromBlock, toBlock: 'latest' },
  })
  const events = new Map<string, PoolEvent[]>()
  for (const log of logs) {
    const receipt = { logs: [log] } as unknown as Parameters<TestContract['events']>[0]
    const [{ name, args }] = pool.events(receipt) as [{ name: string; args: Record<string, unknown> }]
    const known = events.get(log.transactionHash) ?? []
    events.set(log.transactionHash, [...known, { name, ...args } as unknown as PoolEvent])
  }
  return events
}

/** What no event says: the storage behind the views, and the two balances. */
async function expectState(chain: TestChain, pool: TestContract, token: TestContract, model: PoolState, seed: number) {
  const read = (name: string, ...args: bigint[]) => pool.read<unknown>(name, args)
  const pots = [...model.periods.values()].reduce((sum, each) => sum + potOf(each), 0n)
  const overwritten = [...model.periods.values()].reduce((sum, each) => sum + each.overwritten, 0n)
  const pairs: [string, unknown, unknown][] = [
    ['rewardPeriodIndex', await read('rewardPeriodIndex'), model.index],
    ['totalStaked', await read('totalStaked'), model.totalStaked],
    ['eligibilityThreshold', await read('eligibilityThreshold'), model.threshold],
    ['token balance', await token.read('balanceOf', [pool.address]), model.totalStaked],
    ['ETH balance', await chain.balance(pool.address), pots + overwritten],
  ]
  for (const [p, held] of model.periods) {
    const [ethRewards, , , set] = (await read('rewardPeriods', BigInt(p))) as [bigint, bigint, bigint, bigint?]
    pairs.push([`rewardPeriods(${p})`, ethRewards, potOf(held)])
    pairs.push([`totalWeights(${p})`, set ?? (await read('totalWeights', BigInt(p))), totalWeightOf(held)])
  }
  for (const [what, chainSays, foldSays] of pairs)
    if (text(chainSays) !== text(foldSays)) throw new Error(`seed ${seed}: ${what} ${chainSays}, fold ${foldSays}`)
}

/** One text for both sides: whole numbers without their type, keys as they come. */
function text(value: unknown): string {
  const plain = (_key: string, each: unknown) =>
    typeof each === 'bigint' || typeof each === 'number'
      ? each.toString()
      : each && typeof each === 'object' && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each
  return JSON.stringify(value, plain)
}

export interface Random {
  below(limit: number): number
  pick<T>(from: readonly T[]): T
  /** true once in `n` */
  chance(n: number): boolean
}

/** Mulberry32: 32 bits of state are plenty for choosing calls, and a seed is one number to report. */
export function generator(seed: number): Random {
  let state = (seed * 0x9e3779b9) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, pick: (from) => from[below(from.length)]!, chance: (n) => below(n) === 0 }
}
