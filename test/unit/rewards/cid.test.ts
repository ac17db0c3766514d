import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderCid } from '../../../src/rewards/files/cid'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-cid-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** DAG-PB and UnixFS again, by their specifications: https://ipld.io/specs/codecs/dag-pb/spec, https://specs.ipfs.tech/unixfs */
const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))])
const bytes = (field: number, value: Uint8Array) =>
  Buffer.concat([Buffer.from([field * 8 + 2, ...varint(value.length)]), value])
const number = (field: number, n: number) => Buffer.from([field * 8, ...varint(n)])

interface Node {
  readonly cid: Buffer
  /** of its block and all below */
  readonly size: number
}
const [RAW, DAG_PB] = [0x55, 0x70]
function node(codec: number, block: Buffer, below: readonly Node[] = []): Node {
  const digest = createHash('sha256').update(block).digest()
  const size = below.reduce((sum, each) => sum + each.size, block.length)
  return { cid: Buffer.concat([Buffer.from([1, codec, 0x12, 32]), digest]), size }
}
function dag(data: Buffer, links: readonly (Node & { readonly name: string })[]): Node {
  const written = links.map(({ cid, name, size }) =>
    bytes(2, Buffer.concat([bytes(1, cid), bytes(2, Buffer.from(name)), number(3, size)])),
  )
  return node(DAG_PB!, Buffer.concat([...written, bytes(1, data)]), links)
}
function fileOf(content: Buffer): Node {
  const chunks = []
  for (let at = 0; at < content.length; at += 262_144) chunks.push(content.subarray(at, at + 262_144))
  const leaves = chunks.map((chunk) => ({ ...node(RAW!, Buffer.from(chunk)), name: '' }))
  if (leaves.length === 1) return leaves[0]!
  const sizes = chunks.map((chunk) => number(4, chunk.length))
  return dag(Buffer.concat([number(1, 2), number(3, content.length), ...sizes]), leaves)
}
const folderOf = (files: Readonly<Record<string, Buffer>>) =>
  dag(
    number(1, 1),
    Object.entries(files).map(([name, content]) => ({ ...fileOf(content), name })),
  )
function base32({ cid }: Node): string {
  const bits = [...cid].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return `b${(bits.match(/.{1,5}/g) ?? []).map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')}`
}

describe('CID of a folder', () => {
  it('is told here by hand as others tell it', () => {
    // "hello world", a raw leaf in Kubo's tests of CID profiles.
    expect(base32(fileOf(Buffer.from('hello world')))).toBe(
      'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e',
    )
    // Kubo's empty directory, QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn as CIDv1.
    expect(base32(folderOf({}))).toBe('bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354')
  })

  it('is that of ipfs add -r --cid-version=1 --raw-leaves, files of several chunks included', async () => {
    const large = Buffer.alloc(600_000, 'claims,')
    const exact = Buffer.alloc(524_288, 'x')
    const files = { 'claims.csv': large, 'exact.bin': exact, 'report.json': Buffer.from('{}') }
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
    expect(await folderCid(folder)).toBe(base32(folderOf(files)))
    // A byte changed, and a file removed, are other folders; a draft is none of it.
    writeFileSync(path.join(folder, 'claims.csv.tmp'), 'half')
    expect(await folderCid(folder)).toBe(base32(folderOf(files)))
    large[599_999] = 0
    writeFileSync(path.join(folder, 'claims.csv'), large)
    expect(await folderCid(folder)).toBe(base32(folderOf(files)))
    rmSync(path.join(folder, 'exact.bin'))
    const { 'exact.bin': _, ...fewer } = files
    expect(await folderCid(folder)).toBe(base32(folderOf(fewer)))
  })

  it('is what Kubo told of a folder with a file', async () => {
    // Made by ipfs 0.18.1: root4 and its index.html, test/sharness/t0116-gateway-cache/README.md of ipfs/kubo.
    writeFileSync(path.join(folder, 'index.html'), 'hello\n')
    expect(await folderCid(folder)).toBe('bafybeifq2rzpqnqrsdupncmkmhs3ckxxjhuvdcbvydkgvch3ms24k5lo7q')
  })

  it('is of files alone, and of no folder none', async () => {
    expect(await folderCid(path.join(folder, 'none'))).toBeNull()
    mkdirSync(path.join(folder, 'inside'))
    writeFileSync(path.join(folder, 'a'), 'a')
    expect(await folderCid(folder)).toBe(base32(folderOf({ a: Buffer.from('a') })))
  })
})
