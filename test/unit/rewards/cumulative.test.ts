import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { DAY, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { addShares, totalOf } from '../../../src/economics/rewards/cumulative'
import { ethMonthV1, type StakedPosition } from '../../../src/economics/rewards/ethMonth'
import { hash } from '../../../src/economics/units'
import { type Keccak, loadKeccak } from '../../../src/keccak'
import { renderFiles } from '../../../src/rewards/files/render'
import type { Program } from '../../../src/rewards/programs'
import { type BuiltReport, buildReport, type PreviousReport } from '../../../src/rewards/report/build'
import { fileRows } from '../../../src/rewards/report/fileRows'

const programId = hash(`0x${'5a'.repeat(32)}`)
const program = {
  ...{ network: 'fixture', chainId: 31337, name: 'program', programId, asset: 'eth', ruleset: ethMonthV1, source: {} },
  ...{ startBlock: 0, payers: [], beside: [], distributor: undefined, style: 'cumulative' },
} as unknown as Program
const months = ['2026-07', '2026-08', '2026-09', '2026-10'].map((id) => parsePeriod(UTC_MONTH, id))
const account = (n: number) => `0x${n.toString(16).padStart(40, '0')}`

let keccak: Keccak
beforeAll(async () => {
  keccak = await loadKeccak()
})

interface Month {
  readonly pot: bigint
  readonly stakers: readonly (readonly [n: number, amount: bigint])[]
}

/** Months of a program one after the other, as closing links them. */
function close(given: readonly Month[], of = program): BuiltReport[] {
  let previous: PreviousReport | null = null
  return given.map(({ pot, stakers }, at) => {
    const period = months[at]!
    const entries = stakers.map(([n, amount], index): StakedPosition => {
      const lock = { lockSeconds: 30 * DAY, threshold: 15 * DAY, closedTime: null }
      return { id: `p${index}`, owner: account(n), amount, multiplier: 1, start: period.end - 20 * DAY, ...lock }
    })
    const pinned = { number: at, hash: hash(`0x${'7'.repeat(64)}`), time: period.end - 1 }
    const revenue = pot === 0n ? [] : [{ id: 'receipt', amount: pot }]
    const built = buildReport(keccak, { program: of, period, pinned, entries, revenue, evidence: null, previous })
    previous = linkOf(built)
    return built
  })
}

function linkOf({ id, sha256, carry, cumulative }: BuiltReport): PreviousReport {
  const amounts = new Map(cumulative?.amounts.map((each) => [each.account as string, each.amount]))
  const pots = new Map([['main', carry]])
  return { id, sha256, carry, pots, cumulative: cumulative && { since: cumulative.since, amounts } }
}

const month = fc.record({
  pot: fc.oneof(fc.constant(0n), fc.bigInt(1n, 10n ** 24n)),
  stakers: fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.bigInt(1n, 10n ** 21n)), { maxLength: 12 }),
})

describe('sums of what was given (W21)', () => {
  it('never fall, leave nobody out and sum to what was distributed; the root is OpenZeppelin’s own', () => {
    fc.assert(
      fc.property(fc.array(month, { minLength: 1, maxLength: 4 }), (given) => {
        let before = new Map<string, bigint>()
        let distributed = 0n
        for (const { cumulative, shares, root, ...built } of close(given)) {
          const now = new Map(cumulative!.amounts.map((each) => [each.account as string, each.amount]))
          const share = new Map(shares.map((each) => [each.account as string, each.amount]))
          for (const [who, amount] of before) expect(now.get(who)).toBe(amount + (share.get(who) ?? 0n))
          for (const [who, amount] of now) expect(amount).toBe((before.get(who) ?? 0n) + (share.get(who) ?? 0n))
          distributed += built.distributed
          expect([cumulative!.total, cumulative!.since]).toEqual([distributed, '2026-07'])
          const leaves = [...now].map(([who, amount]) => [programId, who, `${amount}`])
          const wanted = leaves.length && StandardMerkleTree.of(leaves, ['bytes32', 'address', 'uint256']).root
          expect(cumulative!.root ?? 0).toBe(wanted)
          // What adds nothing has nothing to publish.
          expect(root).toBe(built.distributed > 0n ? cumulative!.root : null)
          before = now
        }
      }),
      { numRuns: 100 },
    )
  })

  it('would fall by a share below 0, which is refused', () => {
    expect(() => addShares(new Map([[account(1), 5n]]), [{ account: account(1), amount: -1n }])).toThrow('fall')
    expect(totalOf(addShares(new Map([[account(2), 5n]]), [{ account: account(1), amount: 0n }]))).toBe(5n)
  })
})

describe('a cumulative month', () => {
  const given: Month[] = [
    {
      pot: 100n,
      stakers: [
        [1, 7n],
        [2, 3n],
      ],
    },
    { pot: 0n, stakers: [[1, 7n]] },
    {
      pot: 60n,
      stakers: [
        [1, 40n],
        [3, 20n],
      ],
    },
  ]

  it('says so, and lists who was given something before beside who gets something now', () => {
    const [, empty, third] = close(given) as [BuiltReport, BuiltReport, BuiltReport]
    const { root } = third
    expect(JSON.parse(third.body)).toMatchObject({
      style: 'cumulative',
      cumulative: { since: '2026-07', accounts: 3, total: '160', root },
      totals: { leaves: 3, distributed: '60' },
    })
    const { body, sha256: reportHash, distributed, pinned, tree } = third
    const report = { root, distributed, pinned, reportHash }
    const head = { id: third.id, style: 'cumulative' as const, programId, periodNumber: 202609n, asset: 'eth' as const }
    const rendered = { ...head, body, report, evidence: null, shareRows: fileRows(third), nodes: tree!.nodes }
    const files = renderFiles(rendered, { chainId: 1, distributor: undefined })
    expect(files.get('claims.csv')).toBe(
      `account,cumulative,amount,weight\n${account(1)},110,40,40\n${account(2)},30,0,0\n${account(3)},20,20,20\n`,
    )
    expect(files.get('explanations.ndjson')!.trim().split('\n')).toHaveLength(2)
    const loaded = StandardMerkleTree.load(JSON.parse(files.get('tree.json')!))
    expect(loaded.root).toBe(root)
    expect([...loaded.entries()].map(([, leaf]) => leaf)).toContainEqual([programId, account(2), '30'])
    // The month in between adds nothing, and its report still says what all before it was given.
    expect([empty.root, empty.tree, empty.cumulative!.root]).toEqual([null, null, close(given)[0]!.root])
  })

  it('is followed by none that is paid by itself', () => {
    const built = close(given)[0]!
    const pinned = { number: 9, hash: hash(`0x${'7'.repeat(64)}`), time: 1 }
    const of = { ...program, style: 'per-period' as const }
    const inputs = { program: of, period: months[1]!, pinned, entries: [], revenue: [], evidence: null }
    expect(() => buildReport(keccak, { ...inputs, previous: linkOf(built) })).toThrow(
      expect.objectContaining({ code: 'E-STYLE' }),
    )
  })
})
