import { beforeEach, describe, expect, it } from 'vitest'
import type { AssayError } from '../../../src/errors'
import type { Call } from '../../../src/indexer/source/history/rpc'
import { Followed } from './followed'
import { type HotLog, HotNode } from './hotNode'

const FINALITY = 12
const ZERO = `0x${'0'.repeat(512)}`

let node: HotNode
let followed: Followed
/** the last block that was final before the test */
let start: number

beforeEach(async () => {
  node = await HotNode.start()
  // Final blocks with logs: what they are like tells what the chain is like.
  node.mine(40, 4)
  followed = await Followed.on(node, FINALITY)
  start = followed.final
})

/** Blocks and logs above the start, here and on the node: below it nothing is read. */
const same = () => {
  const below = node.upTo(start).length
  const unnumbered = (key: string) => key.replace(/:\d+$/, ':')
  const chain = node.upTo(node.head.height).slice(below).map(unnumbered)
  expect(followed.written.slice(start + 1).map(unnumbered)).toEqual(chain)
}
const levels = () => [...new Set(followed.blocks.slice(start + 1).map(({ level }) => level))]

async function stop(reaching: Promise<void>): Promise<AssayError> {
  return reaching.then(
    () => expect.unreachable('it went on'),
    (error) => error as AssayError,
  )
}

type Spoil = HotNode['spoil']
const isLogs = ({ method }: Call) => method === 'eth_getLogs'
const filterOf = ({ params }: Call) => params[0] as { address?: string[]; blockHash?: string }
const headers =
  (change: (bloom: string) => string | undefined): Spoil =>
  ({ method }, answer) => {
    if (!/^eth_getBlockBy/.test(method) || !answer) return answer
    const header = answer as { logsBloom: string }
    return { ...header, logsBloom: change(header.logsBloom) }
  }
const logs =
  (change: (logs: HotLog[]) => HotLog[]): Spoil =>
  (call, answer) =>
    isLogs(call) && (answer as HotLog[]).length > 0 ? change(answer as HotLog[]) : answer

const refuse: Record<string, (call: Call) => boolean> = {
  'without an address': (call) => isLogs(call) && !filterOf(call).address,
  'by block hash': (call) => isLogs(call) && Boolean(filterOf(call).blockHash),
}

describe('an endpoint that refuses logs', () => {
  it.each(Object.keys(refuse))('%s is followed at level `bloom`, by one alarm', async (what) => {
    node.spoil = (call, answer) => {
      if (refuse[what]!(call)) throw Object.assign(new Error('not on your plan'), { code: -32_701 })
      return answer
    }
    await followed.reach()
    same()
    node.mine(FINALITY + 5)
    await followed.reach()
    same()
    expect(levels()).toEqual(['bloom'])
    expect(followed.alarms.heard).toEqual(['E-LOGS-FILTERED'])
  })

  it('and leaves out the only one of ours, which the header claims, is at fault', async () => {
    node.spoil = (call, answer) => {
      if (refuse['without an address']!(call)) throw Object.assign(new Error('not on your plan'), { code: -32_701 })
      return isLogs(call) ? [] : answer
    }
    expect((await stop(followed.reach())).code).toBe('E-SOURCE-STRUCTURE')
  })

  it('for a moment is asked again, and gives whole blocks', async () => {
    let refused = 0
    node.spoil = (call, answer) => {
      if (isLogs(call) && refused++ < 2) throw Object.assign(new Error('unknown block'), { code: -32_000 })
      return answer
    }
    await followed.reach()
    same()
    expect(levels()).toEqual(['block'])
  })
})

describe('a chain', () => {
  const next = (log: HotLog, by: number): HotLog => ({
    ...log,
    logIndex: `0x${(Number(log.logIndex) + by).toString(16)}`,
  })
  const system = (all: HotLog[]): HotLog[] => {
    const last = next(all[all.length - 1]!, 1)
    return [...all, { ...last, address: `0x${'10'.repeat(20)}`, transactionHash: `0x${'ab'.repeat(32)}` }]
  }
  const odd: Record<string, readonly [Spoil, string]> = {
    'whose blooms are all zero': [headers(() => ZERO), 'structure'],
    'whose blooms are all ones': [headers(() => `0x${'f'.repeat(512)}`), 'structure'],
    'without blooms': [headers(() => undefined), 'structure'],
    'whose blooms have a bit more': [headers((bloom) => `0x8${bloom.slice(3)}`), 'structure'],
    'with a log in no bloom': [logs(system), 'structure'],
    'whose logs are numbered from 1': [logs((all) => all.map((log) => next(log, 1))), 'bloom'],
    'whose logs are numbered on from block to block': [
      logs((all) => all.map((log) => next(log, Number(log.blockNumber) * 10))),
      'bloom',
    ],
  }
  it.each(Object.keys(odd))('%s is followed at the level it allows, by one alarm', async (what) => {
    const [spoil, level] = odd[what]!
    node.spoil = spoil
    await followed.reach()
    node.mine(FINALITY + 5)
    await followed.reach()
    same()
    expect(levels()).toEqual([level])
    expect(followed.alarms.heard).toEqual([level === 'bloom' ? 'E-LOG-INDEX-ODD' : 'E-BLOOMS-ODD'])
  })

  const missing: Record<string, Spoil> = {
    'the tail': logs((all) => all.slice(0, -1)),
    'the first log': logs((all) => all.slice(1)),
    'a log in the middle': logs((all) => [all[0]!, ...all.slice(2)]),
    'all logs': logs(() => []),
  }
  it.each(Object.keys(missing))('is not odd where the node leaves out %s of every block', async (what) => {
    node.spoil = missing[what]!
    expect((await stop(followed.reach())).code).toBe('E-SOURCE-STRUCTURE')
    expect(followed.alarms.heard).not.toContain('E-BLOOMS-ODD')
    expect(followed.alarms.heard).not.toContain('E-LOG-INDEX-ODD')
  })
})
