import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { EvmBatchProcessor } from '@subsquid/evm-processor'
import { afterEach, describe, expect, it } from 'vitest'
import { chainIdOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { Pace } from '../../../src/chain/pace'
import { History } from '../../../src/indexer/source/history/history'
import { RefusalAlarm } from '../../../src/indexer/source/history/refusalAlarm'
import { chainRpc } from '../../../src/indexer/source/history/rpc'
import { tellRefusals } from '../../../src/indexer/squid/tellRefusals'
import { blockHash, CONTRACT, FakeNode } from './fakeNode'

interface Asked {
  readonly id: number
  readonly method: string
  readonly params: unknown[]
}
type One = { jsonrpc: string; id: unknown; result?: unknown; error?: unknown }
/** Answers a request by itself: what of it is right, and the response. */
type Odd = (right: One | One[], response: http.ServerResponse, asked: Asked | Asked[]) => void

const servers: http.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A node over HTTP, odd where it would refuse. @returns its address, and the sizes of its requests, 0 for a single one */
async function serving(node: FakeNode, refuses: (asked: Asked | Asked[]) => boolean, odd: Odd) {
  const sizes: number[] = []
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const asked = JSON.parse(Buffer.concat(chunks).toString() || '[]') as Asked | Asked[]
    sizes.push(Array.isArray(asked) ? asked.length : 0)
    const list = [asked].flat()
    const results = await node.batch(list)
    const right = list.map(({ id }, i) => ({ jsonrpc: '2.0', id, result: results[i] }))
    const whole = Array.isArray(asked) ? right : right[0]!
    if (refuses(asked)) odd(whole, response, asked)
    else send(whole)(whole, response, asked)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sizes }
}

const send =
  (body: unknown, status = 200): Odd =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const each =
  (change: (one: One, at: number) => unknown): Odd =>
  (right, response, asked) =>
    send(Array.isArray(right) ? right.map(change) : change(right, 0))(right, response, asked)
const error = (message: unknown, code?: unknown, data?: unknown) => ({ code, message, data })
const without = ({ id }: One, refusal: unknown) => ({ jsonrpc: '2.0', id, error: refusal })

const instant = () => {
  let clock = 0
  const pause = async (ms: number) => {
    clock += ms
  }
  return [() => undefined, undefined, pause, () => clock] as const
}
const clientOf = (url: string) =>
  chainRpc(tellRefusals(new EvmBatchProcessor().setRpcEndpoint({ url })['getChainRpcClient']()), new Pace(...instant()))

const pages: Record<string, Odd> = {
  'an empty body': send(''),
  'no content': send('', 204),
  'a page of HTML': send('<html><body>Too big</body></html>'),
  'half an answer': (right, ...rest) => send(JSON.stringify(right).slice(0, -9))(right, ...rest),
  'a text that is JSON': send('"too big"'),
  null: send('null'),
  'an object of its own': send({ message: 'no such thing', requestId: 'ab12' }),
  'a list of one error': send([{ jsonrpc: '2.0', id: null, error: error('not so many', -32_000) }]),
  'a list of one error without a number': send([{ error: 'not so many' }]),
  'an error that is a text': send({ error: 'demasiadas peticiones de una vez' }),
  'an error without a code': send({ jsonrpc: '2.0', id: null, error: error('quá nhiều') }),
  'an error whose code is a text': send({ jsonrpc: '2.0', id: null, error: error('no', 'TOO_MANY') }),
  'an error without words': send({ jsonrpc: '2.0', id: null, error: {} }),
  'HTTP 431': send('', 431),
  'HTTP 414 and HTML': send('<title>URI Too Long</title>', 414),
  'HTTP 500': send('', 500),
  'HTTP 501 and an error': send({ error: { message: 'unsupported', code: 1 } }, 501),
  'HTTP 502': send('<html>Bad gateway</html>', 502),
  'HTTP 520': send('', 520),
}

describe('a batch that is too large', () => {
  const refusals: Record<string, Odd> = {
    ...pages,
    'an error for each call': each((one) => without(one, error('only three are allowed', -32_000))),
    'a text as the error of each call': each((one) => without(one, 'only three are allowed')),
    'an error without a code for each call': each((one) => without(one, error('nope'))),
    'a limit for each call': each((one) => without(one, error('limit exceeded', -32_005))),
    'an error for those above': each((one, at) => (at < 3 ? one : without(one, error('quota', -32_011)))),
    'no answer to those above': (right, ...rest) => send([right].flat().slice(0, 3))(right, ...rest),
  }
  const most = (asked: Asked | Asked[]) => Array.isArray(asked) && asked.length > 3
  const heights = Array.from({ length: 20 }, (_, i) => ({
    method: 'eth_getBlockByNumber',
    params: [`0x${i.toString(16)}`, false],
  }))
  const hashes = heights.map((_, i) => blockHash(i))

  it.each(Object.keys(refusals))('and answered by %s becomes smaller, and stays so', async (what) => {
    const { url, sizes } = await serving(new FakeNode(40), most, refusals[what]!)
    const rpc = clientOf(url)
    const read = async () => ((await rpc.batch(heights)) as { hash: string }[]).map(({ hash }) => hash)
    for (let i = 0; i < 4; i++) expect(await read()).toEqual(hashes)
    const before = sizes.length
    expect(await read()).toEqual(hashes)
    expect(Math.max(...sizes.slice(before))).toBeLessThanOrEqual(10)
    expect(sizes.length - before).toBeLessThanOrEqual(30)
  })

  it.each(Object.keys(refusals))('and answered by %s becomes smaller for whoever asks one by one', async (what) => {
    const { url } = await serving(new FakeNode(40), most, refusals[what]!)
    const { ask } = openNode(url, { timeoutMs: 20_000, retries: 1, batchSize: 20 })
    const partly = what.endsWith('those above') && what.startsWith('an error')
    const answers = await Promise.allSettled(heights.map(({ method, params }) => ask<{ hash: string }>(method, params)))
    const read = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.hash : undefined))
    // An error of one call among results is that call's.
    expect(read.slice(0, partly ? 3 : 20)).toEqual(hashes.slice(0, partly ? 3 : 20))
  })

  it('for a moment does not make the next ones smaller', async () => {
    let failures = 0
    const hiccup = (asked: Asked | Asked[]) => Array.isArray(asked) && asked.length === 20 && failures++ === 0
    const { url, sizes } = await serving(new FakeNode(40), hiccup, send('', 502))
    const rpc = clientOf(url)
    for (let i = 0; i < 3; i++) await rpc.batch(heights)
    expect(sizes).toEqual([20, 10, 10, 20, 20])
  })
})

describe('a range that is too wide', () => {
  const isWide = (asked: Asked | Asked[]) =>
    [asked].flat().some(({ method, params }) => {
      const { fromBlock, toBlock } = Object(params[0]) as { fromBlock?: string; toBlock?: string }
      return method === 'eth_getLogs' && Number(toBlock) - Number(fromBlock) >= 8
    })
  const isLogs = (one: One) => Array.isArray(one.result)
  const ofLogs = (change: (one: One) => unknown) => each((one) => (isLogs(one) ? change(one) : one))
  const refusals: Record<string, Odd> = {
    ...pages,
    'a text as the error': ofLogs((one) => without(one, '请求的区块范围过大')),
    'an error without a code': ofLogs((one) => without(one, error('Bereich zu gross'))),
    'an error whose code is a text': ofLogs((one) => without(one, error('rechazado', 'E_RANGE'))),
    'an error whose words are an object': ofLogs((one) => without(one, error({ en: 'too wide' }, 7))),
    'an error in an error': ofLogs((one) => without(one, error('failed', 1, { message: 'only 8 blocks' }))),
    'a range in its data': ofLogs((one) => without(one, error('query', -32_005, { from: '0x0', limit: 9, to: '0x7' }))),
    'null as the result': ofLogs((one) => ({ ...one, result: null })),
    'a text as the result': ofLogs((one) => ({ ...one, result: 'range too wide' })),
    'an error as the result': ofLogs((one) => ({ ...one, result: { error: error('range too wide', 1) } })),
    'nothing as the result': ofLogs(({ id }) => ({ jsonrpc: '2.0', id })),
    'a connection that is cut': (_, response) => void response.destroy(),
    'an answer that is cut': (_, response) => {
      response.writeHead(200, { 'content-length': '5000' })
      response.write('[{"jsonrpc":"2.0","id":1,"resul')
      setTimeout(() => response.destroy(), 5)
    },
    'a door that is shut': send('', 403),
  }
  it.each(Object.keys(refusals))('and answered by %s is split until it fits', async (what) => {
    const node = new FakeNode(120)
    const { url } = await serving(node, isWide, refusals[what]!)
    const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }
    const history = new History(clientOf(url), filter, 12, async () => {})
    let logs = 0
    let last = ''
    for await (const { blocks } of history.getFinalizedBlocks([{ range: { from: 0 } }], true)) {
      for (const block of blocks) logs += block.logs.length
      last = blocks[blocks.length - 1]!.header.hash
    }
    expect([last, logs]).toEqual([
      blockHash(108),
      node.logs.filter(({ blockNumber }) => Number(blockNumber) <= 108).length,
    ])
  })
})

describe('an answer that is written in another way', () => {
  const ways: Record<string, Odd> = {
    'numbered by texts': each((one) => ({ ...one, id: String(one.id) })),
    'in another order': (right, ...rest) => send(Array.isArray(right) ? right.toReversed() : right)(right, ...rest),
    'with null for an error': each((one) => ({ ...one, error: null })),
    'without a version': each(({ id, result }) => ({ id, result })),
    'without a number': each(({ result }) => ({ jsonrpc: '2.0', result })),
    'in a list of one': (right, ...rest) => send([right].flat())(right, ...rest),
    gzipped: (right, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
      response.end(gzipSync(JSON.stringify(right)))
    },
    'after white space': (right, ...rest) => send(`\n  \t${JSON.stringify(right)}`)(right, ...rest),
  }
  const calls = [1, 2, 3].map((i) => ({ method: 'eth_getBlockByNumber', params: [`0x${i}`, false] }))
  it.each(Object.keys(ways))('%s is that answer', async (way) => {
    const { url } = await serving(new FakeNode(40), () => true, ways[way]!)
    const rpc = clientOf(url)
    const hashes = [1, 2, 3].map((i) => ({ hash: blockHash(i) }))
    expect(await rpc.batch(calls)).toMatchObject(hashes)
    expect(await rpc.batch(calls.slice(0, 1))).toMatchObject(hashes.slice(0, 1))
    for (const batchSize of [undefined, 20]) {
      const { ask } = openNode(url, { timeoutMs: 20_000, retries: 0, ...(batchSize && { batchSize }) })
      expect(await Promise.all(calls.map(({ method, params }) => ask(method, params)))).toMatchObject(hashes)
    }
  })
})

describe('the words of an endpoint', () => {
  const words: Record<string, Odd> = {
    'a text as the error': each((one) => without(one, 'no, and here is why')),
    'a text without a number': send({ error: 'no, and here is why' }),
    'an object of its own': send({ message: 'no, and here is why' }),
    'a list of one': send([{ id: null, error: error('no, and here is why', -1) }]),
    'an error in place of the result': each((one) =>
      Array.isArray(one.result) ? { ...one, result: { error: error('no, and here is why') } } : one,
    ),
    'a text that is JSON': send('"no, and here is why"'),
  }
  it.each(Object.keys(words))('reach the operator from %s', async (what) => {
    let opens = false
    const { url } = await serving(
      new FakeNode(40),
      (asked) => !opens && JSON.stringify(asked).includes('Logs'),
      words[what]!,
    )
    const told: string[] = []
    const alarms = {
      raise: async (_: string, message: string) => {
        told.push(message)
        opens = true
      },
      clear: async () => undefined,
    }
    const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }
    const options = [undefined, undefined, undefined, new RefusalAlarm(alarms)] as const
    const history = new History(clientOf(url), filter, 12, async () => {}, ...options)
    for await (const _ of history.getFinalizedBlocks([{ range: { from: 0, to: 0 } }], true));
    expect(told).toEqual([expect.stringMatching(/^reading blocks 0 to 0: .*no, and here is why/)])
  })

  it.each(Object.keys(words).filter((what) => !what.includes('place')))(
    'reach who asks one thing, from %s',
    async (what) => {
      const { url } = await serving(new FakeNode(40), () => true, words[what]!)
      await expect(openNode(url, { timeoutMs: 20_000, retries: 0 }).ask('eth_blockNumber', [])).rejects.toMatchObject({
        code: 'E-RPC',
        message: expect.stringContaining('no, and here is why'),
      })
    },
  )

  it('are the beginning of a page that is no answer', async () => {
    const page = send('<html><title>This domain is for sale</title></html>')
    const { url } = await serving(new FakeNode(40), () => true, page)
    await expect(openNode(url, { timeoutMs: 20_000, retries: 0 }).ask('eth_blockNumber', [])).rejects.toMatchObject({
      message: expect.stringMatching(/no JSON-RPC answer: This domain is for sale$/),
    })
  })

  it.each([[null], ['hello'], ['0x0'], [{}], ['']])('are no chain id where they are %o', async (result) => {
    const { url } = await serving(
      new FakeNode(40),
      () => true,
      each((one) => ({ ...one, result })),
    )
    await expect(chainIdOf(openNode(url, { timeoutMs: 20_000, retries: 0 }))).rejects.toMatchObject({
      code: 'E-RPC',
      message: 'the node tells no chain id',
    })
  })

  it('are where it redirects to, which loses what was asked', async () => {
    const other = await serving(new FakeNode(40), () => true, send('<html>Welcome</html>'))
    const server = http.createServer((_, response) => void response.writeHead(301, { location: other.url }).end())
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await expect(openNode(url, { timeoutMs: 20_000, retries: 0 }).ask('eth_blockNumber', [])).rejects.toMatchObject({
      message: expect.stringContaining(`it redirects to http at ${new URL(other.url).host}`),
    })
  })
})
