import { describe, expect, it } from 'vitest'
import { epochPeriod, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { dgridWeekV1 } from '../../../src/economics/rewards/dgridWeek'
import { type DomainEpochEntry, domainEmissionV1 } from '../../../src/economics/rewards/emission'
import { ethMonthTimedV1, ethMonthV1, type StakedPosition } from '../../../src/economics/rewards/ethMonth'
import { byAccount } from '../../../src/economics/rewards/participants'
import { dividePot, mainPot, potOf } from '../../../src/economics/rewards/pot'
import { rulesetNamed, rulesetNames } from '../../../src/economics/rewards/registry'
import { splitPot } from '../../../src/economics/rewards/split'
import { minutesOf, uptimeBps } from '../../../src/economics/rewards/uptime'

// Edges that the properties and golden vectors of the rulesets leave open: each line here was seen wrong and unnoticed,
// by changing the code a word at a time.

const september = parsePeriod(UTC_MONTH, '2026-09')
const none = new Map<string, bigint>()

describe('a ruleset', () => {
  it('names its entries as reports of a past version do', () => {
    expect(rulesetNames.map((name) => [name, rulesetNamed(name).entries])).toEqual([
      ['eth-month/v1', 'positions'],
      ['eth-month-timed/v1', 'positions'],
      ['dgrid-week/v1', 'accruals'],
      ['votes/v1', 'votes'],
      ['destra-node-work/v1', 'work'],
      ['domain-emission/v1', 'domains'],
      ['campaign/v1', 'table'],
    ])
  })

  it('that there is not is refused with those there are', () => {
    expect(() => rulesetNamed('eth-month/v9')).toThrow(`no ruleset eth-month/v9; there are ${rulesetNames.join(', ')}`)
  })
})

describe('a split', () => {
  it('comes out by account, whatever order it went in', () => {
    const people = ['0xc', '0xa', '0xd', '0xb'].map((account) => ({ account, weight: 1n }))
    for (const order of [people, people.toReversed(), people.toSorted((a, b) => (a.account < b.account ? 1 : -1))])
      expect(splitPot(8n, order).shares.map(({ account }) => account)).toEqual(['0xa', '0xb', '0xc', '0xd'])
  })

  it('says what it refuses', () => {
    expect(() => splitPot(-1n, [])).toThrow('negative pot -1')
    expect(() => splitPot(1n, [{ account: '0xa', weight: -2n }])).toThrow('negative weight -2 of 0xa')
    const twice = ['0xb', '0xa', '0xb'].map((account) => ({ account, weight: 1n }))
    expect(() => splitPot(1n, twice)).toThrow('account 0xb appears twice')
  })

  it('knows no participant whose weight is zero', () => {
    expect(splitPot(5n, [{ account: '0xa', weight: 0n }])).toEqual({
      ...{ shares: [], totalWeight: 0n, distributed: 0n, carry: 5n },
    })
  })
})

describe('weighed parts', () => {
  it('stand by their keys, within an account and between accounts', () => {
    const part = (account: string, key: string, weight: bigint) => ({ account, key, part: { key, weight } })
    const parts = [part('x', 'c', 3n), part('y', 'b', 2n), part('x', 'd', 4n), part('x', 'a', 1n)]
    const inOrder = [
      { account: 'x', weight: 8n, parts: [parts[3]!.part, parts[0]!.part, parts[2]!.part] },
      { account: 'y', weight: 2n, parts: [parts[1]!.part] },
    ]
    expect(byAccount(parts)).toEqual(inOrder)
    expect(byAccount(parts.toReversed())).toEqual(inOrder)
    expect(byAccount([parts[3]!, parts[1]!, parts[0]!, parts[2]!])).toEqual(inOrder)
  })
})

describe('a pot', () => {
  it('is main where a program has one, and all of it is divided', () => {
    const weighed = [{ account: '0xa', weight: 1n, parts: [] }]
    const pots = mainPot<object>(() => weighed)
    const [pot, ...others] = pots({
      ...{ entries: [], period: september },
      received: new Map([['main', 7n]]),
      carryIn: new Map([['main', 2n]]),
    })
    expect([pot, others]).toEqual([{ name: 'main', received: 7n, carryIn: 2n, divided: 9n, participants: weighed }, []])
  })

  it('does not divide more than there is', () => {
    const pot = potOf('main', new Map([['main', 7n]]), none, [])
    expect(dividePot({ ...pot, divided: 7n }).carry).toBe(7n)
    expect(() => dividePot({ ...pot, divided: 8n })).toThrow('pot main divides 8 of 7')
  })
})

describe('a stake in a month', () => {
  const stake: StakedPosition = {
    ...{ id: 'p', owner: '0xa', amount: 10n, multiplier: 4, closedTime: null },
    ...{ start: september.end - 20 * 86_400, lockSeconds: 360 * 86_400, threshold: 15 * 86_400 },
  }

  it('has the seconds it was there in its part only where they count', () => {
    const part = { position: 'p', amount: 10n, multiplier: 4, start: stake.start }
    const held = { lockSeconds: stake.lockSeconds, threshold: stake.threshold }
    expect(ethMonthV1.weigh([stake], september)[0]!.parts).toEqual([{ ...part, ...held, weight: 40n }])
    expect(ethMonthTimedV1.weigh([stake], september)[0]!.parts).toEqual([
      { ...part, ...held, activeSeconds: 20 * 86_400, weight: 40n * 20n * 86_400n },
    ])
  })

  it('counts in the denominator of yields by amount × multiplier, also where seconds weigh', () => {
    const weighed = ethMonthTimedV1.weigh([stake, { ...stake, id: 'q', owner: '0xb', amount: 1n }], september)
    expect(ethMonthTimedV1.stakedWeight!(weighed)).toBe(44n)
  })
})

describe('uptime', () => {
  it('rounds down, and knows no period of less than a minute', () => {
    const minutes = (n: number) => ({ start: 0, end: 60 * n })
    expect([uptimeBps(1, minutes(3)), uptimeBps(2, minutes(3)), uptimeBps(3, minutes(3))]).toEqual([
      3_333, 6_666, 10_000,
    ])
    expect([minutesOf({ start: 0, end: 59 }), uptimeBps(0, { start: 0, end: 59 })]).toEqual([0, 0])
    expect(() => uptimeBps(4, minutes(3))).toThrow('4 minutes seen in a period of 3')
  })
})

describe('dgrid-week/v1', () => {
  const accrual = (account: string, amount: bigint) => {
    return { account, bills: 1, computeUnits: 1n, amount, effort: 1n, uptimeBps: null }
  }

  it('has nobody in the main pot to whom nothing accrued', () => {
    const entries = [accrual('0xb', 5n), accrual('0xa', 0n)]
    const [main] = dgridWeekV1.pots({ entries, period: september, received: new Map([['main', 5n]]), carryIn: none })
    expect(main!.participants.map(({ account }) => account)).toEqual(['0xb'])
  })
})

describe('domain-emission/v1', () => {
  const nobody = { miners: [], stakers: [], validators: [], domainOwner: [], modelOwners: [] }
  const one = [{ account: '0xa', weight: 1n }]
  const everybody = { miners: one, stakers: one, validators: one, domainOwner: one, modelOwners: one }
  const shares = { miners: 3_000, stakers: 3_000, validators: 1_900, domainOwner: 1_000, modelOwners: 1_000 }
  const domain = (domainId: bigint, over: Partial<DomainEpochEntry> = {}): DomainEpochEntry => {
    return { domainId, emitted: 1_000n, shares, weights: everybody, ...over }
  }
  const pots = (entries: DomainEpochEntry[], carryIn = none) =>
    domainEmissionV1.pots({ period: epochPeriod(1, 0, 10), entries, received: none, carryIn })

  it('lists domains by number and then what others keep by name, nothing of what is empty', () => {
    const kept = new Map([
      ['domain 9 stakers', 4n],
      ['domain 8 miners', 0n],
      ['domain 7 miners', 6n],
    ])
    const names = pots([domain(10n), domain(2n), domain(5n)], kept).map(({ name }) => name)
    expect([...new Set(names.map((name) => name.split(' ')[1]))]).toEqual(['2', '5', '10', '7', '9'])
    expect(names.slice(-2)).toEqual(['domain 7 miners', 'domain 9 stakers'])
  })

  it('explains each role by its own unit', () => {
    const units = pots([domain(1n)]).map(({ name, participants }) => [name, participants[0]!.parts])
    expect(units).toEqual([
      ['domain 1 miners', [{ of: 'workUnits', weight: 1n }]],
      ['domain 1 stakers', [{ of: 'stake', weight: 1n }]],
      ['domain 1 validators', [{ of: 'validations', weight: 1n }]],
      ['domain 1 domainOwner', [{ of: 'owner', weight: 1n }]],
      ['domain 1 modelOwners', [{ of: 'routedRevenue', weight: 1n }]],
    ])
  })

  it('pays what a role kept from when it had a share', () => {
    const without = { ...shares, domainOwner: 0, modelOwners: 2_000 }
    const kept = new Map([['domain 1 domainOwner', 3n]])
    expect(pots([domain(1n, { shares: without })], kept).map(({ name }) => name)).toContain('domain 1 domainOwner')
    expect(pots([domain(1n, { shares: without })]).map(({ name }) => name)).not.toContain('domain 1 domainOwner')
    expect(pots([domain(1n, { weights: nobody })], kept)).toContainEqual(
      expect.objectContaining({ name: 'domain 1 domainOwner', carryIn: 3n }),
    )
  })
})
