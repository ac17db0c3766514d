import { describe, expect, it } from 'vitest'
import { CallRefusal } from '../../../src/chain/pace'
import { readAround } from '../../../src/indexer/source/history/around'
import type { Call, HistoryRpc } from '../../../src/indexer/source/history/rpc'
import type { WireLog } from '../../../src/indexer/source/history/wire'
import { blockHash, CONTRACT } from './fakeNode'

const BLOCKS = 120
const transactionHash = (block: number) => `0x${block.toString(16).padStart(64, 'f')}`
const logs = Array.from({ length: BLOCKS }, (_, block) => ({
  ...{ block, blockHash: blockHash(block), address: CONTRACT, topics: [], data: '0x', logIndex: 0 },
  ...{ transactionHash: transactionHash(block), transactionIndex: 0 },
})) satisfies WireLog[]
const read = {
  headers: new Map(
    logs.map(({ block: height, blockHash: hash }) => [
      height,
      { height, hash, parentHash: blockHash(height - 1), timestamp: 0 },
    ]),
  ),
  transactions: new Map(
    logs.map(({ transactionHash: hash, blockHash }) => [hash, { hash, blockHash, to: CONTRACT, input: '0x' }]),
  ),
}
/** Every log leaves to the view by how much the number of its block grew. */
const view = {
  ask: () => '0xab',
  between: (before: string, after: string) => [Number(BigInt(after) - BigInt(before))],
}
const around = () => view

/** A node whose calls answer the hash of their block. */
class Views implements HistoryRpc {
  asked = 0
  constructor(private readonly refusal: (block: number, asked: number) => unknown = () => undefined) {}

  async batch(calls: readonly Call[]): Promise<unknown[]> {
    this.asked++
    const blocks = calls.map(({ params }) => (params[1] as { blockHash: string }).blockHash)
    for (const hash of blocks) {
      const refused = this.refusal(Number(BigInt(hash) - BigInt(blockHash(0))), this.asked)
      if (refused) throw refused
    }
    return blocks
  }
}
const toldBy = async (node: Views) => {
  const told = await readAround(node, around, logs, read)
  for (const difference of told.values()) expect(difference).toEqual([1])
  return [...told.keys()].map(({ block }) => block).sort((a, b) => a - b)
}
const from = (first: number, last = BLOCKS - 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
const refused = (message: string) => new CallRefusal({ code: -32_000, message })

describe('what views say of events around their blocks', () => {
  it('is asked at each block and the one before it, many in a batch', async () => {
    const node = new Views()
    expect(await toldBy(node)).toEqual(from(0))
    expect(node.asked).toBe(3)
  })

  it('stays untold below where the node has dropped the state, for some requests more', async () => {
    const node = new Views((block) => block < 70 && refused('missing trie node 2592'))
    expect(await toldBy(node)).toEqual(from(71))
    expect(node.asked).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(50)))
  })

  it('stays untold of a block whose call reverts, and of no other', async () => {
    const node = new Views((block) => block === 70 && refused('execution reverted'))
    expect(await toldBy(node)).toEqual([...from(0, 69), ...from(72)])
  })

  it('is asked again where one machine behind the endpoint lags', async () => {
    let once = true
    const node = new Views((block) => {
      if (block !== BLOCKS - 1 || !once) return undefined
      once = false
      return refused('header not found')
    })
    expect(await toldBy(node)).toEqual(from(0))
  })

  it('stays untold by a node without such a view, and ends no reading', async () => {
    const node = new Views(() => refused('the method eth_call does not exist'))
    expect(await toldBy(node)).toEqual([])
    const deaf = {
      ...view,
      between: () => {
        throw new RangeError('no such struct')
      },
    }
    expect(await readAround(new Views(), () => deaf, logs, read)).toEqual(new Map())
  })

  it('is read again with the rest where the node is away, or asks for fewer requests', async () => {
    for (const failure of [new Error('read ECONNRESET'), refused('rate limit exceeded')])
      await expect(toldBy(new Views(() => failure))).rejects.toBe(failure)
  })

  it('is asked of nothing that its transaction tells', async () => {
    const node = new Views()
    const silent = () => ({ ...view, ask: () => undefined })
    expect(await readAround(node, silent, logs, read)).toEqual(new Map())
    expect(node.asked).toBe(0)
  })
})
