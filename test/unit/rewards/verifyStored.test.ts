import { beforeAll, describe, expect, it } from 'vitest'
import { DAY, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { ethMonthV1, type StakedPosition } from '../../../src/economics/rewards/ethMonth'
import { address, hash } from '../../../src/economics/units'
import { type Keccak, loadKeccak } from '../../../src/keccak'
import type { StoredReport } from '../../../src/rewards/close/stored'
import { verifyStored } from '../../../src/rewards/close/verifyStored'
import type { Program } from '../../../src/rewards/programs'
import { buildReport } from '../../../src/rewards/report/build'

const period = parsePeriod(UTC_MONTH, '2026-09')
const program = {
  ...{ network: 'fixture', chainId: 31337, name: 'program', programId: hash(`0x${'5a'.repeat(32)}`), asset: 'eth' },
  ...{
    ruleset: ethMonthV1,
    source: {},
    startBlock: 0,
    style: 'per-period',
    payers: [],
    beside: [],
    distributor: undefined,
  },
} as unknown as Program

/** Nine owners with two stakes each; the last one's share of 1,000 wei is 0. */
const stakes = Array.from({ length: 20 }, (_, index): StakedPosition => {
  const owner = address(`0x${(1 + (index % 10)).toString(16).padStart(40, '0')}`)
  const amount = index % 10 === 9 ? 1n : 10n ** 18n * BigInt(index + 1)
  const start = period.end - 20 * DAY
  const lock = { lockSeconds: 30 * DAY, threshold: 15 * DAY, closedTime: null }
  return { id: `position-${String(index).padStart(2, '0')}`, owner, amount, multiplier: 1, start, ...lock }
})

let keccak: Keccak
let stored: StoredReport

beforeAll(async () => {
  keccak = await loadKeccak()
  const pinned = { number: 7, hash: hash(`0x${'7'.repeat(64)}`), time: period.end - 1 }
  const revenue = [{ id: 'receipt', amount: 1_000n }]
  const inputs = { program, period, pinned, entries: stakes, revenue, evidence: null, previous: null }
  const { id, body, root, pots, shares, tree, sha256, pot, carryIn, distributed, carry, ...weights } = buildReport(
    keccak,
    inputs,
  )
  const counts = { participants: shares.length, shares: shares.filter(({ amount }) => amount > 0n).length }
  stored = {
    ...{
      id,
      body,
      style: 'per-period',
      evidence: null,
      corrections: null,
      programId: program.programId,
      periodNumber: period.number,
      nodes: tree!.nodes,
    },
    report: { ...{ root, pinned, pot, carryIn, distributed, carry, reportHash: sha256 }, ...weights, ...counts },
    pots: pots.map(({ participants: _, split, ...each }) => ({ ...each, ...split })),
    shareRows: shares.map(({ account, amount, weight, treeIndex, explanation }) => {
      return { account, amount, weight, treeIndex, explanation, cumulative: null }
    }),
  } as unknown as StoredReport
})

/** What does not hold of the report once it is changed. */
function brokenBy(change: (report: StoredReport) => Partial<StoredReport>): string {
  try {
    verifyStored(keccak, { ...stored, ...change(stored) })
  } catch (error) {
    return (error as { details: { what: string } }).details.what
  }
  return ''
}

const withShare = (place: number, change: object) => (report: StoredReport) => ({
  shareRows: report.shareRows.map((share, at) => (at === place ? { ...share, ...change } : share)),
})
const withExplanation = (from: string, to: string) => (report: StoredReport) => ({
  shareRows: report.shareRows.map((share) => ({ ...share, explanation: share.explanation!.replace(from, to) })),
})
const withByte = (byte: number) => (report: StoredReport) => {
  const nodes = Buffer.from(report.nodes)
  nodes[byte]! ^= 1
  return { nodes }
}
const first = address(`0x${'1'.padStart(40, '0')}`)

describe('a stored report', () => {
  it('holds as it was built, a share of 0 without a leaf in it', () => {
    expect(brokenBy(() => ({}))).toBe('')
    expect(stored.shareRows.filter(({ treeIndex }) => treeIndex === null)).toHaveLength(1)
  })

  it('settles nothing that its body does not say', () => {
    expect(brokenBy(() => ({ corrections: '{"corrections":[]}' }))).toBe('hash of the corrections')
  })

  it('is told by the first thing that does not hold', () => {
    expect({
      body: brokenBy(({ body }) => ({ body: `${body} ` })),
      amount: brokenBy(withShare(0, { amount: 1n })),
      weight: brokenBy(withShare(0, { weight: 1n })),
      missing: brokenBy(({ shareRows }) => ({ shareRows: shareRows.slice(0, -1) })),
      explained: brokenBy(withExplanation('"multiplier":1', '"multiplier":2')),
      amountExplained: brokenBy(withExplanation(`"account":"${first}","amount":"`, `"account":"${first}","amount":"9`)),
      node: brokenBy(withByte(40)),
      root: brokenBy(withByte(0)),
      leaf: brokenBy(({ nodes, shareRows }) => withByte(shareRows[0]!.treeIndex! * 32)({ ...stored, nodes })),
      place: brokenBy(withShare(0, { treeIndex: 0 })),
      placeOfAnother: brokenBy(({ shareRows }) => withShare(0, { treeIndex: shareRows[1]!.treeIndex })(stored)),
      nodes: brokenBy(({ nodes }) => ({ nodes: nodes.subarray(32) })),
    }).toEqual({
      body: 'sha256 of the body',
      amount: 'Σ shares = distributed',
      weight: 'Σ weights = total weight',
      missing: 'Σ weights = total weight',
      explained: 'hash of the explanations',
      amountExplained: `share of ${first} = floor(pot × weight / total weight)`,
      node: 'every node of the tree',
      root: 'every node of the tree',
      leaf: `proof of ${first}`,
      place: `proof of ${first}`,
      placeOfAnother: `proof of ${first}`,
      nodes: 'a leaf for each share above 0',
    })
  })
})
