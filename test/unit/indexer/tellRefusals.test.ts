import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { EvmBatchProcessor } from '@subsquid/evm-processor'
import { afterEach, describe, expect, it } from 'vitest'
import { Pace } from '../../../src/chain/pace'
import { saidBy } from '../../../src/chain/said'
import { chainRpc } from '../../../src/indexer/source/history/rpc'
import { tellRefusals } from '../../../src/indexer/squid/tellRefusals'

let server: http.Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const clientOf = (url: string) => tellRefusals(new EvmBatchProcessor().setRpcEndpoint({ url })['getChainRpcClient']())

/** The SDK's own client on an endpoint that answers `reply`. @returns it, and the sizes of its requests */
async function answering(reply: (asked: { id: number }[] | { id: number }) => { status?: number; body: unknown }) {
  const sizes: number[] = []
  server = http.createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const asked = JSON.parse(text)
      sizes.push(Array.isArray(asked) ? asked.length : 0)
      const { status = 200, body } = reply(asked)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  let clock = 0
  const pause = async (ms: number) => {
    clock += ms
  }
  const pace = new Pace(
    () => undefined,
    undefined,
    pause,
    () => clock,
  )
  return { rpc: chainRpc(client, pace), sizes }
}

const calls = (count: number) => Array.from({ length: count }, (_, i) => ({ method: `m${i}`, params: [] }))
const refusal = { jsonrpc: '2.0', id: null, error: { code: -32_000, message: 'no, and here is why' } }
const said = (asking: Promise<unknown>) => asking.then(() => expect.unreachable('it answered'), saidBy)

describe('what an endpoint answers over the SDK’s client', () => {
  it('as one error to a batch makes it smaller, down to single requests, and stays so', async () => {
    const one = ({ id }: { id: number }) => ({ jsonrpc: '2.0', id, result: id })
    const { rpc, sizes } = await answering((asked) => ({ body: Array.isArray(asked) ? refusal : one(asked) }))
    expect((await rpc.batch(calls(5))).length).toBe(5)
    const before = sizes.length
    await rpc.batch(calls(5))
    expect(sizes.slice(before)).toEqual([0, 0, 0, 0, 0])
  })

  it('as an error without an id is that error, in a batch and alone', async () => {
    const { rpc } = await answering(() => ({ body: refusal }))
    expect(await said(rpc.batch(calls(1)))).toMatchObject({ code: -32_000, words: 'no, and here is why' })
    expect(await said(rpc.batch(calls(3)))).toMatchObject({ code: -32_000, words: 'no, and here is why' })
  })

  it('as text that is called JSON keeps its status and its words', async () => {
    const { rpc } = await answering(() => ({ status: 402, body: 'Payment Required' }))
    expect(await said(rpc.batch(calls(2)))).toMatchObject({ status: 402, words: 'Payment Required' })
  })

  it('as an error without an id over a WebSocket ends what waits', async () => {
    const client = clientOf('ws://127.0.0.1:1') as unknown as {
      con: { requests: Map<number, object>; handleResponse(answer: object): void }
    }
    const waiting = new Promise((resolve, reject) => client.con.requests.set(1, { resolve, reject }))
    client.con.handleResponse(refusal)
    expect(await said(waiting)).toMatchObject({ words: 'no, and here is why' })
  })
})
