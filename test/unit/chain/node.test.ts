import http from 'node:http'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { blocksOf } from '../../../src/chain/blocks'
import { type NodeOptions, openNode } from '../../../src/chain/node'
import { REDACTED } from '../../../src/process/secrets'

type Asked = { id: number; method: string }
type Reply = (response: http.ServerResponse, asked: Asked | Asked[]) => void

const servers: { close(): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const KEY = 'k3y-of-a-provider'

async function listening(server: net.Server): Promise<string> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  servers.push(server, { close: () => sockets.forEach((socket) => void socket.destroy()) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A node whose answers are `reply`'s. @returns its host, and what it was asked, one entry a request */
async function answering(reply: Reply): Promise<{ host: string; asked: (Asked | Asked[])[] }> {
  const asked: (Asked | Asked[])[] = []
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const what = JSON.parse(body || '[]')
      asked.push(what)
      reply(response, what)
    })
  })
  return { host: await listening(server), asked }
}

/** Longer than a busy machine needs for an answer. */
const PATIENT: NodeOptions = { timeoutMs: 20_000, retries: 0 }
/** The WebSocket of Node 22 does not say why it could not connect; the package that serves Node 20 does. */
const SOCKET_REFUSED = 'WebSocket' in globalThis ? 'the connection failed' : 'ECONNREFUSED'
const HASTY: NodeOptions = { timeoutMs: 300, retries: 0 }
const result =
  (value: unknown): Reply =>
  (response, asked) => {
    const one = ({ id }: Asked) => ({ jsonrpc: '2.0', id, result: value })
    response.end(JSON.stringify(Array.isArray(asked) ? asked.map(one).reverse() : one(asked)))
  }
const refusing =
  (error: { code: number; message: string }): Reply =>
  (response) =>
    void response.end(JSON.stringify({ jsonrpc: '2.0', id: 0, error }))

async function failure(url: string, options = PATIENT) {
  return openNode(url, options)
    .ask('eth_blockNumber', [])
    .then(
      () => undefined,
      (error) => error as Error,
    )
}

describe('a node that is away is one error, which names its host alone', () => {
  const nobody = async () => {
    const server = net.createServer()
    const host = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    return host
  }
  const mute = async () => (await answering(() => undefined)).host
  const halting = async () => (await answering((response) => void response.write('{"jsonrpc":'))).host
  const silent = async () => listening(net.createServer())
  const status = (code: number) => async () =>
    (await answering((response) => void response.writeHead(code).end(`{"error":"bad key ${KEY}"}`))).host
  const chatting = async () => (await answering((response) => void response.end(`<html>${KEY}</html>`))).host

  it.each([
    ['is not there', 'http', nobody, 'ECONNREFUSED'],
    ['never answers', 'http', mute, 'nothing in 0.3 s'],
    ['stops in the middle of its answer', 'http', halting, 'nothing in 0.3 s'],
    ['does not know the key', 'http', status(401), 'HTTP 401'],
    ['speaks another language', 'http', chatting, 'no JSON-RPC answer'],
    ['is not there for a socket', 'ws', nobody, SOCKET_REFUSED],
    ['opens no socket', 'ws', silent, 'nothing in 0.3 s'],
    ['does not know the key of a socket', 'ws', status(401), ''],
  ])('one that %s', async (_, protocol, start, reason) => {
    const host = await start()
    const options = reason.startsWith('nothing') ? HASTY : PATIENT
    const error = await failure(`${protocol}://${host}/v2/${KEY}?token=${KEY}`, options)
    expect(error).toMatchObject({ code: 'E-RPC', retryable: true, details: { host, method: 'eth_blockNumber' } })
    expect(error!.message).toContain(`the node at ${host} did not answer eth_blockNumber: ${reason}`)
    expect(`${error!.message} ${JSON.stringify(error)} ${error!.stack} ${error!.cause}`).not.toContain(KEY)
  })

  it('one whose address is none', async () => {
    const error = await failure(`https//${KEY}`)
    expect(error).toMatchObject({ code: 'E-RPC', details: { host: REDACTED } })
    expect(error!.message).not.toContain(KEY)
  })
})

describe('a node that refuses', () => {
  it('says why, without the key', async () => {
    const { host } = await answering(refusing({ code: -32_000, message: `no plan for ${KEY}` }))
    const error = await failure(`http://${host}/${KEY}`)
    expect(error).toMatchObject({
      code: 'E-RPC',
      message: `the node at ${host} refused eth_blockNumber: no plan for ${REDACTED}`,
    })
  })

  it('for want of old states is another error', async () => {
    const { host } = await answering(refusing({ code: -32_000, message: 'missing trie node 0x12' }))
    expect(await failure(`http://${host}`)).toMatchObject({ code: 'E-STATE-PRUNED', retryable: false })
  })

  it.each([
    [-32_602, 'invalid params'],
    [-32_000, 'unknown block'],
  ])('the tag `finalized` (%i) serves none', async (code, message) => {
    const { host } = await answering(refusing({ code, message }))
    expect(await blocksOf(openNode(`http://${host}`, PATIENT)).finalized()).toBe(null)
  })
})

describe('what may pass', () => {
  it.each<[string, Reply]>([
    ['a gateway’s 503', (response) => void response.writeHead(503).end()],
    ['an internal error', refusing({ code: -32_603, message: 'internal error' })],
    ['a closed connection', (response) => void response.destroy()],
  ])('%s is tried again as often as was granted', async (_, trouble) => {
    let failures = 2
    const node = await answering((response, asked) => (failures-- > 0 ? trouble : result('0x5'))(response, asked))
    const url = `http://${node.host}`
    expect(await failure(url, { ...PATIENT, retries: 1 })).toMatchObject({ code: 'E-RPC' })
    failures = 2
    expect(await openNode(url, { ...PATIENT, retries: 2 }).ask('eth_blockNumber', [])).toBe('0x5')
    expect(node.asked.length).toBe(2 + 3)
  })

  it.each<[string, Reply]>([
    ['a wrong key', (response) => void response.writeHead(401).end()],
    ['a refusal', refusing({ code: -32_000, message: 'execution reverted' })],
  ])('%s is not tried again', async (_, trouble) => {
    const node = await answering(trouble)
    expect(await failure(`http://${node.host}`, { ...PATIENT, retries: 2 })).toMatchObject({ code: 'E-RPC' })
    expect(node.asked.length).toBe(1)
  })
})

describe('requests made together', () => {
  const methods = (asked: Asked | Asked[]) => (Array.isArray(asked) ? asked.map(({ method }) => method) : asked.method)
  const three = ['a', 'b', 'c']

  it('travel in batches of the size that was granted, each with its own answer', async () => {
    const node = await answering((response, asked) => {
      const one = ({ id, method }: Asked) => ({ jsonrpc: '2.0', id, result: `${method}!` })
      response.end(JSON.stringify(Array.isArray(asked) ? asked.map(one).reverse() : one(asked)))
    })
    const { ask } = openNode(`http://${node.host}`, { ...PATIENT, batchSize: 2 })
    expect(await Promise.all(three.map((method) => ask(method, [])))).toEqual(['a!', 'b!', 'c!'])
    expect(node.asked.map(methods)).toEqual([['a', 'b'], 'c'])
  })

  it('travel alone where no batches were granted', async () => {
    const node = await answering(result('0x1'))
    const { ask } = openNode(`http://${node.host}`, PATIENT)
    await Promise.all(three.map((method) => ask(method, [])))
    expect(node.asked.map(methods).sort()).toEqual(three)
  })

  it.each<[string, (response: http.ServerResponse, asked: Asked[]) => void]>([
    [
      'one error',
      (response) => void response.end('{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"too long"}}'),
    ],
    ['HTTP 413', (response) => void response.writeHead(413).end('too large')],
    [
      'HTTP 400 and an error',
      (response) => void response.writeHead(400).end('{"error":{"code":1,"message":"at most 2"}}'),
    ],
    [
      'an error for each call',
      (response, asked) =>
        void response.end(
          JSON.stringify(asked.map(({ id }) => ({ id, error: { code: -32_000, message: 'batch limit exceeded' } }))),
        ),
    ],
  ])('become smaller where %s refuses them, and stay so', async (_, refuse) => {
    const node = await answering((response, asked) => {
      if (Array.isArray(asked) && asked.length > 2) refuse(response, asked)
      else result('0x1')(response, asked)
    })
    const { ask } = openNode(`http://${node.host}`, { ...PATIENT, batchSize: 9 })
    const seven = Array.from('abcdefg')
    expect(await Promise.all(seven.map((method) => ask(method, [])))).toEqual(seven.map(() => '0x1'))
    const before = node.asked.length
    await Promise.all(seven.map((method) => ask(method, [])))
    expect(node.asked.slice(before).map(methods)).toEqual([['a', 'b'], ['c', 'd'], ['e', 'f'], 'g'])
  })

  it('fail one by one when the batch is refused as a whole', async () => {
    const node = await answering(refusing({ code: -32_600, message: 'batches are not for you' }))
    const { ask } = openNode(`http://${node.host}`, { ...PATIENT, batchSize: 9 })
    const outcomes = await Promise.allSettled(three.map((method) => ask(method, [])))
    expect(outcomes.map((each) => each.status === 'rejected' && (each.reason as Error).message)).toEqual(
      three.map((method) => `the node at ${node.host} refused ${method}: batches are not for you`),
    )
  })
})
