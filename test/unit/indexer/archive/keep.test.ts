import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Archive } from '../../../../src/indexer/source/archive/archive'
import { type ArchiveIdentity, FORMAT } from '../../../../src/indexer/source/archive/identity'
import { keepArchive } from '../../../../src/indexer/source/archive/keep'
import { readPieces } from '../../../../src/indexer/source/archive/read'
import { History } from '../../../../src/indexer/source/history/history'
import type { HistoryFilter } from '../../../../src/indexer/source/history/range'
import { CONTRACT, FakeNode } from '../fakeNode'

const HEAD = 1_000
const FINALITY = 10
const identity: ArchiveIdentity = { format: FORMAT, chainId: 1, startBlock: 5, addresses: [CONTRACT], calls: [] }
const filter: HistoryFilter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }

let folder: string
let archive: Archive
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-keep-'))
  archive = await Archive.open(folder, identity, true)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await archive.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Lets it look as often as there are heads, the node's head being another each time. @returns what was archived by each look */
async function looks(node: FakeNode, heads: readonly number[]): Promise<number[]> {
  const ends: number[] = []
  const history = new History(node, filter, FINALITY, async () => {})
  const done = new Error('no more looks')
  const pause = async () => {
    if (ends.length > 0) ends[ends.length - 1] = archive.next - 1
    const head = heads[ends.length]
    if (head === undefined) throw done
    node.lagOf = () => HEAD - head
    ends.push(0)
  }
  await expect(keepArchive(archive, history, pause)).rejects.toBe(done)
  return ends
}

describe('the archive is kept up', () => {
  it('in one go when many blocks are final, later when few are, and leaves history alone while that fills it (X10)', async () => {
    const none = identity.startBlock - 1
    const few = Array.from({ length: 12 }, () => 320)
    const ends = await looks(new FakeNode(HEAD), [100, 100, 300, 300, 300, ...few])
    // The first look only sees where the archive stands, and so does each after it has grown.
    expect(ends.slice(0, 5)).toEqual([none, 90, 90, 290, 290])
    expect(ends[5]).toBe(290)
    expect(ends[ends.length - 1]).toBe(310)
    const read: number[] = []
    for await (const { range } of readPieces(archive, identity.startBlock)) read.push(range.from, range.to)
    expect(read[0]).toBe(identity.startBlock)
    expect(read[read.length - 1]).toBe(310)
  })

  it('from one chain: on another it is left alone, once (X10)', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    await looks(new FakeNode(HEAD), [100, 100])
    const end = archive.end
    const other = new FakeNode(HEAD)
    other.batch = async (calls) =>
      JSON.parse(JSON.stringify(await FakeNode.prototype.batch.call(other, calls)).replaceAll('b10c', 'b10d'))
    other.lagOf = () => 0
    await keepArchive(archive, new History(other, filter, FINALITY, async () => {}), async () => {})
    expect(archive.end).toEqual(end)
    expect(said.mock.calls.flat()).toEqual([expect.stringContaining(`block ${end?.number} is not on the node's chain`)])
  })

  it('through an outage, which is said and sat out (X10)', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const node = new FakeNode(HEAD)
    let down = true
    node.faultOf = () => (down ? '500' : undefined)
    said.mockImplementation(() => {
      down = false
    })
    const ends = await looks(node, [500, 500, 500, 500])
    expect(said.mock.calls[0]?.[0]).toContain('not filled for now')
    expect(ends[ends.length - 1]).toBe(490)
  })
})
