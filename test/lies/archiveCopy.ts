import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SegmentFolder } from '../../src/indexer/source/archive/folder'
import { packFrame, unpackFrame } from '../../src/indexer/source/archive/frame'
import type { ArchiveIdentity } from '../../src/indexer/source/archive/identity'
import { readSegment } from '../../src/indexer/source/archive/segment'
import type { ArchiveLie } from './lie'

const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'

/** An archive's copy with the lie in it. @returns the block that is lied about, where it is one */
export async function forgedArchive(
  { archive, forge }: ArchiveLie,
  from: string,
  to: string,
): Promise<{ block?: number }> {
  cpSync(from, to, { recursive: true })
  const described = path.join(to, 'archive.json')
  const identity = JSON.parse(readFileSync(described, 'utf8')) as ArchiveIdentity
  if (archive === 'identity') {
    forge(identity)
    writeFileSync(described, JSON.stringify(identity))
    return {}
  }
  const segments = new SegmentFolder(to)
  const file = segments.file(segments.firsts()[0]!)
  const bytes = readFileSync(file)
  if (archive === 'bytes') {
    forge(bytes)
    writeFileSync(file, bytes)
    return {}
  }
  const frames = readSegment(bytes).frames
  const place = frames.findIndex(({ header }) => header.logs > 20)
  const { header, bytes: packed } = frames[place]!
  const piece = await unpackFrame(header, packed, identity.addresses)
  const blocks = piece.blocks.map((block) => ({ header: block.header, logs: [...block.logs] }))
  // Of what no decoder needs the ledger has nothing.
  const at = (block: (typeof blocks)[number]) => block.logs.findIndex(({ topics }) => topics[0] === TRANSFER)
  const one = blocks.find((block) => at(block) !== -1)!
  forge({ logs: one.logs, at: at(one) })
  const logs = blocks.reduce((sum, block) => sum + block.logs.length, 0)
  const places = new Map(identity.addresses.map((address, place) => [address, place]))
  const forged = await packFrame({ ...piece, blocks, logs }, places)
  writeFileSync(file, Buffer.concat(frames.map((frame, i) => (i === place ? forged : frame.bytes))))
  return { block: one.header.height }
}
