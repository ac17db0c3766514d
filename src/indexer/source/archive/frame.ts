import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, crc32 } from 'node:zlib'
import type { Piece } from '../history/range'
import type { BlockRange } from '../history/structure'
import { readBlocks } from './archivedBlock'
import { writePayload } from './payload'

const pack = promisify(brotliCompress)
const unpack = promisify(brotliDecompress)

/** `ASY4`: a change of the layout changes the last letter, and `FORMAT` in identity.ts with it. */
const MAGIC = 0x41535934
/** Brotli's quality: the next one takes twice as long for a thirtieth less. It runs in libuv's threads. */
const QUALITY = 1
/** Smallest chunk that zlib accepts. */
const MIN_CHUNK_BYTES = 64
const HASH_BYTES = 32
/** magic, packed and raw length, logs; from and to; both hashes; checksum of what stands before it */
export const HEADER_BYTES = 4 * 4 + 2 * 6 + 2 * HASH_BYTES + 4
const DIGEST_BYTES = 32

/** Header of a frame. */
export interface FrameHeader {
  readonly range: BlockRange
  /** parent of the first block, hash of the last */
  readonly parentHash: string
  readonly hash: string
  readonly logs: number
  readonly packedBytes: number
  readonly rawBytes: number
  /** header, payload and digest */
  readonly frameBytes: number
}

/** One piece as it stands in a segment: header, payload packed by Brotli, SHA-256 of both. @param places of the archive's contracts */
export async function packFrame(piece: Piece, places: ReadonlyMap<string, number>): Promise<Buffer> {
  const raw = writePayload(piece, places)
  const packed = await pack(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
    chunkSize: atOnce(raw.length),
  })
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(MAGIC, 0)
  header.writeUInt32LE(packed.length, 4)
  header.writeUInt32LE(raw.length, 8)
  header.writeUInt32LE(piece.logs, 12)
  header.writeUIntLE(piece.range.from, 16, 6)
  header.writeUIntLE(piece.range.to, 22, 6)
  writeHash(header, piece.parentHash, 28)
  writeHash(header, piece.hash, 28 + HASH_BYTES)
  header.writeUInt32LE(crc32(header.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4)
  const digest = createHash('sha256').update(header).update(packed).digest()
  return Buffer.concat([header, packed, digest])
}

/** @param bytes that begin with a whole header @returns undefined when it is none */
export function readHeader(bytes: Buffer): FrameHeader | undefined {
  if (bytes.readUInt32BE(0) !== MAGIC) return undefined
  if (bytes.readUInt32LE(HEADER_BYTES - 4) !== crc32(bytes.subarray(0, HEADER_BYTES - 4))) return undefined
  const packedBytes = bytes.readUInt32LE(4)
  const hashAt = (at: number) => `0x${bytes.toString('hex', at, at + HASH_BYTES)}`
  return {
    range: { from: bytes.readUIntLE(16, 6), to: bytes.readUIntLE(22, 6) },
    parentHash: hashAt(28),
    hash: hashAt(28 + HASH_BYTES),
    logs: bytes.readUInt32LE(12),
    packedBytes,
    rawBytes: bytes.readUInt32LE(8),
    frameBytes: HEADER_BYTES + packedBytes + DIGEST_BYTES,
  }
}

/** Whether the digest of a whole frame is that of its bytes. */
export function isSound(frame: Buffer): boolean {
  const end = frame.length - DIGEST_BYTES
  return createHash('sha256').update(frame.subarray(0, end)).digest().equals(frame.subarray(end))
}

/**
 * The piece of a sound frame. @param addresses the archive's contracts
 * @throws RangeError when its payload is not what its header says
 */
export async function unpackFrame(header: FrameHeader, frame: Buffer, addresses: readonly string[]): Promise<Piece> {
  const { range, parentHash, hash, logs, packedBytes, rawBytes } = header
  const packed = frame.subarray(HEADER_BYTES, HEADER_BYTES + packedBytes)
  const raw = await unpack(packed, { maxOutputLength: rawBytes, chunkSize: atOnce(rawBytes) })
  if (raw.length !== rawBytes) throw new RangeError(`${raw.length} bytes where ${rawBytes} were packed`)
  const blocks = readBlocks(raw, range, addresses)
  const found = blocks.reduce((sum, { logCount }) => sum + logCount, 0)
  if (found !== logs) throw new RangeError(`${found} logs where ${logs} were packed`)
  return { range, blocks, parentHash, hash, logs, bytes: rawBytes }
}

/** Room for all of the output: a frame comes and goes through the thread pool once, not for every 16 KiB. */
const atOnce = (bytes: number) => Math.max(MIN_CHUNK_BYTES, bytes)

function writeHash(header: Buffer, hash: string, at: number): void {
  if (hash.length !== 2 + 2 * HASH_BYTES || header.write(hash.slice(2), at, 'hex') !== HASH_BYTES)
    throw new RangeError(`not a 32-byte hash: ${hash}`)
}
