import fc from 'fast-check'
import type { HistoryBlock, Piece } from '../../../../src/indexer/source/history/range'
import type { HistoryLog } from '../../../../src/indexer/source/history/wire'

export const CONTRACTS = [`0x${'c0'.repeat(20)}`, `0x${'c1'.repeat(20)}`]

export const hashOf = (block: number) => `0x${(0xb10c0000 + block).toString(16).padStart(64, '0')}`

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => `0x${Buffer.from(b).toString('hex')}`)
const data = fc.uint8Array({ maxLength: 100 }).map((b) => `0x${Buffer.from(b).toString('hex')}`)

const log = fc.record({
  gap: fc.nat(3),
  /** whether it is of the transaction and the event of the log before it */
  shares: fc.boolean(),
  address: fc.constantFrom(...CONTRACTS),
  topics: fc.array(hex(32), { maxLength: 4 }),
  data,
  transactionHash: hex(32),
  transactionIndex: fc.nat(500),
  transaction: fc.option(fc.record({ to: fc.option(hex(20), { nil: undefined }), input: data }), { nil: undefined }),
})
const block = fc.record({ gap: fc.nat(4), time: fc.nat(2 ** 40), logs: fc.array(log, { maxLength: 4 }) })

/** Pieces that follow each other from block `first` on, each with blocks and logs as a node may give them. */
export function pieces(first: number, count: { minLength: number; maxLength: number }): fc.Arbitrary<Piece[]> {
  const shape = fc.record({ blocks: fc.array(block, { maxLength: 5 }), tail: fc.nat(3) })
  return fc.array(shape, count).map((shapes) => {
    let from = first
    return shapes.map(({ blocks, tail }) => {
      const piece = pieceOf(from, blocks, tail)
      from = piece.range.to + 1
      return piece
    })
  })
}

type Blocks = { gap: number; time: number; logs: { gap: number; shares: boolean; [key: string]: unknown }[] }[]

function pieceOf(from: number, shapes: Blocks, tail: number): Piece {
  let height = from - 1
  const blocks: HistoryBlock[] = []
  for (const { gap, time, logs } of shapes) {
    height += 1 + gap
    let logIndex = -1
    let before: HistoryLog | undefined
    blocks.push({
      header: headerOf(height, time),
      logs: logs.map(({ gap, shares, transaction, ...fields }) => {
        logIndex += 1 + gap
        const found = { ...fields, block: height, blockHash: hashOf(height), logIndex } as unknown as HistoryLog
        if (shares && before) {
          const { transactionHash, transactionIndex, transaction: same } = before
          const topics = [...before.topics.slice(0, 1), ...found.topics.slice(1)]
          before = { ...found, transactionHash, transactionIndex, topics, ...(same && { transaction: same }) }
        } else if (transaction) {
          const named = { hash: found.transactionHash, blockHash: found.blockHash, ...transaction }
          before = { ...found, transaction: named as unknown as HistoryLog['transaction'] } as HistoryLog
        } else before = found
        return before
      }),
    })
  }
  const to = height + 1 + tail
  blocks.push({ header: headerOf(to, to), logs: [] })
  const logs = blocks.reduce((sum, each) => sum + each.logs.length, 0)
  return { range: { from, to }, blocks, parentHash: hashOf(from - 1), hash: hashOf(to), logs, bytes: 1 }
}

const headerOf = (height: number, timestamp: number) => ({
  height,
  hash: hashOf(height),
  parentHash: hashOf(height - 1),
  timestamp,
})
