import { isDeepStrictEqual } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DividedPot, dividePot, type Pot } from '../../../src/economics/rewards/pot'
import { rulesetNamed } from '../../../src/economics/rewards/registry'
import { inTransaction } from '../../../src/postgres/transaction'
import { type Second, secondOf } from '../../../src/witness/second'
import { readPart, rulesetStatement } from '../../../src/witness/statement'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Log } from './log'
import { type Scenario, scenarios } from './scenarios'

const SEEDS = 8

let postgres: TestPostgres
let db: Client
const made = new Map<string, Scenario>()

beforeAll(async () => {
  postgres = await startTestPostgres()
  db = new Client({ connectionString: postgres.url })
  await db.connect()
  await Log.createTable(db)
  for (const [ruleset, what, make] of scenarios)
    for (let seed = 0; seed < SEEDS; seed++) {
      const scenario = make(`${ruleset} ${what} ${seed}`)
      await scenario.log.write(db)
      made.set(scenario.log.network, scenario)
    }
  await db.query('analyze event')
})
afterAll(async () => {
  await db?.end()
  await postgres?.stop()
})

type Comes = readonly (readonly [pot: string, figures: readonly bigint[], shares: readonly string[]])[]

/** The first implementation, period after period. */
function first(ruleset: string, scenario: Scenario, plant: (pot: Pot) => DividedPot = dividePot): Comes[] {
  let carryIn = new Map<string, bigint>()
  return scenario.periods.map((period, at) => {
    const inputs = { period, entries: scenario.entries(at), received: scenario.received(at), carryIn }
    const pots = rulesetNamed(ruleset).pots(inputs).map(plant)
    carryIn = new Map(pots.filter(({ carry }) => carry > 0n).map(({ name, carry }) => [name, carry]))
    return pots
      .filter(({ received, carryIn, split }) => received + carryIn > 0n || split.shares.length > 0)
      .map(({ name, split, ...pot }) => {
        const shares = split.shares.map(({ account, weight, amount }) => `${account} ${weight} ${amount}`)
        return [name, [pot.received, pot.carryIn, pot.divided, split.totalWeight, pot.carry], shares] as const
      })
      .sort(([a], [b]) => (a < b ? -1 : 1))
  })
}

/** The second, from the events alone. @param read gives the parts of a statement */
async function second(ruleset: string, { log, terms, periods }: Scenario, read = readPart): Promise<Comes[]> {
  const asked = periods.map(({ id, number, start, end, evidence }) => {
    return { id, number: `${number}`, start, end, evidence, ruleset }
  })
  const found: Second[] = []
  const ask = async () => {
    const statement = (name: string) => rulesetStatement(name, read)
    for await (const each of secondOf(db, { network: log.network, terms }, asked, { statement })) found.push(each)
  }
  await inTransaction(db, ask, 'read-only snapshot')
  return found.map(({ pots }) =>
    pots
      .filter(({ received, carryIn, totalWeight }) => received + carryIn > 0n || totalWeight > 0n)
      .map(({ name, received, carryIn, divided, totalWeight, carry, ...pot }) => {
        const shares = pot.shares.map(({ account, weight, amount }) => `${account} ${weight} ${amount}`)
        return [name, [received, carryIn, divided, totalWeight, carry], shares] as const
      }),
  )
}

describe.each(scenarios)('%s, %s', (ruleset, what) => {
  it.each(Array.from({ length: SEEDS }, (_, seed) => [seed]))(
    'seed %i: both implementations say the same',
    async (seed) => {
      const scenario = made.get(`${ruleset} ${what} ${seed}`)!
      const said = await second(ruleset, scenario)
      expect(said).toEqual(first(ruleset, scenario))
      expect(said.some((pots) => pots.length > 0)).toBe(true)
    },
  )
})

/** A bug in a part of the second implementation: its SQL with one thing changed. */
const plantedInSecond: readonly (readonly [ruleset: string, bug: string, part: string, from: string, to: string])[] = [
  [
    'eth-month/v1',
    'a share is rounded up',
    'split',
    'div(pot.divided * weight, t.weight)',
    'ceil(pot.divided * weight / t.weight)',
  ],
  [
    'eth-month/v1',
    'the carry is forgotten',
    'split',
    'coalesce(p.received, 0), w.carry,',
    'coalesce(p.received, 0), 0,',
  ],
  ['eth-month/v1', 'the second of the end counts', 'eth-month-v1', 'start + threshold <=', 'start + threshold <'],
  ['eth-month/v1', 'the last second of a lock counts', 'eth-month-v1', '"end" < s.start', '"end" <= s.start'],
  ['eth-month/v1', 'a withdrawal at the end counts', 'eth-month-v1', 'closed >=', 'closed >'],
  ['eth-month/v1', 'revenue at the end counts', 'eth-month-v1', 'block_time < p."end"', 'block_time <= p."end"'],
  ['eth-month/v1', 'the weight forgets the tier', 'eth-month-v1', 'amount * multiplier', 'amount'],
  ['eth-month/v1', 'the stakers do not own the rounding', 'revenue', '- div((data', '- 1 - div((data'],
  [
    'eth-month/v1',
    'the threshold is that of the end',
    'stakes',
    '(t.block, t.log_index) < (e.block, e.log_index)',
    'true',
  ],
  ['eth-month/v1', 'the call’s input is not read', 'stakes', 'in u.input), 0)', "in ''), 0)"],
  [
    'eth-month-timed/v1',
    'a stake counts from the month’s start',
    'eth-month-timed-v1',
    'greatest(s.start, p.start)',
    'p.start',
  ],
  ['destra-node-work/v1', 'uptime is rounded up', 'uptime', 'div((fact', '1 + div((fact'],
  [
    'destra-node-work/v1',
    'a node never heard has worked',
    'destra-node-work-v1',
    'coalesce(bps, 0)',
    'coalesce(bps, 10000)',
  ],
  ['dgrid-week/v1', 'a bill settled at the end counts', 'dgrid-week-v1', 'settled < p."end"', 'settled <= p."end"'],
  ['dgrid-week/v1', 'a penalty is no penalty', 'bills', "10000 - (data ->> 'latencyPenaltyBps')::numeric", '10000'],
  [
    'votes/v1',
    'the last vote counts, not the first',
    'votes-v1',
    'proposal, block, log_index',
    'proposal, block desc, log_index desc',
  ],
  [
    'votes/v1',
    'a vote at the end counts',
    'votes-v1',
    'block_time < p."end") cast_in',
    'block_time <= p."end") cast_in',
  ],
  ['votes/v1', 'a tenth is rounded up', 'votes-v1', 'n, div(coalesce(', 'n, ceil(1/10000.0 * 10000) + div(coalesce('],
  [
    'domain-emission/v1',
    'a role’s part is rounded up',
    'domain-emission-v1',
    'as pot,\n         div(emitted * bps, 10000)',
    'as pot,\n         ceil(emitted * bps / 10000)',
  ],
  ['domain-emission/v1', 'the rounding is the last role’s', 'domain-emission-v1', 'min(at) filter', 'max(at) filter'],
  [
    'domain-emission/v1',
    'late work counts',
    'domain-emission-v1',
    '(e.block, e.log_index) < (c.block, c.log_index)',
    'true',
  ],
  [
    'domain-emission/v1',
    'shares that break their rules count',
    'domain-emission-v1',
    '1000 else 9900',
    '1001 else 9900',
  ],
  ['campaign/v1', 'the converted pot is rounded up', 'campaign-v1', 'then div(', 'then 1 + div('],
]

/** Whether any seed shows that the implementations differ. */
async function differs(ruleset: string, of: (scenario: Scenario) => Promise<boolean>): Promise<boolean> {
  for (const scenario of made.values())
    if (scenario.log.network.startsWith(`${ruleset} `) && (await of(scenario))) return true
  return false
}

const same = (a: unknown, b: unknown) => isDeepStrictEqual(a, b)

describe('a bug in the second implementation shows', () => {
  it.each(plantedInSecond)('%s: %s', async (ruleset, _, part, from, to) => {
    expect(readPart(part)).toContain(from)
    const read = (name: string) => (name === part ? readPart(name).replaceAll(from, to) : readPart(name))
    const shows = async (scenario: Scenario) => !same(await second(ruleset, scenario, read), first(ruleset, scenario))
    expect(await differs(ruleset, shows)).toBe(true)
  })
})

/** A bug in the first implementation. */
const plantedInFirst: readonly (readonly [bug: string, plant: (pot: Pot) => DividedPot])[] = [
  ['a share is rounded up', roundedUp],
  ['a weight is one too many', (pot) => dividePot({ ...pot, participants: pot.participants.map(heavier) })],
  ['an account is forgotten', (pot) => dividePot({ ...pot, participants: pot.participants.slice(1) })],
  ['the carry is forgotten', (pot) => ({ ...dividePot(pot), carry: 0n })],
]

function heavier(participant: Pot['participants'][number], at: number) {
  return at === 0 ? { ...participant, weight: participant.weight + 1n } : participant
}

function roundedUp(pot: Pot): DividedPot {
  const { split, ...divided } = dividePot(pot)
  const shares = split.shares.map((share) => (share.remainder > 0n ? { ...share, amount: share.amount + 1n } : share))
  return { ...divided, split: { ...split, shares } }
}

describe.each(plantedInFirst)('a bug in the first implementation shows: %s', (_, plant) => {
  it.each([...new Set(scenarios.map(([ruleset]) => ruleset))])('%s', async (ruleset) => {
    const shows = async (scenario: Scenario) => !same(await second(ruleset, scenario), first(ruleset, scenario, plant))
    expect(await differs(ruleset, shows)).toBe(true)
  })
})
