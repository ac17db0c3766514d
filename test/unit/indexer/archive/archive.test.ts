import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Archive } from '../../../../src/indexer/source/archive/archive'
import { ArchivedHistory } from '../../../../src/indexer/source/archive/archivedHistory'
import { type ArchiveIdentity, FORMAT } from '../../../../src/indexer/source/archive/identity'
import { History } from '../../../../src/indexer/source/history/history'
import type { HistoryBlock, HistoryFilter } from '../../../../src/indexer/source/history/range'
import { CONTRACT, FakeNode } from '../fakeNode'

const HEAD = 3_000
const FINALITY = 10
const FINAL = HEAD - FINALITY
/** Small enough that a test has many. */
const SEGMENT_BYTES = 4_000

const identity: ArchiveIdentity = { format: FORMAT, chainId: 1, startBlock: 5, addresses: [CONTRACT], calls: [] }
/** Some logs come with their transactions, and some of these with what a view says of them. */
const filter: HistoryFilter = {
  addresses: new Set([CONTRACT]),
  wantsTransaction: ({ logIndex }) => logIndex === 2,
  around: () => ({
    ask: (_, { input }) => (Number(input.slice(-1)) % 2 ? undefined : '0xab'),
    between: (before, after) =>
      [Number(BigInt(after) % 5n), Number(BigInt(before) % 300n)].slice(Number(BigInt(after) % 3n)),
  }),
}
const noPause = async () => {}

let folder: string
let opened: Archive[] = []
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-archive-'))
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(async () => {
  await Promise.all(opened.map((archive) => archive.close()))
  opened = []
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

async function open(fill: boolean): Promise<Archive> {
  const archive = await Archive.open(folder, identity, fill, SEGMENT_BYTES)
  opened.push(archive)
  return archive
}
/** Small ranges, so that the archive has many frames. */
const narrow = (node: FakeNode) => Object.assign(node, { maxResults: 40 })
const historyOf = (node: FakeNode, archive?: Archive) => new History(node, filter, FINALITY, noPause, archive)
const segments = () => readdirSync(folder).filter((name) => name.endsWith('.seg'))

interface Source {
  getFinalizedBlocks: History['getFinalizedBlocks']
}

/** Every log as the indexer would see it, and the last block that was handed over. */
async function read(source: Source, from = identity.startBlock, atMost = Number.POSITIVE_INFINITY) {
  const logs: unknown[] = []
  let last = 0
  for await (const { blocks } of source.getFinalizedBlocks([{ range: { from } }], true)) {
    for (const block of blocks) {
      logs.push(...block.logs.map((log) => ({ ...log, time: block.header.timestamp })))
      last = block.header.height
    }
    if (last >= atMost) break
  }
  return { logs, last }
}

async function filled(): Promise<void> {
  const archive = await open(true)
  await read(historyOf(narrow(new FakeNode(HEAD)), archive))
  await archive.close()
}

describe('the raw-log archive', () => {
  it('gives without a node what the node gave (X10)', async () => {
    await filled()
    expect(segments().length).toBeGreaterThan(3)
    const archive = await open(false)
    const expected = await read(historyOf(new FakeNode(HEAD)))
    expect(expected.logs.length).toBeGreaterThan(1_000)
    expect(await read(new ArchivedHistory(archive, undefined))).toEqual(expected)
    expect(archive.next - 1).toBe(FINAL)
  })

  it('goes on where a killed writer left it, and with the node where it ends (X10)', async () => {
    const first = await open(true)
    await read(historyOf(narrow(new FakeNode(HEAD)), first), identity.startBlock, HEAD / 2)
    const [last] = segments().slice(-1)
    const whole = readFileSync(path.join(folder, last!))
    truncateSync(path.join(folder, last!), whole.length - 7)

    const second = await open(true)
    expect(second.next).toBeLessThan(first.next)
    const node = narrow(new FakeNode(HEAD + 500))
    const expected = await read(historyOf(new FakeNode(HEAD + 500)))
    // The index is ahead of what the archive has by now, or behind it: either way both end whole.
    await read(historyOf(node, second), identity.startBlock)
    expect(second.next - 1).toBe(FINAL + 500)
    expect(await read(new ArchivedHistory(second, undefined))).toEqual(expected)
    const more = new FakeNode(HEAD + 900)
    const all = await read(historyOf(new FakeNode(HEAD + 900)))
    expect(await read(new ArchivedHistory(second, historyOf(more, second)))).toEqual(all)
    expect(Math.min(...more.asked.map(({ from }) => from))).toBeGreaterThan(identity.startBlock)
  })

  it('starts again inside what it holds: nothing twice, nothing left out (X10)', async () => {
    await filled()
    const archive = await open(true)
    const node = narrow(new FakeNode(HEAD + 300))
    const { last } = await read(historyOf(node, archive), 1_234)
    expect(last).toBe(FINAL + 300)
    expect(archive.next).toBe(FINAL + 301)
    const expected = await read(historyOf(new FakeNode(HEAD + 300)), 777)
    expect(await read(new ArchivedHistory(archive, undefined), 777)).toEqual(expected)
  })

  it('hands over every block as it was prepared, once (X10)', async () => {
    await filled()
    const prepared: HistoryBlock[] = []
    const prepare = ({ header }: HistoryBlock) => {
      prepared.push({ header, logs: [] })
      return prepared[prepared.length - 1]!
    }
    const history = new ArchivedHistory(await open(false), undefined, prepare)
    const handed: HistoryBlock[] = []
    for await (const { blocks } of history.getFinalizedBlocks([{ range: { from: 777, to: 1_234 } }]))
      handed.push(...blocks)
    expect(handed.length).toBeGreaterThan(100)
    expect(handed.map(({ header }) => header.height).every((height) => height >= 777 && height <= 1_234)).toBe(true)
    expect(handed.every((block, i) => block === prepared[i]) && prepared.length === handed.length).toBe(true)
  })

  it('hands over no more at once than fits into memory (X10)', async () => {
    const heavy = new FakeNode(120)
    const data = `0x${'ab'.repeat(512 * 1024)}`
    for (const log of heavy.logs) log.data = data
    await read(historyOf(heavy, await open(true)))
    const weights: number[] = []
    for await (const { blocks } of new ArchivedHistory(await open(false), undefined).getFinalizedBlocks([
      { range: { from: identity.startBlock } },
    ]))
      weights.push(blocks.reduce((sum, { logs }) => sum + logs.length * data.length, 0))
    expect(weights.length).toBeGreaterThan(1)
    expect(Math.max(...weights)).toBeLessThan(88 * 1024 * 1024)
  })

  it.each([0, 1])('fetches a damaged segment again, and stops without a node (segment %i, X10)', async (place) => {
    await filled()
    const file = path.join(folder, segments()[place]!)
    const before = readFileSync(file)
    writeFileSync(
      file,
      before.map((byte, i) => (i === Math.floor(before.length / 2) ? byte ^ 4 : byte)),
    )

    const first = Number(segments()[place]!.slice(0, -4))
    const to = Number(segments()[place + 1]!.slice(0, -4)) - 1
    const alone = new ArchivedHistory(await open(false), undefined)
    await expect(read(alone)).rejects.toMatchObject({
      code: 'E-ARCHIVE-CORRUPT',
      details: { from: first, to, segment: file },
    })

    const node = new FakeNode(HEAD)
    const archive = await open(true)
    expect(await read(new ArchivedHistory(archive, historyOf(node, archive)))).toEqual(
      await read(historyOf(new FakeNode(HEAD))),
    )
    expect(
      node.asked.filter(({ to: end }) => end <= FINAL).every((asked) => asked.from >= first && asked.to <= to),
    ).toBe(true)
    expect((await read(new ArchivedHistory(await open(false), undefined))).last).toBe(FINAL)
  })

  it('cuts a damaged end off where there is a node, and refuses it where there is none (X10)', async () => {
    await filled()
    const file = path.join(folder, segments().slice(-1)[0]!)
    const sound = readFileSync(file)
    appendFileSync(file, Buffer.alloc(300))
    await expect(open(false)).rejects.toMatchObject({ code: 'E-ARCHIVE-CORRUPT', details: { from: FINAL + 1 } })
    expect((await open(true)).next).toBe(FINAL + 1)
    expect(readFileSync(file)).toEqual(sound)
  })

  it('is refused with another filter (X10)', async () => {
    await filled()
    for (const other of [{ chainId: 2 }, { startBlock: 6 }, { addresses: [] }, { calls: [CONTRACT] }])
      await expect(Archive.open(folder, { ...identity, ...other }, false)).rejects.toMatchObject({
        code: 'E-ARCHIVE-FILTER',
        message: expect.stringContaining(Object.keys(other)[0]!),
      })
  })

  it('of an older layout is filled anew where there is a node, and refused where there is none (X10)', async () => {
    await filled()
    const file = path.join(folder, 'archive.json')
    const older = (fields = {}) => writeFileSync(file, JSON.stringify({ ...identity, ...fields, format: FORMAT - 1 }))
    older()
    await expect(open(false)).rejects.toMatchObject({ code: 'E-ARCHIVE-OLDER' })
    // Whose it is counts first: another's is not emptied.
    older({ chainId: 2 })
    await expect(open(true)).rejects.toMatchObject({ code: 'E-ARCHIVE-FILTER' })
    expect(segments().length).toBeGreaterThan(3)

    older()
    const archive = await open(true)
    expect(vi.mocked(console.error).mock.calls.flat()).toEqual([expect.stringContaining('filling it anew')])
    expect([archive.end, segments()]).toEqual([undefined, []])
    const expected = await read(historyOf(new FakeNode(HEAD), archive))
    await archive.close()
    expect(await read(new ArchivedHistory(await open(false), undefined))).toEqual(expected)
  })

  it('does not hold up who fills it when it cannot be written (X10)', async () => {
    const archive = await open(true)
    mkdirSync(archive.segments.file(identity.startBlock))
    expect(await read(historyOf(new FakeNode(HEAD), archive))).toEqual(await read(historyOf(new FakeNode(HEAD))))
    expect(archive.filling).toBe(false)
    expect(vi.mocked(console.error).mock.calls).toHaveLength(1)
    expect(vi.mocked(console.error).mock.calls[0]![0]).toContain('no longer filled: cannot write the archive')
  })

  it('is not filled from another chain, and does not hold up who reads it (X10)', async () => {
    const archive = await open(true)
    await read(historyOf(narrow(new FakeNode(1_000)), archive))
    const end = archive.end!
    const other = new FakeNode(HEAD)
    other.batch = async (calls) => {
      const answers = (await FakeNode.prototype.batch.call(other, calls)) as unknown[]
      return JSON.parse(JSON.stringify(answers).replaceAll('b10c', 'b10d'))
    }
    expect((await read(historyOf(other, archive), end.number + 1)).last).toBe(FINAL)
    expect(archive.end).toEqual(end)
    await expect(read(new ArchivedHistory(archive, historyOf(other)))).rejects.toMatchObject({
      code: 'E-ARCHIVE-CHAIN',
    })
  })
})
