import { describe, expect, it } from 'vitest'
import { simulationJson } from '../../../src/simulate/json'
import type { Side, Simulation } from '../../../src/simulate/simulate'
import { simulationTable, wholeTokens } from '../../../src/simulate/table'

const side = (pressureBps: bigint | null, burned: bigint): Side => ({
  domain: {
    epochs: 1,
    emitted: 0n,
    miners: 41n * 10n ** 18n,
    stakers: 10n ** 16n,
    externalRevenue: 9n,
    counted: 1n,
    breakEven: pressureBps === null ? null : 2n,
    pressureBps,
    flagged: pressureBps !== null,
    distribution: null,
  },
  supply: {
    issued: 0n,
    total: 0n,
    burned,
    burnedBy: [{ cause: 'usage', amount: burned }],
    circulating: 10n ** 19n - burned,
    locked: 0n,
    excluded: [],
    held: new Map([['holders', 5n]]),
  },
  yields: null,
})
const simulation: Simulation = {
  network: 'n',
  indexedBlock: 7,
  months: [
    {
      month: '2026-01',
      start: 1,
      end: 2,
      provisional: true,
      forecast: false,
      real: side(null, 0n),
      whatIf: side(10_102n, 10n ** 18n),
    },
  ],
}

describe('simulationTable', () => {
  it('sets real beside what-if', () => {
    expect(simulationTable(simulation, { symbol: 'DN', decimals: 18 })).toBe(
      [
        'domain (break-even and revenue in base units of the quote; miners and stakers in DN)',
        'month                pressure  break-even  revenue  miners  stakers',
        '2026-01*  real              –           –        9   41.00     0.01',
        '          what-if  101.02 % !           2        9   41.00     0.01',
        '! external revenue is below break-even',
        '',
        "supply at the month's end, in DN",
        'month              circulating  burned',
        '2026-01*  real           10.00    0.00',
        '          what-if         9.00    1.00',
        '',
        '* the month has not ended: figures so far',
      ].join('\n'),
    )
  })
})

describe('simulationTable without a domain', () => {
  it('is the supply alone', () => {
    const months = simulation.months.map((each) => ({
      ...each,
      provisional: false,
      real: { ...each.real, domain: null },
      whatIf: { ...each.whatIf, domain: null },
    }))
    const table = simulationTable({ ...simulation, months }, { symbol: 'DN', decimals: 18 })
    expect(table.split('\n')[0]).toBe("supply at the month's end, in DN")
    expect(table).not.toMatch(/!|\*/)
  })
})

describe('wholeTokens', () => {
  it('cuts and never rounds up; tokens without decimals have none to cut', () => {
    expect([wholeTokens(1_999n, 3), wholeTokens(-1_999n, 3), wholeTokens(5n, 0), wholeTokens(7n, 1)]).toEqual([
      '1.99',
      '-1.99',
      '5.00',
      '0.70',
    ])
  })
})

describe('simulationJson', () => {
  it('holds every amount as a decimal string', () => {
    const json = JSON.parse(simulationJson(simulation, { network: 'n' }))
    expect(json.scenario).toEqual({ network: 'n' })
    expect(json.months[0].whatIf.supply).toMatchObject({ burned: '1000000000000000000', held: { holders: '5' } })
    expect(json.months[0].whatIf.domain).toMatchObject({ pressureBps: '10102', miners: '41000000000000000000' })
  })
})
