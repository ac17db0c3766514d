import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { ChainHeads } from '../../../src/ledger/chainHeads'

const servers: http.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) close(server)
})
function close(server: http.Server) {
  server.closeAllConnections()
  server.close()
}

async function node(head: number) {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { id, method } = JSON.parse(Buffer.concat(chunks).toString())
    response.end(
      JSON.stringify({ jsonrpc: '2.0', id, result: method === 'eth_chainId' ? '0x1' : `0x${head.toString(16)}` }),
    )
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function profileAt(rpc: string[]) {
  const token = { address: `0x${'ab'.repeat(20)}`, symbol: 'T', decimals: 18, burnSinks: [`0x${'0'.repeat(39)}1`] }
  return parseProfile({ name: 'mine', chainId: 1, rpc, token }, 'mine.json', {})
}

it('is told by the next endpoint where the first is away, at a start and later', async () => {
  const [first, second] = await Promise.all([node(7), node(8)])
  expect(await new ChainHeads(() => ({})).ask(profileAt(['http://127.0.0.1:9', second.url]))).toMatchObject({
    number: 8,
  })

  const heads = new ChainHeads(() => ({}))
  const profile = profileAt([first.url, second.url])
  expect(await heads.ask(profile)).toMatchObject({ number: 7 })
  close(first.server)
  const since = Date.now()
  while ((await heads.ask(profile))?.number !== 8 && Date.now() - since < 5_000) await sleep(100)
  expect(await heads.ask(profile)).toEqual({ number: 8, isFresh: true })
})

it('is told by the first over HTTP where a WebSocket is before it', async () => {
  const { url } = await node(9)
  expect(await new ChainHeads(() => ({})).ask(profileAt(['ws://127.0.0.1:9', url]))).toMatchObject({ number: 9 })
})
