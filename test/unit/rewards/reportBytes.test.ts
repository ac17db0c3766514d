import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { DAY, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import type { StakedPosition } from '../../../src/economics/rewards/ethMonth'
import { hash } from '../../../src/economics/units'
import { type Keccak, loadKeccak } from '../../../src/keccak'
import { type PublishTarget, type RenderedReport, renderFiles } from '../../../src/rewards/files/render'
import { programsOf } from '../../../src/rewards/programs'
import { type BuiltReport, buildReport } from '../../../src/rewards/report/build'
import { sortedLines } from '../../../src/rewards/report/canonicalJson'
import { fileRows } from '../../../src/rewards/report/fileRows'
import { sortedLinesHash } from '../../../src/rewards/report/linesHash'
import { sha256 } from '../../../src/rewards/report/sha256'
import { plainMonth } from './plainReport'

const period = parsePeriod(UTC_MONTH, '2026-09')
const program = programsOf(
  parseProfile(
    {
      name: 'fixture',
      chainId: 31337,
      token: { address: `0x${'70'.repeat(20)}`, symbol: 'DSync', decimals: 18, burnSinks: [`0x${'de'.repeat(20)}`] },
      revenueSplitBps: [{ fromBlock: 0, stakers: 10_000, nodes: 0, buyback: 0 }],
      programs: ['destra.stakers.monthly'],
    },
    'fixture',
    {},
  ),
)[0]!

let keccak: Keccak
beforeAll(async () => {
  keccak = await loadKeccak()
})

/** Few owners and few amounts, so that many share one; some without weight, some whose share is 0. */
const stakes = fc
  .array(
    fc.record({
      owner: fc.integer({ min: 1, max: 12 }).map((n) => `0x${(n * 7_919).toString(16).padStart(40, '0')}`),
      amount: fc.oneof(fc.bigInt(0n, 3n), fc.bigInt(1n, 2n ** 90n), fc.constant(10n ** 21n)),
      multiplier: fc.integer({ min: 1, max: 4 }),
      days: fc.constantFrom(30, 90, 360),
      age: fc.integer({ min: 1, max: 400 }),
    }),
    { maxLength: 60 },
  )
  .map((drawn) =>
    drawn.map(({ owner, amount, multiplier, days, age }, index): StakedPosition => {
      const start = period.end - age * DAY
      const id = `fixture-pool-${owner}-${String(index).padStart(6, '0')}`
      return { id, owner, amount, multiplier, start, lockSeconds: days * DAY, threshold: 15 * DAY, closedTime: null }
    }),
  )

function build(entries: readonly StakedPosition[], pot: bigint): BuiltReport {
  const pinned = { number: 7, hash: hash(`0x${'7'.repeat(64)}`), time: period.end - 1 }
  const revenue = [{ id: 'receipt', amount: pot }]
  return buildReport(keccak, { program, period, pinned, entries, revenue, evidence: null, previous: null })
}

function rendered(built: BuiltReport): Map<string, string> {
  const target: PublishTarget = { chainId: 31337, distributor: undefined }
  const { id, body, root, distributed, pinned, tree } = built
  const stored: RenderedReport = {
    ...{
      id,
      body,
      style: program.style,
      evidence: null,
      programId: program.programId,
      asset: program.asset,
      periodNumber: period.number,
    },
    report: { root, distributed, pinned, reportHash: built.sha256 },
    ...{ shareRows: fileRows(built), nodes: tree?.nodes ?? Buffer.alloc(0) },
  }
  return renderFiles(stored, target)
}

describe('the bytes of a month', () => {
  it('are those of the formulas written plainly, whatever order its stakes came in', () => {
    fc.assert(
      fc.property(stakes, fc.bigInt(0n, 10n ** 24n), fc.infiniteStream(fc.nat()), (given, pot, draws) => {
        const plain = plainMonth(program.programId, period, pot, given)
        const shuffled = given
          .map((stake) => ({ stake, at: draws.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ stake }) => stake)
        const built = build(shuffled, pot)
        const body = JSON.parse(built.body)
        expect({ root: built.root, positions: body.inputs.positions.sha256, explanations: body.explanations }).toEqual({
          root: plain.root,
          positions: plain.positions,
          explanations: plain.explanations,
        })
        const { 'report.json': report, 'report.sha256': _, ...files } = Object.fromEntries(rendered(built))
        expect(files).toEqual(plain.files)
        expect(sha256(report!)).toBe(built.sha256)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the hash of sorted lines', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', 'a', 'a!', 'a"', 'a\\', 'é', '\u{10000}', '\uffee', 'a'.repeat(70_000)),
    fc.nat(99).map((n) => `${'position-'.repeat(3)}${n}`),
  )

  // Most are equal, so that lines differ behind the bytes that are compared as numbers.
  const amounts = fc.oneof(fc.constantFrom(0n, 1n, 10n ** 21n, 10n ** 21n + 1n), fc.bigInt(-3n, 10n ** 25n))

  it('is that of the lines sorted as texts: shared beginnings, equal ones, one inside the other, other alphabets', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ amount: amounts, text: texts }), { maxLength: 40 }), (rows) => {
        expect(sortedLinesHash(rows)).toBe(sha256(sortedLines(rows)))
      }),
      { numRuns: 300 },
    )
  })

  it('of more lines than a block holds', () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => ({
      amount: BigInt((n * 7_919) % 60_013),
      text: 'x'.repeat(80),
    }))
    expect(sortedLinesHash(rows)).toBe(sha256(sortedLines(rows)))
  })
})
