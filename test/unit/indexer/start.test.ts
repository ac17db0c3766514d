import { beforeEach, describe, expect, it } from 'vitest'
import type { AssayError } from '../../../src/errors'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { Confirmer } from '../../../src/indexer/source/head/confirm'
import { HotData } from '../../../src/indexer/source/head/hotData'
import { BlockReader } from '../../../src/indexer/source/head/reader'
import { History } from '../../../src/indexer/source/history/history'
import { loadKeccak } from '../../../src/keccak'
import { HeardAlarms } from './followed'
import { CONTRACT, HotNode } from './hotNode'

const FINALITY = 12

let node: HotNode
let alarms: HeardAlarms
let onPause: () => void

beforeEach(async () => {
  node = await HotNode.start()
  node.mine(40)
  alarms = new HeardAlarms()
  onPause = () => undefined
})

async function startedFrom(height: number): Promise<HotData> {
  const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }
  const pause = async () => onPause()
  const reader = new BlockReader(node, filter, new Blooms(await loadKeccak()))
  const data = new HotData({
    rpc: node,
    reader,
    alarms,
    pause,
    finality: FINALITY,
    history: new History(node, filter, FINALITY, pause),
    feed: { next: async () => node.head },
    confirmer: new Confirmer({ rpc: node, reader, alarms, second: false, compare: async () => undefined }),
    writeFinal: async () => undefined,
  })
  data.startFrom({ ...node.at(height), top: [] })
  return data
}

describe('a start (R5, L6, X5)', () => {
  it('goes on where the chain still has the block of the cursor', async () => {
    const data = await startedFrom(28)
    expect(await data.getBlockHash(28)).toBe(node.at(28).hash)
    expect(alarms.heard).toEqual([])
  })

  it('on a chain that has replaced that block meanwhile stops loudly', async () => {
    const data = await startedFrom(28)
    node.reorg(20, 30)
    const error = (await data.getBlockHash(28).catch((thrown) => thrown)) as AssayError
    expect([error.code, error.details.block]).toEqual(['E-REORG-DEEP', 28])
    expect([...alarms.standing]).toEqual(['E-REORG-DEEP'])
  })

  it('on a node that has lost that block waits for it, with an alarm', async () => {
    const data = await startedFrom(28)
    const back = node.remember()
    node.reorg(35, 0)
    let pauses = 0
    onPause = () => {
      if (++pauses === 5) back()
    }
    expect(await data.getBlockHash(28)).toBe(node.at(28).hash)
    expect(alarms.heard).toEqual(['E-HEAD-BEHIND'])
    expect([...alarms.standing]).toEqual([])
  })
})
