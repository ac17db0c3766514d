import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PoolAction } from '../../../src/economics/pool/action'
import { choicesOf, MAX_CHOICES } from '../../../src/economics/pool/choices'
import { apply } from '../../../src/economics/pool/fold'
import { claimableNow, holdings } from '../../../src/economics/pool/holding'
import { later, ownerInterval } from '../../../src/economics/pool/interval'
import { type Generation, poolRules } from '../../../src/economics/pool/rules'
import { newPool, type PoolState, stakesOf } from '../../../src/economics/pool/state'
import { DAY, ETH, PERIOD } from './poolScene'
import { leftOf, type Told, Twins } from './poolTwins'

const choicesIn = ({ ledger, closings }: Twins, owner: string) =>
  choicesOf(stakesOf(ledger, owner), closings.get(owner) ?? [])
const intervalIn = (twins: Twins, owner: string, now: number) =>
  ownerInterval(twins.ledger, owner, choicesIn(twins, owner), now)

/** Figures of the contract that do not lie within the bounds that the ledger gives. */
function outside(twins: Twins, truth: PoolState, owner: string, now: number): string[] {
  const { claimableNow: sum, claims, holdUntil, stakes } = intervalIn(twins, owner, now)
  const wrong: string[] = []
  const within = (what: string, { low, high }: { low: bigint; high: bigint }, figure: bigint) => {
    if (figure < low || figure > high) wrong.push(`${what}: ${figure} is not in ${low}..${high}`)
  }
  const inTime = (what: string, { low, high }: { low: number | null; high: number | null }, time: number | null) => {
    const [from, at, to] = [low, time, high].map((each) => each ?? -1)
    if (at! < from! || at! > to!) wrong.push(`${what}: ${time} is not in ${low}..${high}`)
  }
  const paid = new Map(claimableNow(truth, owner, now).map(({ period, reward }) => [period, reward]))
  const held = holdings(truth, owner, now)
  within(
    'claimableNow',
    sum,
    [...paid.values()].reduce((total, reward) => total + reward, 0n),
  )
  for (const { period, reward } of claims) within(`claim of ${period}`, reward, paid.get(period) ?? 0n)
  for (const period of paid.keys())
    if (!claims.some((each) => each.period === period)) wrong.push(`no claim of ${period}`)
  inTime(
    'holdUntil',
    holdUntil,
    held.reduce<number | null>((time, each) => later(time, each.holdUntil), null),
  )
  for (const { stakeIndex, forfeitsNow, holdUntil: until } of held) {
    const bounds = stakes.find((each) => each.stakeIndex === stakeIndex)
    if (!bounds) wrong.push(`no stake ${stakeIndex}`)
    else {
      within(`claimable of ${stakeIndex}`, bounds.forfeitsNow.claimable, forfeitsNow.claimable)
      inTime(`holdUntil of ${stakeIndex}`, bounds.holdUntil, until)
      if (bounds.forfeitsNow.penalty !== forfeitsNow.penalty) wrong.push(`penalty of ${stakeIndex}`)
      if (`${bounds.forfeitsNow.periods}` !== `${forfeitsNow.periods}`) wrong.push(`periods of ${stakeIndex}`)
    }
  }
  for (const { stakeIndex, sure } of stakes)
    if (sure && !held.some((each) => each.stakeIndex === stakeIndex)) wrong.push(`stake ${stakeIndex} is not sure`)
  return wrong
}

/** One call, told in numbers that any history gives a meaning. */
interface Step {
  readonly wait: number
  readonly kind: number
  readonly which: number
  readonly told: Told
}
const steps = (tolds: readonly Told[], most: number) =>
  fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 25 }),
      kind: fc.integer({ min: 0, max: 99 }),
      which: fc.nat(999),
      told: fc.constantFrom(...tolds),
    }),
    { minLength: 4, maxLength: most, size: 'max' },
  )

/** The call that a step means in this pool: two strangers call directly, the wallet `w` does not. */
function actionOf(pool: PoolState, { kind, which }: Step, time: number): PoolAction | null {
  const user = ['w', 'w', 'w', 'b', 'c'][which % 5]!
  const amount = [1n, 1n, 1n, 2n][which % 4]! * ETH
  const lockSeconds = [30, 30, 90, 180][(which >> 3) % 4]! * DAY
  if (kind < 35) return { kind: 'stake', user, amount, lockSeconds, time }
  if (kind < 60) {
    const open = stakesOf(pool, user).filter(({ closedTime }) => closedTime === null)
    if (open.length === 0) return null
    return { kind: 'unstake', user, stakeIndex: open[which % open.length]!.stakeIndex, time }
  }
  if (kind < 80) {
    const period = pool.rules.eventsNamePeriod ? pool.index + (time >= PERIOD * (pool.index + 1) ? 1 : 0) : null
    return { kind: 'deposit', period, amount: ETH + BigInt(which), time }
  }
  if (kind < 88 && pool.rules.denominator !== 'booked')
    return { kind: 'weight', period: which % (pool.index + 1), weight: 12n * ETH, time }
  return { kind: 'claim', user, period: which % (pool.index + 1), time }
}

function walk(twins: Twins, some: readonly Step[], each?: (action: PoolAction, told: Told) => void): number {
  let now = 0
  for (const step of some) {
    now += step.wait * DAY
    const action = actionOf(twins.truth, step, now)
    if (!action) continue
    const told = 'user' in action && action.user !== 'w' ? 'called' : step.told
    if (twins.does(action, told)) each?.(action, told)
  }
  return now
}

const generations = [1, 2, 3] as const satisfies readonly Generation[]

describe.each(generations)(
  'an account whose unstakes the log does not tell apart, generation %i (trap 4, S5)',
  (generation) => {
    const rules = poolRules[generation]

    it('has bounds that hold the contract’s own figures, whatever was closed, and nobody else is touched', () => {
      fc.assert(
        fc.property(steps(['hidden', 'hidden', 'called', 'seen'], 80), (some) => {
          const twins = new Twins(rules)
          const now = walk(twins, some)
          const { truth, ledger, differences } = twins
          for (const at of [now, now + 20 * DAY, now + 45 * DAY]) {
            expect(outside(twins, truth, 'w', at)).toEqual([])
            for (const stranger of ['b', 'c'])
              expect(claimableNow(ledger, stranger, at)).toEqual(claimableNow(truth, stranger, at))
          }
          const { each, closed } = choicesIn(twins, 'w')
          const choices = each?.map((one) => [...closed, ...one].sort((a, b) => a - b).join())
          if (choices) expect(choices).toContain(leftOf(truth, 'w').join())
          // What only the wallet's own doubt explains is said to be that.
          expect(differences.filter(({ uncertain }) => !uncertain)).toEqual([])
        }),
        { numRuns: 150 },
      )
    })

    it('has bounds for every history that tells the same events: brute force over what each unstake closed', () => {
      fc.assert(
        fc.property(steps(['hidden'], 25), (some) => {
          const twins = new Twins(rules)
          const told: { action: PoolAction; events: string }[] = []
          const shown = (events: unknown) =>
            JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
          let now = 0
          for (const step of some) {
            now += step.wait * DAY
            const action = actionOf(twins.truth, step, now)
            const events = action && twins.does(action, 'user' in action && action.user !== 'w' ? 'called' : 'hidden')
            if (action && events) told.push({ action, events: shown(events) })
          }
          const hidden = told.filter(({ action }) => action.kind === 'unstake' && action.user === 'w').length
          const made = stakesOf(twins.truth, 'w').length
          if (hidden === 0 || hidden > 4 || made > 5) return
          for (let code = 0; code < made ** hidden; code++) {
            const pool = newPool(PERIOD, rules)
            let nth = 0
            const same = told.every(({ action, events }) => {
              const own = action.kind === 'unstake' && action.user === 'w'
              const stakeIndex = own ? Math.floor(code / made ** nth++) % made : 0
              const outcome = apply(pool, own ? { ...action, stakeIndex } : action)
              return outcome.kind === 'done' && shown(outcome.events) === events
            })
            if (same) expect(outside(twins, pool, 'w', now + 31 * DAY)).toEqual([])
          }
        }),
        { numRuns: 200 },
      )
    })
  },
)

describe('a claim that shows that another stake was closed', () => {
  it('touches nobody else, and is said to be the ledger’s doubt', () => {
    const twins = new Twins()
    const stake = (day: number, user: string, lockDays: number) =>
      twins.does({ kind: 'stake', user, amount: ETH, lockSeconds: lockDays * DAY, time: day * DAY })
    stake(0, 'w', 30)
    stake(0, 'b', 90)
    twins.does({ kind: 'deposit', period: 0, amount: ETH, time: DAY })
    stake(20, 'w', 30)
    // Both are unlocked and their periods over: the ledger closes stake 0, the contract stake 1.
    twins.does({ kind: 'unstake', user: 'w', stakeIndex: 1, time: 61 * DAY })
    twins.does({ kind: 'claim', user: 'w', period: 0, time: 62 * DAY })
    twins.does({ kind: 'claim', user: 'b', period: 0, time: 63 * DAY })
    expect(twins.differences).toEqual([expect.objectContaining({ predicted: 'NothingToClaim', uncertain: true })])
    expect(twins.ledger.periods.get(0)).toMatchObject({ claimed: ETH, claimedWeight: 3n * ETH })
  })
})

describe('the bounds of an uncertain account', () => {
  /** Three equal stakes of days 0, 5 and 40, and one by a stranger; 1 ETH each for periods 0 and 1. */
  function scene(): Twins {
    const twins = new Twins()
    const stake = (day: number, user: string) =>
      twins.does({ kind: 'stake', user, amount: ETH, lockSeconds: 30 * DAY, time: day * DAY })
    stake(0, 'w')
    stake(5, 'w')
    stake(5, 'b')
    twins.does({ kind: 'deposit', period: 0, amount: ETH, time: 6 * DAY })
    stake(31, 'w')
    twins.does({ kind: 'deposit', period: 1, amount: ETH, time: 31 * DAY })
    return twins
  }

  it('are one value where the chain said which stake it was, whatever the ledger closed', () => {
    const twins = scene()
    // Period 0 is over: no run of weights tells stakes 0 and 1 apart, and both are unlocked.
    expect(twins.does({ kind: 'unstake', user: 'w', stakeIndex: 1, time: 36 * DAY }, 'seen')).not.toBeNull()
    const { choices, claimableNow: sum } = intervalIn(twins, 'w', 36 * DAY)
    expect([leftOf(twins.ledger, 'w'), leftOf(twins.truth, 'w'), choices]).toEqual([[0], [1], 1])
    const paid = claimableNow(twins.truth, 'w', 36 * DAY).reduce((total, { reward }) => total + reward, 0n)
    expect(sum).toEqual({ low: paid, high: paid })
  })

  it('widen, and say so, beyond the choices that are followed one by one', () => {
    const twins = new Twins()
    for (let n = 0; n < 12; n++)
      twins.does({ kind: 'stake', user: 'w', amount: ETH, lockSeconds: 30 * DAY, time: n * 3_600 })
    twins.does({ kind: 'deposit', period: 0, amount: ETH, time: 1 * DAY })
    for (let n = 0; n < 5; n++) twins.does({ kind: 'unstake', user: 'w', stakeIndex: 2 * n, time: 31 * DAY })
    expect(12 ** 5).toBeGreaterThan(MAX_CHOICES)
    const { choices, claimableNow: sum, stakes } = intervalIn(twins, 'w', 31 * DAY)
    expect([choices, sum.low, stakes.length]).toEqual([null, expect.any(BigInt), 12])
    expect(outside(twins, twins.truth, 'w', 31 * DAY)).toEqual([])
  })
})
