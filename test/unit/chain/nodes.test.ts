import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openNodes } from '../../../src/chain/nodes'

const servers: http.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

interface Endpoint {
  url: string
  up: boolean
  chainId: number
  refuses: boolean
  asked: number
}

async function endpoint(name: string): Promise<Endpoint> {
  const it = { url: '', up: true, chainId: 1, refuses: false, asked: 0 }
  const server = http.createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      it.asked += 1
      const { id, method } = JSON.parse(text)
      if (!it.up) return response.writeHead(401).end('Must be authenticated')
      const error = it.refuses && { code: 3, message: 'execution reverted' }
      const result = method === 'eth_chainId' ? it.chainId : name
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...(error ? { error } : { result }) }))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return it
}

async function two() {
  const [first, second] = await Promise.all([endpoint('first'), endpoint('second')])
  const clock = { ms: 0 }
  const node = openNodes([first.url, second.url], 1, { timeoutMs: 1_000, retries: 0 }, () => clock.ms)
  const ask = () => node.ask<string>('m', []).catch(({ code }) => code)
  return { first, second, clock, ask }
}

describe('a node of several endpoints', () => {
  it('is the first, as long as it serves', async () => {
    const { first, second, ask } = await two()
    first.refuses = true
    expect(await ask()).toBe('E-RPC')
    first.refuses = false
    expect([await ask(), second.asked]).toEqual(['first', 0])
  })

  it('is the next at once where nothing is begun, and the first again later', async () => {
    const { first, clock, ask } = await two()
    first.up = false
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['second', 'second', 'second'])
    first.up = true
    clock.ms += 50_000
    expect(await ask()).toBe('second')
    clock.ms += 50_000
    expect(await ask()).toBe('first')
  })

  it('fails in the middle of something, and is the next when that begins again', async () => {
    const { first, ask } = await two()
    expect(await ask()).toBe('first')
    first.up = false
    expect(await ask()).toBe('E-RPC')
    expect(await ask()).toBe('second')
  })

  it('is none of another chain', async () => {
    const { first, second, ask } = await two()
    Object.assign(second, { chainId: 5 })
    first.up = false
    expect(await ask()).toBe('E-RPC')
    first.up = true
    expect([await ask(), second.asked]).toEqual(['first', 1])
  })

  it('fails where none serves', async () => {
    const { first, second, ask } = await two()
    first.up = false
    second.up = false
    expect(await ask()).toBe('E-RPC')
  })
})
