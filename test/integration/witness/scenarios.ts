import { Random } from '../../../src/devnet/scenario/random'
import { nextPeriod, type Period, periodContaining } from '../../../src/economics/period'
import { splitRevenue } from '../../../src/economics/revenue'
import { type Accrual, MINING } from '../../../src/economics/rewards/dgridWeek'
import { beyondFoundation, type DomainEpochEntry } from '../../../src/economics/rewards/emission'
import type { StakedPosition } from '../../../src/economics/rewards/ethMonth'
import type { NodeWork } from '../../../src/economics/rewards/nodeWork'
import { rulesetNamed } from '../../../src/economics/rewards/registry'
import { uptimeBps } from '../../../src/economics/rewards/uptime'
import type { CastVote } from '../../../src/economics/rewards/votes'
import { type Tier, tiers } from '../../../src/economics/staking'
import { address } from '../../../src/economics/units'
import { Log } from './log'

/** A few periods of one program: as events tell them, and as the rulesets of `economics/` take them. */
export interface Scenario {
  readonly log: Log
  readonly terms: object
  readonly periods: readonly (Period & { readonly evidence: string | null })[]
  readonly entries: (at: number) => readonly object[]
  /** by the name of the pot */
  readonly received: (at: number) => ReadonlyMap<string, bigint>
}

const DAY = 86_400
const accounts = Array.from({ length: 6 }, (_, n) => address(`0x${(0xa0 + n).toString(16).padStart(40, '0')}`))

/** Small amounts, so that what a floor cuts off is not lost among digits. */
const small = (random: Random, most = 1_000) => BigInt(random.int(0, most))
/** Ends of the periods are likelier than any other second: what happens there belongs to the next. */
const second = (random: Random, { start, end }: Period) =>
  random.pick([start, start + 1, end - 1, random.int(start, end - 1), random.int(start, end - 1)])
const lines = (facts: readonly object[]) => facts.map((fact) => `${JSON.stringify(fact)}\n`).join('')

function periodsOf(ruleset: string, count: number): Period[] {
  const rule = rulesetNamed(ruleset).period!
  const periods = [periodContaining(rule, Date.UTC(2025, 9, 15) / 1000)]
  while (periods.length < count) periods.push(nextPeriod(rule, periods[periods.length - 1]!))
  return periods
}

/** Everything in the order of time, as a chain has it. */
function play(log: Log, happenings: readonly (readonly [time: number, happens: () => void])[]): void {
  for (const [time, happens] of [...happenings].sort(([a], [b]) => a - b)) {
    log.at(time)
    happens()
  }
}

type Happening = readonly [number, () => void]

export const splits = [
  { fromBlock: 0, stakers: 6_000, nodes: 2_500, buyback: 1_500 },
  { fromBlock: 9, stakers: 3_333, nodes: 3_334, buyback: 3_333 },
]

function revenueOf(random: Random, log: Log, periods: readonly Period[], part: 'stakers' | 'nodes') {
  const received = periods.map(() => 0n)
  const happenings = periods.flatMap((period, at) =>
    Array.from({ length: 3 }, (): Happening => {
      const amount = small(random, 10_000)
      const happens = () => {
        log.event('revenue-vault.RevenueReceived', { payer: accounts[0], source: `0x${'5'.repeat(64)}`, amount })
        received[at]! += splitRevenue(amount, log.height, splits)[part]
      }
      return [second(random, period), happens]
    }),
  )
  return { happenings, received: (at: number) => new Map([['main', received[at]!]]) }
}

function stakes(ruleset: string) {
  return (seed: string): Scenario => {
    const [random, log] = [new Random(seed), new Log(seed)]
    const periods = periodsOf(ruleset, 5)
    const revenue = revenueOf(random, log, periods, 'stakers')
    const positions: (StakedPosition & { closedTime: number | null })[] = []
    let threshold = 15 * DAY
    const happenings: Happening[] = [...revenue.happenings]
    for (const period of periods) {
      happenings.push([
        second(random, period),
        () => {
          threshold = random.pick([15, 15, 15, random.int(5, 20)]) * DAY
          log.event('destra-pool.EligibilityThresholdUpdated', { newThreshold: threshold })
        },
      ])
      for (let n = 0; n < 5; n++) {
        const tier = random.pick(tiers)
        happenings.push([stakeTime(random, period, tier.days), () => open(random.pick(accounts), tier)])
      }
      for (let n = 0; n < 3; n++) happenings.push([second(random, period), close])
    }
    play(log, happenings)
    return {
      log,
      terms: { asset: 'eth', splits },
      periods: periods.map((period) => ({ ...period, evidence: null })),
      entries: (at) => positions.filter(({ start }) => start < periods[at]!.end),
      received: revenue.received,
    }

    function open(owner: string, { days, multiplier }: Tier) {
      // Often the same, so that the amount alone does not tell which stake is withdrawn.
      const amount = random.chance(0.5) ? 500n : small(random) + 1n
      const index = positions.filter((each) => each.owner === owner).length
      log.event('destra-pool.Staked', { user: owner, amount, lockinPeriod: days * DAY })
      positions.push({
        id: `${owner}-${index}`,
        ...{ owner, amount, multiplier, lockSeconds: days * DAY, start: log.now, threshold, closedTime: null },
      })
    }

    function close() {
      const held = positions.filter(({ closedTime }) => closedTime === null)
      if (held.length === 0) return
      const position = random.pick(held)
      const index = Number(position.id.split('-')[1])
      const word = `2e17de78${index.toString(16).padStart(64, '0')}`
      // Called directly, through a wallet, or as the pool's view shows it.
      const call = random.pick([
        { callTo: 'destra-pool', callInput: `0x${word}` },
        { callTo: 'a wallet', callInput: `0xb61d27f6${'00'.repeat(32)}${word}` },
        { callTo: 'a wallet', callInput: '0x', callWithdrawn: index },
      ])
      log.event('destra-pool.Unstaked', { user: position.owner, amount: position.amount, penalty: 0, ...call })
      // An unstake of no stake there is withdraws none.
      if (random.chance(0.2))
        log.event('destra-pool.Unstaked', {
          user: position.owner,
          amount: 123_456,
          penalty: 0,
          callTo: '',
          callInput: '',
        })
      position.closedTime = log.now
    }
  }
}

/** Some stakes are eligible from the very second of a month's end on, or no longer. */
function stakeTime(random: Random, period: Period, days: number): number {
  const edge = period.end - random.pick([15, days + 15]) * DAY
  return random.chance(0.4) ? edge + random.int(-1, 1) : second(random, period)
}

function work(seed: string): Scenario {
  const [random, log] = [new Random(seed), new Log(seed)]
  const periods = periodsOf('destra-node-work/v1', 4)
  const revenue = revenueOf(random, log, periods, 'nodes')
  play(log, revenue.happenings)
  const evidence = periods.map((period) => evidenceOf(random, period))
  return {
    log,
    terms: { asset: 'eth', splits },
    periods: periods.map((period, at) => ({ ...period, evidence: evidence[at]!.body })),
    entries: (at) => evidence[at]!.work,
    received: revenue.received,
  }
}

function evidenceOf(random: Random, period: Period) {
  const heard = new Map(random.some(accounts, 0.8).map((node) => [node, random.int(0, 40_000)]))
  const most = Math.floor((period.end - period.start) / 60)
  const uptime = (node: string) => uptimeBps(Math.min(heard.get(node as never) ?? 0, most), period)
  const work = random.some(accounts, 0.8).map((account): NodeWork => {
    return { account, jobs: 1, computeUnits: small(random), uptimeBps: uptime(account) }
  })
  const body = lines([
    ...[...heard].map(([node, minutes]) => {
      return { kind: 'uptime', node, heardMinutes: Math.min(minutes, most), ofMinutes: most }
    }),
    ...work.map(({ account, computeUnits }) => {
      return { kind: 'work', node: account, jobs: 1, computeUnits: `${computeUnits}` }
    }),
  ])
  return { body, work, uptime }
}

interface Bill {
  readonly node: string
  readonly adaptor: string
  readonly nodeShare: bigint
  readonly adaptorShare: bigint
  readonly governance: bigint
  readonly computeUnits: bigint
  readonly latencyPenaltyBps: number
}

function billsOf(random: Random, log: Log, periods: readonly Period[]) {
  const settled: Bill[][] = periods.map(() => [])
  const happenings = periods.flatMap((period, at) =>
    Array.from({ length: 8 }, (_, n): Happening => {
      const bill: Bill = {
        ...{ node: random.pick(accounts), adaptor: random.pick(accounts) },
        ...{ nodeShare: small(random), adaptorShare: small(random), governance: small(random) },
        ...{ computeUnits: small(random), latencyPenaltyBps: random.int(0, 3_000) },
      }
      const billId = `bill ${at} ${n}`
      const happens = () => {
        log.event('dgrid-bill.BillOpened', { billId, adaptor: bill.adaptor, escrow: 1_000 })
        // Above its escrow nothing is settled.
        log.event('dgrid-bill.BillSettled', { ...bill, billId, cost: 1_001, nodeShare: 77 })
        // Given back before it is settled, it is closed.
        if (random.chance(0.1)) return log.event('dgrid-bill.BillRefunded', { billId })
        log.event('dgrid-bill.BillSettled', { ...bill, billId, cost: 1_000 })
        log.event('dgrid-bill.BillRefunded', { billId })
        log.event('dgrid-bill.BillSettled', { ...bill, billId, cost: 1 })
        settled[at]!.push(bill)
      }
      return [second(random, period), happens]
    }),
  )
  return { settled, happenings }
}

function weeks(account: 'node' | 'adaptor', mining?: bigint) {
  return (seed: string): Scenario => {
    const [random, log] = [new Random(seed), new Log(seed)]
    const periods = periodsOf('dgrid-week/v1', 4)
    const { settled, happenings } = billsOf(random, log, periods)
    play(log, happenings)
    const evidence = periods.map((period) => (mining === undefined ? null : evidenceOf(random, period)))
    const earned = (bill: Bill) => (account === 'node' ? bill.nodeShare : bill.adaptorShare)
    const entryOf = (at: number, who: string): Accrual => {
      const own = settled[at]!.filter((bill) => bill[account] === who)
      const sum = (of: (bill: Bill) => bigint) => own.reduce((total, bill) => total + of(bill), 0n)
      return {
        ...{ account: who, bills: own.length, computeUnits: sum((bill) => bill.computeUnits), amount: sum(earned) },
        effort: sum((bill) => bill.computeUnits * BigInt(10_000 - bill.latencyPenaltyBps)),
        uptimeBps: evidence[at]?.uptime(who) ?? null,
      }
    }
    return {
      log,
      terms: { account, ...(mining !== undefined && { mining: `${mining}` }) },
      periods: periods.map((period, at) => ({ ...period, evidence: evidence[at]?.body ?? null })),
      entries: (at) => [...new Set(settled[at]!.map((bill) => bill[account]))].map((who) => entryOf(at, who)),
      received: (at) =>
        new Map([
          ['main', settled[at]!.reduce((sum, bill) => sum + earned(bill), 0n)],
          ...(mining === undefined ? [] : [[MINING, mining] as const]),
        ]),
    }
  }
}

function votes(seed: string): Scenario {
  const [random, log] = [new Random(seed), new Log(seed)]
  const periods = periodsOf('votes/v1', 4)
  const { settled, happenings } = billsOf(random, log, periods)
  const cast: CastVote[][] = periods.map(() => [])
  const [treasury] = accounts
  const held = periods.map(() => 0n)
  let balance = 0n
  periods.forEach((period, at) => {
    for (let n = 0; n < 8; n++)
      happenings.push([
        second(random, period),
        () => {
          const vote = { voter: random.pick(accounts), proposal: BigInt(random.int(1, 2)), power: small(random) }
          log.event('votes.VoteCast', { ...vote, proposalId: vote.proposal })
          cast[at]!.push({ id: String(log.height).padStart(9, '0'), ...vote })
        },
      ])
    happenings.push([
      second(random, period),
      () => {
        const value = small(random, 100_000)
        log.event('token.Transfer', { from: accounts[1], to: treasury, value }, 'token')
        balance += value
        for (let later = at; later < periods.length; later++) held[later] = balance
      },
    ])
  })
  play(log, happenings)
  const governance = (at: number) => settled[at]!.reduce((sum, bill) => sum + bill.governance, 0n)
  return {
    log,
    terms: { asset: 'token', treasury: [treasury] },
    periods: periods.map((period) => ({ ...period, evidence: null })),
    entries: (at) => cast[at]!,
    received: (at) => {
      const yearEnd = periods[at]!.id.endsWith('-12') ? held[at]! / 10n : 0n
      return new Map([['main', governance(at) + yearEnd]])
    },
  }
}

function domains(seed: string): Scenario {
  const [random, log] = [new Random(seed), new Log(seed)]
  const week = 7 * DAY
  const periods = [1, 2, 3, 4].map((epoch): Period => {
    const start = epoch * week
    return { kind: 'epoch', id: `e${epoch}`, number: BigInt(epoch), start, end: start + week }
  })
  const ids = [1n, 2n]
  const stakes = new Map<string, bigint>()
  const configured = new Map<bigint, { shares: DomainEpochEntry['shares']; owner: string }>()
  const entries: DomainEpochEntry[][] = []
  log.at(1)
  for (const model of [1n, 2n, 3n])
    log.event('deepnode-router.ModelMinted', {
      modelId: model,
      domainId: (model % 2n) + 1n,
      owner: accounts[Number(model)],
    })
  for (const period of periods) {
    const weights = new Map(ids.map((id) => [id, { miners: tally(), validators: tally(), modelOwners: tally() }]))
    const happenings: Happening[] = []
    for (const domainId of ids) {
      // Some never configured, some with shares that break their rules.
      if (random.chance(0.6))
        happenings.push([
          random.int(period.start, period.end - 1),
          () => {
            const [a, b] = [random.int(0, 3_000), random.int(0, 3_000)]
            const owner = random.pick(accounts)
            const domainOwner = random.pick([0, 500, 1_000, 1_001])
            const modelOwners = random.int(0, 2_000)
            const miners = random.chance(0.2) ? 0 : a
            const shares = {
              miners,
              stakers: b,
              validators: 9_900 - miners - b - domainOwner - modelOwners,
              domainOwner,
              modelOwners,
            }
            configured.set(domainId, { shares, owner })
            log.event('deepnode-router.DomainConfigured', {
              ...{ domainId, owner, minersBps: shares.miners, stakersBps: shares.stakers },
              ...{ validatorsBps: shares.validators, domainOwnerBps: domainOwner, modelOwnersBps: modelOwners },
            })
          },
        ])
      for (let n = 0; n < 3; n++)
        happenings.push(
          [
            second(random, period),
            () => {
              const [staker, stake] = [random.pick(accounts), small(random, 100)]
              stakes.set(`${domainId} ${staker}`, stake)
              log.event('deepnode-emissions.DomainStakeChanged', { domainId, staker, stake })
            },
          ],
          [
            second(random, period),
            () => {
              const [miner, workUnits] = [random.pick(accounts), small(random, 100)]
              weights.get(domainId)!.miners.add(miner, workUnits)
              log.event('deepnode-emissions.WorkVerified', { epoch: period.number, domainId, miner, workUnits })
            },
          ],
          [
            second(random, period),
            () => {
              const [validator, validations] = [random.pick(accounts), small(random, 100)]
              weights.get(domainId)!.validators.add(validator, validations)
              log.event('deepnode-emissions.ValidationCounted', {
                epoch: period.number,
                domainId,
                validator,
                validations,
              })
            },
          ],
          [
            second(random, period),
            () => {
              const model = BigInt(random.int(1, 3))
              const gross = small(random, 100)
              weights.get((model % 2n) + 1n)!.modelOwners.add(accounts[Number(model)]!, gross)
              log.event('deepnode-router.RevenueRouted', { modelId: model, gross })
            },
          ],
        )
    }
    play(log, happenings)
    log.at(period.end)
    const standing = new Map(stakes)
    entries.push(
      ids
        .filter(() => random.chance(0.8))
        .map((domainId): DomainEpochEntry => {
          const amount = small(random, 100_000)
          log.event('deepnode-emissions.EmissionMinted', { epoch: period.number, domainId, amount })
          const { shares, owner } = configured.get(domainId) ?? { shares: null, owner: null }
          const own = weights.get(domainId)!
          const stakers = [...standing].filter(([key, stake]) => key.startsWith(`${domainId} `) && stake > 0n)
          return {
            ...{ domainId, emitted: amount, shares },
            weights: {
              ...{ miners: own.miners.all(), validators: own.validators.all(), modelOwners: own.modelOwners.all() },
              stakers: stakers.map(([key, weight]) => ({ account: key.split(' ')[1]!, weight })),
              domainOwner: owner === null ? [] : [{ account: owner, weight: 1n }],
            },
          }
        }),
    )
    log.event('deepnode-emissions.EpochClosed', { epoch: period.number, start: period.start, end: period.end })
    // Too late: no program pays it.
    log.event('deepnode-emissions.WorkVerified', {
      epoch: period.number,
      domainId: 1,
      miner: accounts[0],
      workUnits: 50,
    })
  }
  return {
    log,
    terms: {},
    periods: periods.map((period) => ({ ...period, evidence: null })),
    entries: (at) => entries[at]!,
    received: (at) => new Map(entries[at]!.map(({ domainId, emitted }) => [`${domainId}`, beyondFoundation(emitted)])),
  }
}

function tally() {
  const by = new Map<string, bigint>()
  return {
    add: (account: string, weight: bigint) => void by.set(account, (by.get(account) ?? 0n) + weight),
    all: () => [...by].map(([account, weight]) => ({ account, weight })),
  }
}

function campaign(seed: string): Scenario {
  const random = new Random(seed)
  const [pot, perToken] = [small(random, 1_000_000) + 1n, small(random, 1_000) + 1n]
  const table = random.some(accounts, 0.9).map((account) => ({ account, weight: small(random) }))
  const period = { kind: 'window', id: 'once', number: 1n, start: 1, end: 2, evidence: null } as const
  return {
    log: new Log(seed),
    terms: {
      ...{ pot: `${pot}`, perToken: `${perToken}`, decimals: 2 },
      table: table.map(({ account, weight }) => ({ address: account, weight: `${weight}` })),
    },
    periods: [period],
    entries: () => table,
    received: () => new Map([['main', (pot * 100n) / perToken]]),
  }
}

/** By name of the ruleset, and of what is particular about it. */
export const scenarios: readonly (readonly [ruleset: string, what: string, make: (seed: string) => Scenario])[] = [
  ['eth-month/v1', 'stakers', stakes('eth-month/v1')],
  ['eth-month-timed/v1', 'stakers', stakes('eth-month-timed/v1')],
  ['destra-node-work/v1', 'nodes', work],
  ['dgrid-week/v1', 'nodes', weeks('node')],
  ['dgrid-week/v1', 'adaptors, with mining', weeks('adaptor', 9_999n)],
  ['votes/v1', 'governance', votes],
  ['domain-emission/v1', 'domains', domains],
  ['campaign/v1', 'a table', campaign],
]

export function scenarioOf(ruleset: string, what: string): (seed: string) => Scenario {
  return scenarios.find(([name, of]) => name === ruleset && of === what)![2]
}
