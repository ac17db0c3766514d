import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { openNode } from '../../../src/chain/node'

let server: WebSocketServer
let url: string
let opened = 0

beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => {
    opened++
    socket.on('message', (data) => {
      const { id, method } = JSON.parse(`${data}`)
      const answer = () => socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: method }))
      // Longer than an idle socket is kept.
      setTimeout(answer, method === 'slow' ? 1_500 : 0)
    })
  })
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

it('closes a socket that nobody asks any more, so that the process can end, and opens another when asked', async () => {
  const [node, another] = [
    openNode(url, { timeoutMs: 5_000, retries: 0 }),
    openNode(url, { timeoutMs: 5_000, retries: 0 }),
  ]
  // One room's answer is no end of the other's question.
  expect(await Promise.all([node.ask('slow', []), another.ask('quick', [])])).toEqual(['slow', 'quick'])
  expect(opened).toBe(1)
  await expect.poll(() => server.clients.size).toBe(0)
  expect(await node.ask('again', [])).toBe('again')
  expect(opened).toBe(2)
})
