import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { devnetProfiles } from '../../../src/devnet/profiles'
import { amountsOf, correctedAmounts } from '../../../src/economics/rewards/corrected'
import type { DomainEpochEntry } from '../../../src/economics/rewards/emission'
import { hash } from '../../../src/economics/units'
import { loadKeccak } from '../../../src/keccak'
import { inTransaction } from '../../../src/postgres/transaction'
import { isOpen } from '../../../src/rewards/correction/correction'
import { withSettled } from '../../../src/rewards/correction/open'
import { SettledSince } from '../../../src/rewards/correction/settledSince'
import { renderFiles } from '../../../src/rewards/files/render'
import { type Program, programsOf } from '../../../src/rewards/programs'
import { type BuiltReport, buildReport, type PreviousReport } from '../../../src/rewards/report/build'
import { canonicalJson } from '../../../src/rewards/report/canonicalJson'
import { fileRows } from '../../../src/rewards/report/fileRows'
import { sha256 } from '../../../src/rewards/report/sha256'
import { givenAt } from '../../../src/witness/folder/given'
import { type Verdict, verifyFromChain } from '../../../src/witness/verify'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { FakeNode } from './fakeNode'
import { scenarioOf, splits } from './scenarios'

const profile = parseProfile({ ...devnetProfiles[0]!, revenueSplitBps: splits }, 'devnet-destra', {})
const program = (name: string): Program => programsOf(profile).find((each) => each.name === name)!
const paidAtOnce = parseProfile(
  {
    ...{ ...devnetProfiles[0]!, revenueSplitBps: splits, cumulative: ['destra.stakers.monthly'] },
    contracts: {
      ...devnetProfiles[0]!.contracts,
      sums: { address: `0x${'c5'.repeat(20)}`, kind: 'cumulative-distributor' },
    },
  },
  'devnet-destra',
  {},
)
const [stakers, nodes] = [program('destra.stakers.monthly'), program('destra.nodes.monthly')]
const domains = parseProfile(devnetProfiles[2]!, 'devnet-deepnode', {})
const [emission] = programsOf(domains)
const PINNED_APART = 1_000
/** November, corrected once by what was wrong too, settled in December, and once more, settled in January. */
const mistake: Mistake = {
  at: 1,
  corrections: [
    { without: 2, settledAt: 2 },
    { without: 0, settledAt: 3 },
  ],
}

let postgres: TestPostgres
let db: Client
let folder: string
let node: FakeNode
let nodeOfWork: FakeNode
let nodeOfSums: FakeNode
let nodeOfCorrected: FakeNode
let nodeOfCorrectedWork: FakeNode
let nodeOfCorrectedSums: FakeNode
let nodeOfCorrectedDomains: FakeNode

beforeAll(async () => {
  postgres = await startTestPostgres()
  db = new Client({ connectionString: postgres.url })
  await db.connect()
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-from-chain-'))
  node = await published(stakers, 'eth-month/v1', 'stakers')
  nodeOfWork = await published(nodes, 'destra-node-work/v1', 'nodes')
  const [sums] = programsOf(paidAtOnce).filter(({ name }) => name === stakers.name)
  nodeOfCorrected = await published(stakers, 'eth-month/v1', 'stakers', 'corrected', profile, mistake)
  nodeOfSums = await published(sums!, 'eth-month/v1', 'stakers', 'sums', paidAtOnce)
  nodeOfCorrectedDomains = await published(
    ...([
      emission!,
      'domain-emission/v1',
      'domains',
      'corrected-domains',
      domains,
      { seed: 'five', at: 0, corrections: [{ without: 0, settledAt: 1 }] },
    ] as const),
  )
  nodeOfCorrectedWork = await published(nodes, 'destra-node-work/v1', 'nodes', 'corrected-work', profile, mistake)
  nodeOfCorrectedSums = await published(sums!, 'eth-month/v1', 'stakers', 'corrected-sums', paidAtOnce, mistake)
})
afterAll(async () => {
  await db?.end()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** How a test publishes months otherwise than they should be, and makes up for it. */
interface Mistake {
  /** of the scenario, where another has what is wanted */
  readonly seed?: string
  /** place of the month that is published wrongly */
  readonly at: number
  /** of each correction: what it was computed of, and the place of the month that settles it; the last is right */
  readonly corrections: readonly { readonly without: number; readonly settledAt: number }[]
}

/** Months of a program as closing and publishing leave them: folders, and the distributor's events and view. */
async function published(
  of: Program,
  ruleset: string,
  what: string,
  below = '',
  by = profile,
  mistake?: Mistake,
): Promise<FakeNode> {
  const keccak = await loadKeccak()
  const scenario = scenarioOf(ruleset, what)(mistake?.seed ?? `published ${ruleset}`)
  const { log, periods } = scenario
  const last = log.height + PINNED_APART
  const chain = new FakeNode(by, log, last)
  const since = new SettledSince()
  let previous: PreviousReport | null = null
  let made: ReturnType<typeof correctedBy>[] = []
  for (const [at, { evidence: body, ...period }] of periods.entries()) {
    // The last block before the end, and the first at or after it.
    const number = log.rows.filter(([, , time]) => time < period.end).at(-1)![0]
    if (at === periods.length - 1) chain.setTime(number + 1, period.end)
    const pinned = { number, ...(await headerOf(chain, number)) }
    const evidenceOf = (text: string) => ({ body: text, lines: text.split('\n').length - 1, sha256: sha256(text) })
    const evidence = body === null ? null : evidenceOf(body)
    const revenue = [...scenario.received(at)].map(([pot, amount]) => ({ id: `${at}`, amount, pot }))
    const entries = scenario.entries(at)
    const inputs = { program: of, period, pinned, entries, revenue, evidence, previous }
    const isWrong = mistake?.at === at
    // What is still open is taken in again.
    const open = made.filter((_, n) => mistake!.corrections[n]!.settledAt <= at).slice(-1)
    const corrections = open.map((each) => withSettled(each, since.of(each.supersedes.id))).filter(isOpen)
    const built: BuiltReport = isWrong
      ? buildReport(keccak, {
          ...inputs,
          entries: missing(entries, 5),
          // What a domain emits says how much its pots receive.
          revenue: of === emission ? revenue : revenue.map(less),
          evidence: evidence && evidenceOf(lessWork(body!)),
        })
      : buildReport(keccak, { ...inputs, corrections })
    if (built.corrections !== null) since.add(built.corrections)
    if (isWrong)
      made = mistake.corrections.map(({ without }, n) =>
        correctedBy(
          built,
          buildReport(keccak, {
            ...{ ...inputs, entries: missing(entries, without) },
            supersedes: { id: built.id, sha256: built.sha256, number: n + 1 },
          }),
          { number: n + 1, evidence: body },
        ),
      )
    const report = { root: built.root, distributed: built.distributed, pinned, reportHash: built.sha256 }
    const files = renderFiles(
      {
        ...{
          id: built.id,
          style: of.style,
          programId: of.programId,
          periodNumber: period.number,
          asset: of.asset,
          report,
        },
        ...{ body: built.body, shareRows: fileRows(built), nodes: built.tree?.nodes ?? Buffer.alloc(0) },
        ...{ evidence: isWrong && evidence ? evidenceOf(lessWork(body!)) : evidence, corrections: built.corrections },
      },
      of,
    )
    mkdirSync(path.join(folder, below, built.id), { recursive: true })
    for (const [name, content] of files) writeFileSync(path.join(folder, below, built.id, name), content)
    const carried = built.pots.filter(({ carry }) => carry > 0n).map(({ name, carry }) => [name, carry] as const)
    const amounts = new Map(built.cumulative?.amounts.map((each) => [each.account as string, each.amount]))
    const cumulative = built.cumulative && { since: built.cumulative.since, amounts }
    previous = { id: built.id, sha256: built.sha256, carry: built.carry, pots: new Map(carried), cumulative }
    if (built.root === null) continue
    const asset = of.asset === 'eth' ? `0x${'0'.repeat(40)}` : of.asset
    chain.holds.push({ asset, period: period.number, root: built.root, total: built.distributed })
    const kind = of.style === 'cumulative' ? 'cumulative-distributor' : 'merkle-distributor'
    chain.add(last - 1, at, kind, 'DistributionPublished', {
      ...{ programId: of.programId, period: `${period.number}`, asset, root: built.root },
      ...{ total: `${built.distributed}`, reportHash: built.sha256 },
    })
  }
  return chain
}

/** A receipt that was counted by 1000 base units less. */
const less = <R extends { readonly amount: bigint }>(receipt: R): R => ({
  ...receipt,
  amount: receipt.amount - 1_000n,
})
/** Entries without the first of them; of a domain, which is all there is of its pots, without those who worked first. */
function missing(entries: readonly object[], count: number): readonly object[] {
  const isDomain = (each: object): each is DomainEpochEntry => 'weights' in each
  if (!entries.every(isDomain)) return entries.slice(count)
  return entries.map((each) => {
    const { miners, stakers } = each.weights
    return { ...each, weights: { ...each.weights, miners: miners.slice(count), stakers: stakers.slice(count) } }
  })
}
/** Evidence without its first line. */
const lessWork = (text: string) => text.slice(text.indexOf('\n') + 1)

function correctedBy(
  wrong: BuiltReport,
  { sha256: hashed, body, pots }: BuiltReport,
  { number, evidence }: { number: number; evidence: string | null },
) {
  const amounts = correctedAmounts(amountsOf(wrong.pots), amountsOf(pots), new Map())
  return {
    number,
    supersedes: { id: wrong.id, sha256: wrong.sha256, body: wrong.body },
    sha256: hashed,
    body,
    evidence,
    amounts,
  }
}

async function headerOf(chain: FakeNode, block: number) {
  const found = await chain.ask<{ hash: string; timestamp: string }>('eth_getBlockByNumber', [
    `0x${block.toString(16)}`,
  ])
  return { hash: hash(found.hash), time: Number(found.timestamp) }
}

async function verify(at: string, chain = node, by = profile): Promise<Verdict> {
  const given = await givenAt(at)
  const verdict = await inTransaction(db, () => verifyFromChain(db, chain, by, given, () => undefined))
  await db.query('drop table event')
  return verdict
}

const monthOf = (month: string, of = stakers) => path.join(folder, `${of.network}:${of.name}:${month}`)
const fileOf = (month: string, name: string) => readFileSync(path.join(monthOf(month), name), 'utf8')

/** A folder in which one file was changed, beside the true ones; it is put back after. */
async function lied(name: string, change: (text: string) => string, month = '2026-01', of = stakers, chain = node) {
  const file = path.join(monthOf(month, of), name)
  const text = readFileSync(file, 'utf8')
  const changed = change(text)
  expect(changed).not.toBe(text)
  writeFileSync(file, changed)
  try {
    const verdict = await verify(monthOf(month, of), chain)
    expect(verdict.ok).toBe(false)
    return verdict.lies.map(({ what, where }) => `${what}, ${where}`)
  } finally {
    writeFileSync(file, text)
  }
}

/** A report with some of its values replaced, canonical as before. */
const changing = (change: (report: never) => object) => (text: string) => {
  const report = JSON.parse(text)
  return canonicalJson({ ...report, ...change(report as never) })
}

describe('a published month, from nothing but its node', () => {
  it('is true, month after month, and its Safe batch is told in words', async () => {
    for (const name of readdirSync(folder).filter((each) => each.includes(stakers.name))) {
      const { lies, ...verdict } = await verify(path.join(folder, name))
      expect(lies).toEqual([])
      expect(verdict).toMatchObject({ ok: true, from: 'chain', id: name })
      if (verdict.root === null) continue
      expect(verdict.published).toBe(true)
      expect(verdict.safeBatch).toEqual([
        expect.stringMatching(/^publish: the Safe pays .* wei\) to the distributor 0x/),
      ])
    }
  })

  it('is true with the evidence that its report names', async () => {
    const month = monthOf('2026-01', nodes)
    const { ok, from, lies } = await verify(month, nodeOfWork)
    expect(lies).toEqual([])
    expect({ ok, from }).toEqual({
      ok,
      from: `chain + evidence ${sha256(readFileSync(path.join(month, 'evidence.ndjson'), 'utf8'))}`,
    })
  })

  it('alone, as a report without its folder', async () => {
    expect(await verify(path.join(monthOf('2026-01'), 'report.json'))).toMatchObject({ ok: true, safeBatch: [] })
  })
})

describe('a month of a program that one claim pays for all periods', () => {
  const at = (month: string) => path.join(folder, 'sums', `${stakers.network}:${stakers.name}:${month}`)
  const claims = (month: string) => readFileSync(path.join(at(month), 'claims.csv'), 'utf8')
  /** Places of what is told of a month while a file of it, or of another, is changed. */
  async function told(month: string, changed: string, name: string, change: (text: string) => string) {
    const file = path.join(at(changed), name)
    const text = readFileSync(file, 'utf8')
    expect(change(text)).not.toBe(text)
    writeFileSync(file, change(text))
    const { ok, lies } = await verify(at(month), nodeOfSums, paidAtOnce)
    writeFileSync(file, text)
    return { ok, where: lies.map((each) => `${each.what}, ${each.where}`) }
  }

  it('is true: its root is over the sums of all months, computed from the node alone', async () => {
    for (const name of readdirSync(path.join(folder, 'sums'))) {
      const { lies, ok, published: held, root } = await verify(path.join(folder, 'sums', name), nodeOfSums, paidAtOnce)
      expect([name, lies, ok, held]).toEqual([name, [], true, root !== null])
    }
  })

  it('that lies is named: an amount that falls, an account left out, another amount of an earlier month', async () => {
    const [, line] = claims('2025-12').split('\n')
    const who = line!.split(',')[0]!
    const falls = await told('2026-01', '2026-01', 'claims.csv', (text) =>
      text.replace(new RegExp(`${who},\\d+,`), `${who},1,`),
    )
    expect(falls.where).toContain(`claims.csv, cumulative amount of ${who}`)
    const without = await told('2026-01', '2026-01', 'claims.csv', (text) =>
      text.replace(new RegExp(`${who},.*\n`), ''),
    )
    expect(without.where).toContain(`claims.csv, cumulative amount of ${who}`)
    const leaf = await told('2026-01', '2026-01', 'tree.json', (text) =>
      text.replace(new RegExp(`"${who}","\\d+"`), `"${who}","1"`),
    )
    expect(leaf.where).toEqual([`tree.json, leaf of ${who}`])
    const since = await told(
      '2026-01',
      '2026-01',
      'report.json',
      changing((report: { cumulative: object }) => ({ cumulative: { ...report.cumulative, since: '2026-01' } })),
    )
    expect(since.where).toEqual(
      expect.arrayContaining(['report.json, root', 'report.json, cumulative.total', 'chain, root']),
    )
  })
})

describe('a month that was corrected, and those that settle it', () => {
  const at = (month: string) => path.join(folder, 'corrected', `${stakers.network}:${stakers.name}:${month}`)
  const read = (month: string, name: string) => readFileSync(path.join(at(month), name), 'utf8')
  /** Places of what is told of a month while a file of it, or of another, is changed; undefined: it is not there. */
  async function told(month: string, changed: string, name: string, change: (text: string) => string | undefined) {
    const file = path.join(at(changed), name)
    const text = readFileSync(file, 'utf8')
    const other = change(text)
    expect(other).not.toBe(text)
    if (other === undefined) rmSync(file)
    else writeFileSync(file, other)
    try {
      const { ok, lies } = await verify(at(month), nodeOfCorrected)
      return { ok, where: lies.map((each) => `${each.what}, ${each.where}`) }
    } finally {
      writeFileSync(file, text)
    }
  }

  it('are true from the node alone: what was published, what is right, and what is settled by whom', async () => {
    const months = readdirSync(path.join(folder, 'corrected'))
    expect(months).toHaveLength(5)
    for (const name of months) {
      const { ok, lies, superseded } = await verify(path.join(folder, 'corrected', name), nodeOfCorrected)
      expect([name, lies, ok, superseded === null]).toEqual([name, [], true, !name.endsWith('2025-11')])
    }
    const id = (month: string) => `${stakers.network}:${stakers.name}:${month}`
    const { superseded } = await verify(at('2025-11'), nodeOfCorrected)
    const [newest] = JSON.parse(read('2026-01', 'corrections.json')).corrections
    expect(superseded).toEqual({
      ...{ number: 2, sha256: newest.sha256 },
      settledBy: expect.arrayContaining([id('2025-12'), id('2026-01')]),
    })
    expect(newest.amounts.some(({ before }: { before: string }) => before !== '0')).toBe(true)
  })

  it('are computed of the evidence that a correction was computed of, and of sums that stand as they were published', async () => {
    for (const [below, of, chain, by] of [
      ['corrected-work', nodes, nodeOfCorrectedWork, profile],
      ['corrected-sums', stakers, nodeOfCorrectedSums, paidAtOnce],
    ] as const)
      for (const name of readdirSync(path.join(folder, below)).filter((each) => each.includes(of.name))) {
        const { ok, lies, superseded } = await verify(path.join(folder, below, name), chain, by)
        expect([name, lies, ok, superseded === null]).toEqual([name, [], true, !name.endsWith('2025-11')])
      }
  })

  it('of several pots, each of which settles its own', async () => {
    const months = readdirSync(path.join(folder, 'corrected-domains'))
    const told = await Promise.all(
      months.map(async (name) =>
        JSON.parse(readFileSync(path.join(folder, 'corrected-domains', name, 'report.json'), 'utf8')),
      ),
    )
    expect(told.filter(({ pots }) => pots?.length > 1).length).toBeGreaterThan(2)
    const verdicts = []
    for (const name of months)
      verdicts.push(await verify(path.join(folder, 'corrected-domains', name), nodeOfCorrectedDomains, domains))
    expect(verdicts.map(({ id, lies, ok }) => [id, lies, ok])).toEqual(verdicts.map(({ id }) => [id, [], true]))
    expect(verdicts.map(({ superseded }) => superseded?.number ?? null)).toEqual([
      1,
      ...Array(months.length - 1).fill(null),
    ])
    // A pot that an epoch does not have settles in the first that has it.
    const files = months
      .map((name) => path.join(folder, 'corrected-domains', name, 'corrections.json'))
      .filter(existsSync)
    const rows = files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')).corrections[0].amounts)
    const pots = rows.flatMap((row: { pot: string; settled: string }) => (row.settled === '0' ? [] : row.pot))
    expect(new Set(pots).size).toBeGreaterThan(1)
  })

  it('get no verdict without what was settled', async () => {
    const gone = told('2025-12', '2025-12', 'corrections.json', () => undefined)
    await expect(gone).rejects.toMatchObject({ code: 'E-CORRECTED', message: expect.stringContaining('2025-12') })
    const earlier = told('2026-02', '2025-12', 'corrections.json', () => undefined)
    await expect(earlier).rejects.toMatchObject({ code: 'E-CORRECTED', message: expect.stringContaining('2025-12') })
    await expect(verify(path.join(at('2025-12'), 'report.json'), nodeOfCorrected)).rejects.toMatchObject({
      code: 'E-CORRECTED',
    })
  })

  it('is as wrong as before while nobody at hand says that it was corrected', async () => {
    const alone = path.join(folder, 'alone')
    cpSync(at('2025-11'), path.join(alone, path.basename(at('2025-11'))), { recursive: true })
    const { ok, superseded } = await verify(path.join(alone, path.basename(at('2025-11'))), nodeOfCorrected)
    expect([ok, superseded]).toEqual([false, null])
  })

  it.each<[string, string, string, string, (text: string) => string, string | RegExp]>([
    [
      'what one was paid',
      '2026-02',
      '2026-02',
      'corrections.json',
      plusOne('published', 1),
      /2025-11, superseded report, root/,
    ],
    [
      'what is right',
      '2026-02',
      '2026-02',
      'corrections.json',
      plusOne('correct', 1),
      /2025-11, correction 2, correct of/,
    ],
    [
      'what was right by a correction that was corrected',
      '2025-12',
      '2025-12',
      'corrections.json',
      plusOne('correct', 0),
      /2025-11, correction 1, root/,
    ],
    [
      'what was settled',
      '2025-12',
      '2025-12',
      'corrections.json',
      plusOne('settled', 0),
      /^corrections.json, correction of .*2025-11: main of/,
    ],
    [
      'the same, of an earlier month',
      '2026-02',
      '2025-12',
      'corrections.json',
      plusOne('settled', 0),
      /^corrections.json of .*2025-12, sha256/,
    ],
    [
      'the report that is superseded',
      '2026-02',
      '2026-02',
      'corrections.json',
      (text) => text.replaceAll('receipts\\":1', 'receipts\\":9'),
      /2025-11, superseded report, sha256/,
    ],
    [
      'who is superseded',
      '2026-02',
      '2026-02',
      'corrections.json',
      (text) => text.replaceAll('2025-11"', '2025-10"'),
      /2025-10, superseded report/,
    ],
    [
      'what it gave',
      '2025-11',
      '2025-11',
      'claims.csv',
      (text) => text.replace(/,(\d+),/, (_, amount) => `,${amount}0,`),
      'claims.csv, line 2',
    ],
    [
      'its carry',
      '2025-11',
      '2025-11',
      'report.json',
      changing(() => ({ carry: { amount: '1', owner: 'x' } })),
      'report.json, carry.amount',
    ],
  ])('a lie about %s is named', async (_, month, changed, name, change, where) => {
    const found = await told(month, changed, name, change)
    expect(found.ok).toBe(false)
    expect(found.where).toContainEqual(typeof where === 'string' ? where : expect.stringMatching(where))
  })

  it('nobody supersedes a month by laying a folder of his own beside it', async () => {
    // Of the same bytes but one: no chain was ever told of it.
    const other = (text: string) => text.replace('"receipts":1', '"receipts":9')
    const files = ['2025-12', '2026-01', '2026-02'].map(
      (month) => [path.join(at(month), 'report.json'), read(month, 'report.json')] as const,
    )
    for (const [file, text] of files) writeFileSync(file, other(text))
    const { ok, superseded } = await verify(at('2025-11'), nodeOfCorrected)
    for (const [file, text] of files) writeFileSync(file, text)
    expect([ok, superseded]).toEqual([false, null])
  })
})

/** One base unit more of the first amount of a kind that is above 0 of a correction in `corrections.json`. */
function plusOne(field: string, correction: number) {
  return (text: string) => {
    const file = JSON.parse(text)
    const of = file.corrections[Math.min(correction, file.corrections.length - 1)]
    const row = of.amounts.find(
      (each: Record<string, string>) => BigInt(each[field]!) > 0n && each.account !== 'revenue',
    )
    row[field] = `${BigInt(row[field]) + 1n}`
    return canonicalJson(file)
  }
}

/** The words of a transaction in a Safe batch. */
interface Words {
  readonly contractMethod: { readonly inputs: readonly { readonly name: string }[] }
  readonly contractInputsValues: Readonly<Record<string, string>>
}

describe('a lie is named', () => {
  it('another ruleset', async () => {
    expect(
      await lied(
        'report.json',
        changing(() => ({ ruleset: 'eth-month-timed/v1' })),
      ),
    ).toContain('report.json, ruleset')
  })

  it('another root', async () => {
    const named = await lied(
      'report.json',
      changing(() => ({ root: `0x${'ab'.repeat(32)}` })),
    )
    expect(named).toContain('report.json, root')
    expect(named).toContain('chain, reportHash')
  })

  it('another carry, here and beside the reports before and after', async () => {
    const change = (report: { carry: object }) => ({ carry: { ...report.carry, amount: '999' } })
    const named = await lied('report.json', changing(change as never))
    expect(named).toContain('report.json, carry.amount')
    const beside = await lied('report.json', changing(change as never), '2025-12').catch(() => [])
    expect(beside).toContain('report.json, carry.amount')
    expect(named).toContain(
      'report.json of devnet-destra:destra.stakers.monthly:2026-02, carry of devnet-destra:destra.stakers.monthly:2026-01',
    )
  })

  it('another pinned block', async () => {
    const change = (report: { pinned: { number: number } }) => ({
      pinned: { ...report.pinned, number: report.pinned.number - 1 },
    })
    expect(await lied('report.json', changing(change as never))).toContain('report.json, pinned.number')
  })

  it('one wei from one account to another, by row', async () => {
    const [, first, second] = fileOf('2026-01', 'claims.csv').split('\n')
    const plus = (line: string, by: bigint) => line.replace(/,(\d+),/, (_, amount) => `,${BigInt(amount) + by},`)
    const named = await lied('claims.csv', (text) =>
      text.replace(first!, plus(first!, 1n)).replace(second!, plus(second!, -1n)),
    )
    expect(named).toEqual(['claims.csv, line 2', 'claims.csv, line 3'])
  })

  it('the same in the explanations', async () => {
    const named = await lied('explanations.ndjson', (text) => text.replace(/"amount":"(\d+)"/, '"amount":"1"'))
    expect(named).toContain('explanations.ndjson, sha256')
  })

  it('a leaf that is missing, by account', async () => {
    const dump = JSON.parse(fileOf('2026-01', 'tree.json'))
    const account = dump.values[0].value[2]
    const without = StandardMerkleTree.of(
      dump.values.slice(1).map(({ value }: { value: string[] }) => value),
      dump.leafEncoding,
    ).dump()
    expect(await lied('tree.json', () => canonicalJson(without))).toContain(`tree.json, leaf of ${account}`)
  })

  it('one byte of a node', async () => {
    const dump = JSON.parse(fileOf('2026-01', 'tree.json'))
    const wrong = dump.tree[1].slice(0, -1) + (dump.tree[1].endsWith('0') ? '1' : '0')
    expect(await lied('tree.json', (text) => text.replace(dump.tree[1], wrong))).toEqual(['tree.json, node 1'])
  })

  it('a Safe batch to another address, with 99 ETH', async () => {
    const named = await lied('safe-batch.json', (text) => {
      const batch = JSON.parse(text)
      Object.assign(batch.transactions[0], { to: `0x${'66'.repeat(20)}`, value: `${99n * 10n ** 18n}` })
      return JSON.stringify(batch)
    })
    expect(named).toEqual(['safe-batch.json, transaction 1, to', 'safe-batch.json, transaction 1, value'])
  })

  it('a Safe batch whose words name another root than it sends, or call the root by another name', async () => {
    const words = (change: (transaction: Words) => object) =>
      lied('safe-batch.json', (text) => {
        const batch = JSON.parse(text)
        Object.assign(batch.transactions[0], change(batch.transactions[0]))
        return JSON.stringify(batch)
      })
    const other = `0x${'66'.repeat(32)}`
    expect(await words((each) => ({ contractInputsValues: { ...each.contractInputsValues, root: other } }))).toEqual([
      'safe-batch.json, transaction 1, root',
    ])
    // Data beside words is what the builder sends, whatever the words say.
    expect(await words(() => ({ data: '0x12345678' }))).toEqual(
      expect.arrayContaining([
        'safe-batch.json, transaction 1, function',
        'safe-batch.json, transaction 1, contractMethod data',
      ]),
    )
    const renamed = { programId: 'reportHash', reportHash: 'programId' } as Record<string, string>
    const swapped = await words(({ contractMethod, contractInputsValues: values }) => ({
      contractMethod: {
        ...contractMethod,
        inputs: contractMethod.inputs.map((each) => ({
          ...each,
          name: renamed[each.name] ?? each.name,
        })),
      },
      contractInputsValues: { ...values, programId: values.reportHash, reportHash: values.programId },
    }))
    expect(swapped).toEqual(['safe-batch.json, transaction 1, contractMethod method'])
  })

  it('a Safe batch that pays somebody beside', async () => {
    const named = await lied('safe-batch.json', (text) => {
      const batch = JSON.parse(text)
      batch.transactions.push({ to: `0x${'66'.repeat(20)}`, value: '1', data: '0x' })
      return JSON.stringify(batch)
    })
    expect(named).toEqual(['safe-batch.json, number of transactions', 'safe-batch.json, transaction 2, function'])
  })

  it('evidence of another month', async () => {
    const other = readFileSync(path.join(monthOf('2025-12', nodes), 'evidence.ndjson'), 'utf8')
    const named = await lied('evidence.ndjson', () => other, '2026-01', nodes, nodeOfWork)
    expect(named).toContain('evidence.ndjson, sha256')
  })

  it('a hash of another report, a file too many, a file too few', async () => {
    expect(await lied('report.sha256', (text) => text.replace(/^./, (c) => (c === '0' ? '1' : '0')))).toEqual([
      'report.sha256, line 1',
    ])
    const extra = path.join(monthOf('2026-01'), 'notes.txt')
    writeFileSync(extra, 'pay me')
    const claims = path.join(monthOf('2026-01'), 'claims.csv')
    const text = readFileSync(claims, 'utf8')
    rmSync(claims)
    const { lies } = await verify(monthOf('2026-01'))
    rmSync(extra)
    writeFileSync(claims, text)
    expect(lies.map(({ what, found }) => [what, found])).toEqual([
      ['claims.csv', 'missing'],
      ['notes.txt', 'there'],
    ])
  })
})

describe('a node', () => {
  it('of another chain is refused', async () => {
    const other = { ask: async () => '0x1' } as unknown as FakeNode
    await expect(verify(monthOf('2026-01'), other)).rejects.toMatchObject({ code: 'E-CHAIN-OTHER' })
  })

  it('is asked for ranges that it takes', async () => {
    node.widest = 7
    await expect(verify(monthOf('2026-01'))).resolves.toMatchObject({ ok: true })
    node.widest = 50
  })
})
