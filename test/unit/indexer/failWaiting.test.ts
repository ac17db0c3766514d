import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { EvmBatchProcessor } from '@subsquid/evm-processor'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { newHeads } from '../../../src/indexer/source/head/newHeads'
import { callOne, chainRpc } from '../../../src/indexer/source/history/rpc'
import { failWaiting } from '../../../src/indexer/squid/failWaiting'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** An endpoint over WebSocket alone, which pushes a head to whoever subscribes. */
async function endpoint(port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket: WebSocket) =>
    socket.on('message', (data) => {
      const { id, method } = JSON.parse(String(data))
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: method === 'eth_subscribe' ? '0xab' : method }))
      const params = { subscription: '0xab', result: { number: '0x7', hash: '0xAB' } }
      if (method === 'eth_subscribe')
        setTimeout(() => socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params })), 10)
    }),
  )
  const end = () => {
    for (const client of server.clients) client.terminate()
    server.close()
  }
  ends.push(end)
  return { end, port: (server.address() as AddressInfo).port }
}

function opened(port: number) {
  const url = `ws://127.0.0.1:${port}`
  const client = failWaiting(new EvmBatchProcessor().setRpcEndpoint({ url })['getChainRpcClient']())
  ends.push(() => client.close())
  const heads: number[] = []
  newHeads(client).open(({ height }) => void heads.push(height))
  const rpc = chainRpc(client)
  return { client, heads, ask: () => callOne(rpc, 'm', []) }
}

/** How a question ends, and after how long. */
async function ending(asking: Promise<unknown>) {
  const since = Date.now()
  const text = await Promise.race([
    asking.then(String, (error: Error) => `failed: ${error.message}`),
    sleep(9_000, 'nothing', { ref: false }),
  ])
  return { text, ms: Date.now() - since }
}

describe('an endpoint over WebSocket alone', () => {
  it('that dies is told to whoever asks, again and again, and serves and pushes once it is back', async () => {
    const { end, port } = await endpoint()
    const { client, heads, ask } = opened(port)
    expect((await ending(ask())).text).toBe('m')
    while (heads.length === 0) await sleep(10)
    end()
    for (let tries = 0; tries < 4; tries++) {
      const { text, ms } = await ending(ask())
      expect(text).toMatch(/^failed: Socket/)
      expect(ms).toBeLessThan(2_500)
    }
    // As the feed does after some failures: the connection that is being made is left alone.
    client.reset()
    await endpoint(port)
    const since = Date.now()
    while ((await ending(ask())).text !== 'm' && Date.now() - since < 9_000) await sleep(10)
    while (heads.length < 2 && Date.now() - since < 9_000) await sleep(10)
    expect(heads).toEqual([7, 7])
  })

  it('that lets nobody in is told within seconds', async () => {
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    ends.push(() => server.close())
    const { ask } = opened((server.address() as AddressInfo).port)
    const { text, ms } = await ending(ask())
    expect([text, ms < 6_000]).toEqual([expect.stringMatching(/^failed: timed out: no connection in 5 s/), true])
  })
})
