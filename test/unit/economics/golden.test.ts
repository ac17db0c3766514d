import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../src/economics/billing'
import { byRole, domainEmission } from '../../../src/economics/emission/domainEmission'
import { type DomainShares, roles } from '../../../src/economics/emission/shares'
import { DAY, ISO_WEEK, periodContaining, UTC_MONTH } from '../../../src/economics/period'
import { emissionPressure, timeWeightedPrice } from '../../../src/economics/pressure'
import { splitPot } from '../../../src/economics/rewards/split'
import { lockedAt } from '../../../src/economics/supply'
import { destraTiers, tierYield } from '../../../src/economics/yield'

const folder = path.resolve(__dirname, '../../golden')
type Text = string
interface Vectors {
  bills: { source: Text; given: Record<string, Text>; expected: Record<string, Text> }[]
  splits: { source: Text; pot: Text; weights: Text[]; shares: Text[]; carry: Text }[]
  pressures: {
    source: Text
    counted: Text
    revenue: Text
    frictionBps: Text
    breakEven: Text
    pressureBps: Text | null
    flagged: boolean
  }[]
  prices: {
    source: Text
    start: Text
    end: Text
    states: { at: Text; token: Text; quote: Text }[]
    perToken: Text
  }[]
  emissions: {
    source: Text
    emitted: Text
    sharesBps: Text[]
    foundation: Text
    parts: Text[]
    rounding: Text
  }[]
  yields: { source: Text; pot: Text; totalWeight: Text; days: Text; ethPerToken: Text[]; apr: Text[] }[]
  vestings: { source: Text; total: Text; start: Text; cliff: Text; end: Text; step: Text; at: Text; locked: Text }[]
  weeks: { source: Text; at: Text; week: Text; month: Text }[]
}
const vectors = JSON.parse(readFileSync(path.join(folder, 'vectors.json'), 'utf8')) as Vectors

/** Every formula against the one in test/golden/vectors.py, which was written from the domain's page, not from ours. */
describe('golden vectors', () => {
  it.each(vectors.bills)('bill ($source): $given', ({ given, expected }) => {
    const { computeUnits, basePrice, penaltyBps, ...bps } = given
    const split = Object.fromEntries(Object.entries(bps).map(([name, value]) => [name, Number(value)]))
    const usage = { computeUnits: BigInt(computeUnits!), basePrice: BigInt(basePrice!), penaltyBps: Number(penaltyBps) }
    const settled = settle({ ...usage, split: split as unknown as Parameters<typeof settle>[0]['split'] })
    expect(asText(settled)).toEqual(expected)
  })

  it.each(vectors.splits)('split of $pot by $weights', ({ pot, weights, shares, carry }) => {
    const split = splitPot(
      BigInt(pot),
      weights.map((weight, at) => ({ account: `${at}`, weight: BigInt(weight) })),
    )
    const given = weights.map((_, at) => `${split.shares.find(({ account }) => account === `${at}`)?.amount ?? 0n}`)
    expect([given, `${split.carry}`]).toEqual([shares, carry])
  })

  it.each(vectors.pressures)('pressure ($source): $counted of $revenue', (vector) => {
    const { counted, revenue, frictionBps, breakEven, pressureBps, flagged } = vector
    const result = emissionPressure(BigInt(counted), BigInt(revenue), Number(frictionBps))
    expect(result).toEqual({
      counted: BigInt(counted),
      breakEven: BigInt(breakEven),
      pressureBps: pressureBps && BigInt(pressureBps),
      flagged,
    })
  })

  it.each(vectors.prices)('price over [$start, $end)', ({ start, end, states, perToken }) => {
    const history = states.map(({ at, token, quote }) => ({
      from: Number(at),
      token: BigInt(token),
      quote: BigInt(quote),
    }))
    const price = timeWeightedPrice(history, { start: Number(start), end: Number(end) }, 18)
    expect(`${price?.perToken}`).toBe(perToken)
  })

  it.each(vectors.emissions)('emission ($source) of $emitted by $sharesBps', (vector) => {
    const { emitted, sharesBps, foundation, parts, rounding } = vector
    const shares = Object.fromEntries(roles.map((role, at) => [role, Number(sharesBps[at])])) as DomainShares
    const emission = domainEmission({ emission: BigInt(emitted), shares, weights: byRole(() => []) })
    const carried = roles.reduce((sum, role) => sum + emission.carry[role] - emission.roles[role].part, 0n)
    expect([`${emission.foundation}`, roles.map((role) => `${emission.roles[role].part}`), `${carried}`]).toEqual([
      foundation,
      parts,
      rounding,
    ])
  })

  it.each(vectors.yields)('yield of $pot over $totalWeight in $days days', (vector) => {
    const period = { start: 0, end: Number(vector.days) * DAY }
    const pot = { pot: BigInt(vector.pot), totalWeight: BigInt(vector.totalWeight) }
    const tiers = destraTiers.map((tier) => tierYield(tier, { ...period, ...pot }))
    expect(tiers.map(({ ethPerToken }) => `${ethPerToken}`)).toEqual(vector.ethPerToken)
    const wei = ({ apr }: (typeof tiers)[number]) => (apr.numerator * 10n ** 18n) / apr.denominator
    expect(tiers.map((each) => `${wei(each)}`)).toEqual(vector.apr)
  })

  it.each(vectors.vestings)('locked of $total at $at', ({ total, start, cliff, end, step, at, locked }) => {
    const schedule = {
      ...{ label: 'x', total: BigInt(total), start: Number(start), end: Number(end) },
      ...{ cliffSeconds: Number(cliff), stepSeconds: Number(step) },
    }
    expect(`${lockedAt(schedule, Number(at))}`).toBe(locked)
  })

  it.each(vectors.weeks)('the week and month of $at', ({ at, week, month }) => {
    const ids = [ISO_WEEK, UTC_MONTH].map((rule) => periodContaining(rule, Number(at)).id)
    expect(ids).toEqual([week, month])
  })

  it('are what their script writes, where there is a Python to run it', (context) => {
    const script = path.join(folder, 'vectors.py')
    const python = (...args: string[]) => execFileSync('python3', args, { encoding: 'utf8', stdio: 'pipe' })
    try {
      python('--version')
    } catch {
      context.skip()
    }
    expect(JSON.parse(python(script))).toEqual(vectors)
  })
})

function asText(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
}
