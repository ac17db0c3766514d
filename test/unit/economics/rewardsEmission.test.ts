import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DomainShares, roles } from '../../../src/economics/emission/shares'
import { epochPeriod } from '../../../src/economics/period'
import { beyondFoundation, type DomainEpochEntry, domainEmissionV1 } from '../../../src/economics/rewards/emission'
import { type DividedPot, dividePot } from '../../../src/economics/rewards/pot'

const nobody = { miners: [], stakers: [], validators: [], domainOwner: [], modelOwners: [] }
const shares: DomainShares = { miners: 4_100, stakers: 4_100, validators: 1_700, domainOwner: 0, modelOwners: 0 }
const domain = (over: Partial<DomainEpochEntry> = {}): DomainEpochEntry => {
  return { domainId: 2n, emitted: 100n, shares, weights: nobody, ...over }
}
const epoch = (entries: DomainEpochEntry[], carryIn: ReadonlyMap<string, bigint> = new Map()): DividedPot[] =>
  domainEmissionV1.pots({ period: epochPeriod(1, 0, 10), entries, received: new Map(), carryIn }).map(dividePot)
const carries = (pots: DividedPot[]) => new Map(pots.map(({ name, carry }) => [name, carry]))
const sum = (values: bigint[]) => values.reduce((total, each) => total + each, 0n)

describe('domain-emission/v1 as a program', () => {
  it('divides each role’s part by its own weights; the foundation was paid at minting', () => {
    const weights = {
      ...nobody,
      miners: [
        { account: 'ann', weight: 3n },
        { account: 'bob', weight: 1n },
      ],
      validators: [{ account: 'ann', weight: 9n }],
    }
    const pots = epoch([domain({ emitted: 1_000n, weights })])
    expect(pots.map(({ name, received, split, carry }) => [name, received, split.distributed, carry])).toEqual([
      ['domain 2 miners', 410n, 409n, 1n],
      ['domain 2 stakers', 410n, 0n, 410n],
      ['domain 2 validators', 170n, 170n, 0n],
    ])
  })

  it('keeps a carry with its role and domain, also over an epoch in which the domain emits nothing', () => {
    const first = carries(epoch([domain()]))
    const idle = epoch([domain({ domainId: 7n })], first)
    expect(idle.filter(({ name }) => name.startsWith('domain 2 ')).map(({ name, carry }) => [name, carry])).toEqual([
      ['domain 2 miners', 41n],
      ['domain 2 stakers', 41n],
      ['domain 2 validators', 17n],
    ])
    const weights = { ...nobody, stakers: [{ account: 'ann', weight: 1n }] }
    const [, stakers] = epoch([domain({ weights })], carries(idle))
    expect(stakers).toMatchObject({ carryIn: 41n, received: 41n, carry: 0n, split: { distributed: 82n } })
  })

  it.each([null, { ...shares, miners: 4_101 }])('allots nothing to a domain with the shares %o', (wrong) => {
    const [pot] = epoch([domain({ shares: wrong })])
    expect(pot).toMatchObject({ name: 'domain 2 unallotted', received: 99n, carry: 99n })
  })

  it('gives or carries every unit over any epochs of any domains (W1)', () => {
    const weighted = fc.uniqueArray(
      fc.record({ account: fc.constantFrom('a', 'b', 'c'), weight: fc.bigInt(0n, 10n ** 24n) }),
      {
        selector: ({ account }) => account,
      },
    )
    const split = fc
      .tuple(fc.nat(4_000), fc.nat(4_000), fc.nat(900), fc.nat(1_000))
      .map(([miners, stakers, validators, domainOwner]): DomainShares => {
        const modelOwners = 9_900 - miners - stakers - validators - domainOwner
        return { miners, stakers, validators, domainOwner, modelOwners }
      })
    const entry = fc.record({
      domainId: fc.bigInt(0n, 2n),
      emitted: fc.bigInt(0n, 10n ** 24n),
      shares: fc.option(split),
      weights: fc.record(
        Object.fromEntries(roles.map((role) => [role, weighted])) as Record<(typeof roles)[number], typeof weighted>,
      ),
    })
    const epochs = fc.array(fc.uniqueArray(entry, { selector: ({ domainId }) => domainId }), { maxLength: 6 })
    fc.assert(
      fc.property(epochs, (history) => {
        let carry = new Map<string, bigint>()
        let paid = 0n
        for (const entries of history) {
          const pots = epoch(entries, carry)
          expect(sum(pots.map(({ received }) => received))).toBe(
            sum(entries.map((each) => beyondFoundation(each.emitted))),
          )
          expect(sum(pots.map(({ carryIn }) => carryIn))).toBe(sum([...carry.values()]))
          expect(epoch([...entries].reverse(), carry)).toEqual(pots)
          paid += sum(pots.map((pot) => pot.split.distributed))
          carry = carries(pots)
        }
        const emitted = sum(history.flat().map((each) => beyondFoundation(each.emitted)))
        expect(paid + sum([...carry.values()])).toBe(emitted)
      }),
    )
  })
})
