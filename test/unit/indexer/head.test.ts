import { beforeEach, describe, expect, it } from 'vitest'
import { AssayError } from '../../../src/errors'
import { CheckedHistory } from '../../../src/indexer/source/head/checkedHistory'
import { History } from '../../../src/indexer/source/history/history'
import type { Call } from '../../../src/indexer/source/history/rpc'
import { Followed } from './followed'
import { CONTRACT, type HotLog, HotNode } from './hotNode'

const FINALITY = 12

let node: HotNode
let followed: Followed

beforeEach(async () => {
  node = await HotNode.start()
  // What lies below was written before: only its hashes matter.
  node.mine(40, 0)
  followed = await Followed.on(node, FINALITY)
})

const historyOf = (read: HotNode) =>
  new History(read, { addresses: new Set([CONTRACT]), wantsTransaction: () => false }, FINALITY, async () => undefined)

const same = () => expect(followed.written).toEqual(node.upTo(node.head.height))

async function stop(reaching: Promise<void>): Promise<AssayError> {
  const error = await reaching.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AssayError)
  return error as AssayError
}

describe('the head (X8)', () => {
  it('is reached without waiting for the next one: the tail between final and head is read at once', async () => {
    await followed.reach()
    same()
    expect(followed.writes).toEqual([28])
    expect(followed.final).toBe(28)
  })

  it('is followed block by block, each read when it comes and again before it is final', async () => {
    await followed.reach()
    const asked = node.asked.eth_getLogs!
    for (let i = 0; i < 5; i++) {
      node.mine(1)
      await followed.reach()
    }
    same()
    expect(followed.writes.slice(1)).toEqual([40, 41, 42, 43, 44])
    expect(followed.final).toBe(33)
    expect(node.asked.eth_getLogs! - asked).toBe(10)
  })

  it('that has run ahead by more than finality is read by history, in wide ranges', async () => {
    await followed.reach()
    node.mine(3_000, 1)
    const { eth_getBlockByHash: headers = 0 } = node.asked
    await followed.reach()
    same()
    expect(followed.writes[1]).toBe('final')
    expect(followed.final).toBe(3_040 - FINALITY)
    expect(node.asked.eth_getBlockByHash! - headers).toBeLessThan(5)
  })

  it('that has run ahead by less is read block by block in one step per hundred', async () => {
    await followed.reach()
    node.mine(150)
    await followed.reach()
    same()
    expect(followed.writes).toEqual([28, 40, 140])
  })
})

describe('reorg (R rows, X5)', () => {
  it.each([1, 2, 5, FINALITY - 1, FINALITY])('of depth %i: back to the common base, and W', async (depth) => {
    await followed.reach()
    node.reorg(depth, depth + 1)
    await followed.reach()
    same()
    expect(followed.writes[1]).toBe(40 - depth)
  })

  it('one block deeper than finality stops loudly and writes nothing', async () => {
    await followed.reach()
    const before = followed.written
    node.reorg(FINALITY + 1, FINALITY + 3)
    const error = await stop(followed.reach())
    expect(error.code).toBe('E-REORG-DEEP')
    expect(error.details.block).toBe(28)
    expect(followed.written).toEqual(before)
  })

  it('deeper than finality found across a gap stops loudly and writes nothing', async () => {
    await followed.reach()
    const before = followed.written
    node.reorg(FINALITY + 1, 2_000, 0)
    expect((await stop(followed.reach())).code).toBe('E-REORG-DEEP')
    expect(followed.written).toEqual(before)
  })

  it('of the same height, without a new one', async () => {
    await followed.reach()
    node.reorg(1, 1)
    await followed.reach()
    same()
  })

  it('to a shorter branch', async () => {
    await followed.reach()
    node.reorg(5, 3)
    await followed.reach()
    same()
  })

  it('A → B → A', async () => {
    await followed.reach()
    const back = node.remember()
    node.reorg(4, 6)
    await followed.reach()
    back()
    node.mine(3)
    await followed.reach()
    same()
  })

  it.each([1, 2, 3])('a second one after answer %i about the first, which the node forgets', async (answers) => {
    await followed.reach()
    node.forgets = true
    node.reorg(6, 8)
    let given = 0
    node.spoil = (_, answer) => {
      if (++given === answers) node.reorg(7, 10)
      return answer
    }
    await followed.reach()
    same()
  })

  it('a second one while the first is read of a node that knows both branches', async () => {
    await followed.reach()
    node.reorg(6, 8)
    const first = node.head
    node.reorg(7, 10)
    await followed.reach([() => first, () => node.head])
    same()
  })
})

describe('a node that has lost blocks (L6, X5)', () => {
  it('1,000 of them: nothing is undone, an alarm stands until it has caught up', async () => {
    node.mine(1_000, 0)
    followed = await Followed.on(node, FINALITY)
    await followed.reach()
    const before = followed.written
    const back = node.remember()
    node.reorg(1_000, 0)
    await followed.reach()
    expect(followed.written).toEqual(before)
    expect([...followed.alarms.standing]).toEqual(['E-HEAD-BEHIND'])
    back()
    node.mine(1)
    await followed.reach()
    same()
    expect([...followed.alarms.standing]).toEqual([])
  })

  it('a few: its head is known, nothing is undone', async () => {
    await followed.reach()
    const before = followed.written
    node.reorg(5, 0)
    await followed.reach()
    expect(followed.written).toEqual(before)
  })
})

/** What an answer to `eth_getLogs` by block hash may be spoiled to. */
const spoilt: Record<string, (logs: HotLog[]) => unknown> = {
  'the tail cut off': (logs) => logs.slice(0, -1),
  'the first log missing': (logs) => logs.slice(1),
  'a gap': (logs) => [logs[0], ...logs.slice(2)],
  'a log twice': (logs) => [...logs, logs[logs.length - 1]],
  'a removed log': (logs) => logs.map((log, i) => ({ ...log, removed: i === 1 })),
  'no logs': () => [],
  'logs of a sibling': (logs) => logs.map((log) => ({ ...log, blockHash: `0x${'51'.repeat(32)}` })),
  'another topic': (logs) => logs.map((log) => ({ ...log, topics: [`0x${'bb'.repeat(32)}`] })),
  'no list': () => null,
}

const isLogs = ({ method }: Call) => method === 'eth_getLogs'

describe('a hot block (L rows, X6)', () => {
  it.each(Object.keys(spoilt))('with %s is asked for again, and W', async (fault) => {
    node.mine(3)
    let hits = 0
    node.spoil = (call, answer) => {
      if (!isLogs(call) || (answer as HotLog[]).length === 0 || hits >= 3) return answer
      hits += 1
      return spoilt[fault]!(answer as HotLog[])
    }
    await followed.reach()
    expect(hits).toBe(3)
    same()
    expect(followed.pauses.length).toBeGreaterThan(0)
  })

  it.each(Object.keys(spoilt))('with %s in every answer stops loudly with block and reason', async (fault) => {
    await followed.reach()
    const before = followed.written
    node.mine(1)
    node.spoil = (call, answer) => (isLogs(call) ? spoilt[fault]!(answer as HotLog[]) : answer)
    const error = await stop(followed.reach())
    expect(error.code).toBe('E-SOURCE-STRUCTURE')
    expect(error.details.block).toBe(41)
    expect(error.details.reason).toBeTypeOf('string')
    expect(followed.written).toEqual(before)
  })

  it.each([
    ['null', () => null],
    ['another block', (answer: unknown) => ({ ...(answer as object), number: '0x1' })],
    ['another parent', (answer: unknown) => ({ ...(answer as object), parentHash: `0x${'51'.repeat(32)}` })],
    ['no bloom', (answer: unknown) => ({ ...(answer as object), logsBloom: undefined })],
  ] as const)('whose header is %s is asked for again, and W', async (_, spoil) => {
    node.mine(3)
    let hits = 0
    node.spoil = ({ method }, answer) => {
      if (method !== 'eth_getBlockByHash' || hits >= 3) return answer
      hits += 1
      return spoil(answer)
    }
    await followed.reach()
    same()
  })

  it.each([
    ['429', { response: { status: 429 } }],
    ['500', { response: { status: 500 } }],
    ['-32000', { code: -32000 }],
    ['a time-out', {}],
  ])('is waited for through %s', async (message, fields) => {
    node.mine(3)
    let hits = 0
    node.spoil = (_, answer) => {
      if (++hits <= 5) throw Object.assign(new Error(message), fields)
      return answer
    }
    await followed.reach()
    same()
  })

  it('is waited for through an hour without an endpoint, with an alarm', async () => {
    node.mine(3)
    let waited = 0
    node.spoil = (_, answer) => {
      waited = followed.pauses.reduce((sum, ms) => sum + ms, 0)
      if (waited < 3_600_000) throw new Error('connect ECONNREFUSED')
      return answer
    }
    await followed.reach()
    same()
    expect(followed.alarms.heard).toEqual(['E-NODE-AWAY'])
  })
})

describe('before a block is final (X7)', () => {
  const cut: HotNode['spoil'] = (call, answer) =>
    isLogs(call) && (answer as HotLog[]).length === 4 ? (answer as HotLog[]).slice(0, 3) : answer

  it('a log that was cut off where no bloom could tell is found, and written', async () => {
    await followed.reach()
    node.spoil = cut
    node.mine(2, 4, true)
    await followed.reach()
    expect(followed.written).not.toEqual(node.upTo(node.head.height))
    node.spoil = (_, answer) => answer
    node.mine(FINALITY - 1, 0)
    await followed.reach()
    same()
    expect(followed.final).toBe(41)
    expect(followed.alarms.heard).toEqual(['E-HOT-CORRECTED'])
    expect([...followed.alarms.standing]).toEqual([])
  })

  it('a node without one answer stops it, and the block does not become final', async () => {
    await followed.reach()
    let asked = 0
    node.spoil = (call, answer) =>
      isLogs(call) && (answer as HotLog[]).length === 4 && ++asked % 2 === 1 ? cut(call, answer) : answer
    node.mine(1, 4, true)
    await followed.reach()
    node.mine(FINALITY, 0)
    const error = await stop(followed.reach())
    expect([error.code, error.details.block]).toEqual(['E-LOGS-MISSING', 41])
    expect(followed.final).toBe(29)
  })

  describe('a second endpoint', () => {
    let second: HotNode
    const both = (change: (each: HotNode) => void) => [node, second].forEach(change)

    beforeEach(async () => {
      second = await HotNode.start()
      second.mine(40, 0)
      followed.second = second
      await followed.reach()
    })

    it('that agrees lets it become final', async () => {
      both((each) => each.mine(5))
      await followed.reach()
      same()
      expect(followed.final).toBe(33)
    })

    it('that has another block stops it: nothing from there on is final', async () => {
      node.mine(1)
      second.mine(1, 0)
      second.reorg(1, 1)
      both((each) => each.mine(FINALITY - 1))
      await followed.reach()
      expect(followed.final).toBe(40)
      both((each) => each.mine(1))
      const error = await stop(followed.reach())
      expect([error.code, error.details.block]).toEqual(['E-ENDPOINTS-DISAGREE', 41])
      expect(followed.final).toBe(40)
    })

    it('that is away holds up finality and nothing else', async () => {
      second.spoil = () => {
        throw new Error('connect ECONNREFUSED')
      }
      both((each) => each.mine(5))
      await followed.reach()
      same()
      expect(followed.final).toBe(28)
      expect([...followed.alarms.standing]).toEqual(['E-CHECK-AWAY'])
      second.spoil = (_, answer) => answer
      both((each) => each.mine(1))
      await followed.reach()
      expect(followed.final).toBe(34)
      expect([...followed.alarms.standing]).toEqual([])
    })

    it('is asked for the last block of every batch of history', async () => {
      const history = new CheckedHistory(historyOf(node), second, async () => undefined)
      both((each) => each.mine(500))
      const heights: number[] = []
      const read = async () => {
        for await (const { blocks } of history.getFinalizedBlocks([{ range: { from: 0 } }], true))
          heights.push(blocks[blocks.length - 1]!.header.height)
      }
      await read()
      expect(heights[heights.length - 1]).toBe(540 - FINALITY)
      second.reorg(30, 40)
      const error = await stop(read())
      expect(error.code).toBe('E-ENDPOINTS-DISAGREE')
    })
  })
})

describe('blocks that are more than one answer holds', () => {
  it('are read fewer at a time, down to one', async () => {
    node.mine(30)
    let refused = 0
    const { batch } = node
    node.batch = async (calls) => {
      if (isLogs(calls[0]!) && calls.length > 3) {
        refused += 1
        throw new Error('Socket connection terminated')
      }
      return batch.call(node, calls)
    }
    await followed.reach()
    same()
    expect(refused).toBeGreaterThan(0)
  })
})

describe('a write that fails', () => {
  it('ends it: what is written is written once', async () => {
    await followed.reach()
    node.mine(1)
    followed.failure = new Error('disk full')
    await expect(followed.reach()).rejects.toThrow('disk full')
    expect(followed.writes).toEqual([28, 40])
  })
})
