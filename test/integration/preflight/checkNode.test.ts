import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, openNode } from '../../../src/chain/node'
import { NodeError } from '../../../src/chain/nodeError'
import { pruned } from '../../../src/chain/pruned'
import { parseProfile } from '../../../src/config/profile'
import { checkLimits, checkNode } from '../../../src/preflight/checkNode'
import type { Line } from '../../../src/preflight/line'
import { account, DEAD, TestChain } from '../../support/anvil'
import { owner } from './economy'

let chain: TestChain
let profile: ReturnType<typeof parseProfile>
let node: Node

beforeAll(async () => {
  chain = await TestChain.start()
  const token = await chain.deploy('DsyncToken', [owner], owner)
  const input = { name: 'some', chainId: 31337, token: { symbol: 'DSync', decimals: 18, burnSinks: [DEAD] } }
  profile = parseProfile({ ...input, token: { ...input.token, address: token.address } }, 'test', {})
  for (const n of [1, 2, 3]) await token.write(owner, 'transfer', [account(n), 5n])
  for (let n = 0; n < 5; n++) await chain.mine()
  node = openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
})
afterAll(() => chain?.stop())

type Filter = { blockHash?: string; fromBlock?: string; toBlock?: string; address?: string }
type Log = { logIndex: string; address: string; topics: string[] }
type Quirk = {
  before?: (method: string, filter: Filter) => string | undefined
  /** undefined: the header has none */
  bloom?: (bloom: string) => string | undefined
  logs?: (logs: Log[], filter: Filter) => void
}

/** The chain’s node with a habit that endpoints have. */
function quirky({ before, bloom, logs }: Quirk): Node {
  return {
    async ask<T>(method: string, params: readonly unknown[]) {
      const filter = (params[0] ?? {}) as Filter
      const refusal = before?.(method, filter)
      if (refusal) throw new NodeError('some.node', method, { code: -32_000, message: refusal })
      const answer = await node.ask<unknown>(method, params)
      if (bloom && method.startsWith('eth_getBlockBy')) {
        const header = answer as { logsBloom: string | undefined }
        header.logsBloom = bloom(header.logsBloom!)
      }
      if (method === 'eth_getLogs') logs?.(answer as Log[], filter)
      return answer as T
    },
  }
}
const line = (lines: readonly Line[], field: string) => lines.find((each) => each.field === field)

it('a sound node: every line holds', async () => {
  const batched = (batchSize: number) => openNode(chain.url, { timeoutMs: 5_000, retries: 0, batchSize })
  const lines = await checkNode(profile, { node, batched })
  expect(lines.map(({ field, severity }) => `${field} ${severity}`)).toEqual([
    'node.batches ok',
    'node.history ok',
    'node.logs ok',
    'blooms ok',
    'logIndexes ok',
  ])
})

describe('blooms that prove nothing are told', () => {
  it.each<[string, Quirk]>([
    ['none', { bloom: () => undefined }],
    ['empty', { bloom: () => `0x${'0'.repeat(512)}` }],
    ['more than the logs', { bloom: (bloom) => `0x8${bloom.slice(3)}` }],
    [
      'less than the logs',
      {
        logs: (logs, { blockHash }) => {
          const last = logs.at(-1)
          if (blockHash && last)
            logs.push({ ...last, address: `0x${'0'.repeat(36)}1010`, logIndex: `0x${logs.length.toString(16)}` })
        },
      },
    ],
  ])('%s', async (_, quirk) => {
    expect(line(await checkNode(profile, { node: quirky(quirk) }), 'blooms')).toMatchObject({
      severity: 'lower',
      write: '"blooms": false',
    })
  })
})

it('log indexes that do not begin with 0 are told', async () => {
  const odd: Quirk = {
    logs: (logs) => {
      for (const log of logs) log.logIndex = `0x${(Number(log.logIndex) + 1).toString(16)}`
    },
  }
  expect(line(await checkNode(profile, { node: quirky(odd) }), 'logIndexes')).toMatchObject({
    severity: 'lower',
    write: '"logIndexes": "odd"',
  })
})

describe('logs of a block', () => {
  it.each<[string, (filter: Filter) => boolean, string]>([
    ['without an address', ({ address }) => !address, 'logs of our contracts only'],
    ['by block hash', ({ blockHash }) => blockHash !== undefined, 'by block number'],
  ])('that are refused %s', async (_, refused, follows) => {
    const before = (method: string, filter: Filter) =>
      method === 'eth_getLogs' && refused(filter) ? 'not on your plan' : undefined
    const lines = await checkNode(profile, { node: quirky({ before }) })
    expect(line(lines, 'node.logs')).toMatchObject({
      severity: 'lower',
      found: expect.stringContaining('not on your plan'),
      follows: expect.stringContaining(follows),
    })
  })
})

it('batches that a plan does not take are told', async () => {
  const batched = (most: number) => (size: number) => (size > most ? quirky({ before: () => 'batch too large' }) : node)
  const found = async (most: number) => line(await checkNode(profile, { node, batched: batched(most) }), 'node.batches')
  expect(await found(10)).toMatchObject({ severity: 'lower', found: '5 requests in one, and not 20' })
  expect(await found(1)).toMatchObject({ severity: 'lower', found: 'not even 5 requests in one' })
})

it('a plan that is too slow for so few questions is told, and they are answered', async () => {
  let asked = 0
  const slow = quirky({ before: () => (asked++ % 4 === 3 ? undefined : '50/second request limit reached') })
  const lines = await checkNode(profile, { node: slow })
  expect(line(lines, 'node.rate')).toMatchObject({ severity: 'lower', found: expect.stringMatching(/^\d+ of \d+ /) })
  expect(line(lines, 'blooms')).toMatchObject({ severity: 'ok' })
})

it('a plan of one block a request has a block to look at: the first', async () => {
  const before = (method: string, { fromBlock, toBlock }: Filter) =>
    method === 'eth_getLogs' && fromBlock !== toBlock ? 'one block' : undefined
  const lines = await checkNode({ ...profile, startBlock: 2 }, { node: quirky({ before }) })
  expect(line(lines, 'blooms')).toMatchObject({ severity: 'ok' })
})

it('history that is pruned is told, with what to do', async () => {
  const pruning: Node = {
    ask: (method, params) => {
      const isOld = method === 'eth_getLogs' && Number((params[0] as Filter).fromBlock) < 2
      return isOld ? openPruned(method) : node.ask(method, params)
    },
  }
  expect(line(await checkNode(profile, { node: pruning }), 'node.history')).toMatchObject({
    severity: 'lower',
    write: expect.stringContaining('archive node'),
  })
})

it('limits are found: the widest range, and the oldest state', async () => {
  const first = Number(await chain.rpc<string>('eth_blockNumber')) - 3
  const bounded = quirky({
    before: (method) => (method === 'eth_getLogs' ? 'too wide' : undefined),
  })
  const shallow: Node = {
    ask: (method, params) => {
      if (method === 'eth_call' && Number(params[1]) < first) return openPruned(method)
      return bounded.ask(method, params)
    },
  }
  const lines = await checkLimits(profile, { node: shallow })
  expect(line(lines, 'node.range')).toMatchObject({ severity: 'lower', found: expect.stringContaining('not even 1') })
  expect(line(lines, 'node.archive')).toMatchObject({
    severity: 'note',
    found: expect.stringContaining(`the oldest is of block ${first}`),
  })
})

async function openPruned(method: string): Promise<never> {
  throw pruned(method)
}
