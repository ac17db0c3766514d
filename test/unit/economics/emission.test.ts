import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DomainEmission,
  domainEmission,
  type EmissionWeights,
  foldEmissions,
  NO_CARRY,
} from '../../../src/economics/emission/domainEmission'
import { type DomainShares, roles, shareRefusals } from '../../../src/economics/emission/shares'

const nobody: EmissionWeights = { miners: [], stakers: [], validators: [], domainOwner: [], modelOwners: [] }
/** domain.md §4: the published "41/41", 17 to validators and 1 to the foundation */
const fortyOne: DomainShares = { miners: 4_100, stakers: 4_100, validators: 1_700, domainOwner: 0, modelOwners: 0 }

const given = ({ roles: split }: DomainEmission) =>
  Object.fromEntries(roles.map((role) => [role, split[role].split.shares.map((share) => share.amount)]))

describe('domain-emission/v1', () => {
  it('41/41/17/0/0+1: 1,000 base units by hand', () => {
    const weights: EmissionWeights = {
      miners: [
        { account: '0xa', weight: 2n },
        { account: '0xb', weight: 1n },
      ],
      stakers: [
        { account: '0xc', weight: 1n },
        { account: '0xd', weight: 1n },
      ],
      validators: [
        { account: '0xe', weight: 4n },
        { account: '0xf', weight: 3n },
      ],
      domainOwner: [{ account: '0xg', weight: 1n }],
      modelOwners: [{ account: '0xh', weight: 1n }],
    }
    const emission = domainEmission({ emission: 1_000n, shares: fortyOne, weights })
    expect({ foundation: emission.foundation, given: given(emission), carry: emission.carry }).toEqual({
      foundation: 10n,
      // 410 as 273.3 and 136.7; 410 in halves; 170 as 97.1 and 72.9
      given: {
        miners: [273n, 136n],
        stakers: [205n, 205n],
        validators: [97n, 72n],
        domainOwner: [0n],
        modelOwners: [0n],
      },
      carry: { miners: 1n, stakers: 0n, validators: 1n, domainOwner: 0n, modelOwners: 0n },
    })
  })

  it("what the roles' floors leave over is carried by the first role that has a share", () => {
    // 41 % and 41 % of 99 are 40.59, 17 % is 16.83, 1 % is 0.99: floors make 96
    const { foundation, carry } = domainEmission({ emission: 99n, shares: fortyOne, weights: nobody })
    expect({ foundation, carry }).toEqual({
      foundation: 0n,
      carry: { ...NO_CARRY, miners: 43n, stakers: 40n, validators: 16n },
    })
    const withoutMiners = { ...fortyOne, miners: 0, validators: 5_800 }
    expect(domainEmission({ emission: 99n, shares: withoutMiners, weights: nobody }).carry).toEqual({
      ...NO_CARRY,
      stakers: 42n,
      validators: 57n,
    })
  })

  it('a role nobody took part in carries its whole part into its own next pot', () => {
    const alone: EmissionWeights = { ...nobody, stakers: [{ account: '0xc', weight: 7n }] }
    const [first, second] = foldEmissions([
      { emitted: 1_000n, shares: fortyOne, weights: nobody },
      { emitted: 1_000n, shares: fortyOne, weights: alone },
    ])
    expect(first!.carry).toEqual({ ...NO_CARRY, miners: 410n, stakers: 410n, validators: 170n })
    expect({ ...given(second!), carry: second!.carry }).toEqual({
      miners: [],
      stakers: [820n],
      validators: [],
      domainOwner: [],
      modelOwners: [],
      carry: { ...NO_CARRY, miners: 820n, validators: 340n },
    })
  })

  it('Σ shares + carries + foundation = emission, over any epochs; the order of participants does not show', () => {
    const role = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1, maxLength: 6 }), fc.bigInt(0n, 2n ** 100n)), {
      selector: ([account]) => account,
      maxLength: 6,
    })
    const weights = fc.record({ miners: role, stakers: role, validators: role, domainOwner: role, modelOwners: role })
    const epoch = fc.record({ emitted: fc.bigInt(0n, 2n ** 128n), shares: anyShares, weights })
    fc.assert(
      fc.property(fc.array(epoch, { minLength: 1, maxLength: 6 }), (epochs) => {
        const facts = epochs.map((each) => ({ ...each, weights: weighted(each.weights, (rows) => rows) }))
        const reversed = epochs.map((each) => ({
          ...each,
          weights: weighted(each.weights, (rows) => [...rows].reverse()),
        }))
        const emissions = foldEmissions(facts)
        expect(foldEmissions(reversed)).toEqual(emissions)
        const out = emissions.reduce(
          (sum, { foundation, roles: split }) =>
            roles.reduce((total, name) => total + split[name].split.distributed, sum + foundation),
          0n,
        )
        const carry = roles.reduce((sum, name) => sum + emissions.at(-1)!.carry[name], 0n)
        expect(out + carry).toBe(epochs.reduce((sum, each) => sum + each.emitted, 0n))
      }),
      { numRuns: 200 },
    )
  })

  it('refuses to split by shares outside their rule', () => {
    const shares = { ...fortyOne, miners: 4_200 }
    expect(() => domainEmission({ emission: 1n, shares, weights: nobody })).toThrow('sum to 10100, not 10,000')
    expect(() =>
      domainEmission({
        emission: 1n,
        shares: fortyOne,
        weights: nobody,
        bounds: { miners: { floorBps: 0, ceilingBps: 4_000 } },
      }),
    ).toThrow('4100 bps is outside 0–4000')
  })
})

describe('shareRefusals', () => {
  it('holds each role against its own width and what governance allows, and never clamps', () => {
    expect(shareRefusals(fortyOne)).toEqual([])
    expect(shareRefusals({ ...fortyOne, validators: 600, domainOwner: 1_100 })).toEqual([
      { role: 'domainOwner', reason: '1100 bps is outside 0–1000, what is allowed for domainOwner' },
    ])
    expect(shareRefusals({ ...fortyOne, validators: 700, domainOwner: 1_000 })).toEqual([])
    const bounds = { stakers: { floorBps: 4_101, ceilingBps: 5_000 }, domainOwner: { floorBps: 0, ceilingBps: 9_000 } }
    expect(shareRefusals(fortyOne, bounds)).toEqual([
      { role: 'stakers', reason: '4100 bps is outside 4101–5000, what is allowed for stakers' },
    ])
    expect(shareRefusals({ ...fortyOne, miners: 4_100.5, stakers: 4_099.5 })).toHaveLength(2)
    expect(shareRefusals({ ...fortyOne, miners: -1, stakers: 8_201 })).toHaveLength(1)
  })
})

/** Shares that keep their rule: four cuts of 9,900, the owner's part at most 1,000. */
const anyShares = fc
  .tuple(fc.integer({ min: 0, max: 1_000 }), fc.array(fc.nat(), { minLength: 3, maxLength: 3 }))
  .map(([domainOwner, cuts]): DomainShares => {
    const left = 9_900 - domainOwner
    const [a, b, c] = cuts.map((cut) => cut % (left + 1)).sort((x, y) => x - y) as [number, number, number]
    return { miners: a, stakers: b - a, validators: c - b, domainOwner, modelOwners: left - c }
  })

type Rows = readonly (readonly [string, bigint])[]
function weighted(rows: Record<keyof EmissionWeights, Rows>, order: (rows: Rows) => Rows): EmissionWeights {
  const of = (name: keyof EmissionWeights) => order(rows[name]).map(([account, weight]) => ({ account, weight }))
  return {
    miners: of('miners'),
    stakers: of('stakers'),
    validators: of('validators'),
    domainOwner: of('domainOwner'),
    modelOwners: of('modelOwners'),
  }
}
