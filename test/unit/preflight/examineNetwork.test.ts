import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { examineNetwork } from '../../../src/preflight/examineNetwork'

type Asked = { id: number; method: string; params: { fromBlock: string; toBlock: string }[] }
type Answer = { result?: unknown; error?: { message: string } }

describe('an endpoint', () => {
  const servers: http.Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A provider with the limits of its cheapest plan. */
  async function provider(answer: (method: string, params: Asked['params']) => Answer) {
    const server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const asked = JSON.parse(Buffer.concat(chunks).toString())
      const one = ({ id, method, params }: Asked) => ({ jsonrpc: '2.0', id, ...answer(method, params) })
      response.end(JSON.stringify(Array.isArray(asked) ? asked.map(one) : one(asked)))
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/secret-key`
  }

  function profile(rpc: string | undefined) {
    const token = { address: `0x${'ab'.repeat(20)}`, symbol: 'T', decimals: 18, burnSinks: [`0x${'00'.repeat(20)}`] }
    const input = { name: 'mine', chainId: 1, startBlock: 1_000_000, token, ...(rpc && { rpc }) }
    return parseProfile(input, 'mine.json', {})
  }

  it('finds the widest range of logs, a missing archive and a missing finality', async () => {
    const rpc = await provider((method, params) => {
      if (method === 'eth_chainId') return { result: '0x1' }
      if (method === 'eth_blockNumber') return { result: '0x1000000' }
      if (method === 'eth_getLogs') {
        const width = Number(params[0]!.toBlock) - Number(params[0]!.fromBlock) + 1
        return width <= 500 ? { result: [] } : { error: { message: 'range is too wide' } }
      }
      if (method === 'eth_call') return { error: { message: 'missing trie node' } }
      return { error: { message: 'unknown block' } }
    })
    const lines = await examineNetwork(profile(rpc))
    expect(lines.map(({ field, severity }) => `${field} ${severity}`)).toEqual([
      'rpc ok',
      'chainId ok',
      'token.address note',
      'finalityConfirmation ok',
      'startBlock note',
      'token.burnSinks.0 ok',
      'node.batches ok',
      'node.history ok',
      'node.logs note',
      'node.range lower',
      'node.archive note',
      'node.finality note',
    ])
    const found = (wanted: string) => lines.find(({ field }) => field === wanted)!.found
    expect(found('node.range')).toContain('500 blocks')
    expect(found('node.archive')).toContain('no longer keeps')
    expect(JSON.stringify(lines)).not.toContain('secret-key')
  })

  it('is a problem when it serves another chain, is away, or is not named', async () => {
    const other = await provider((method) => ({ result: method === 'eth_chainId' ? '0x89' : '0x1' }))
    const wrong = (await examineNetwork(profile(other))).find(({ field }) => field === 'chainId')
    expect(wrong).toMatchObject({ severity: 'refuse', wanted: expect.stringContaining('137') })
    expect(JSON.stringify(wrong)).not.toContain('secret-key')
    const [away] = await examineNetwork(profile('http://127.0.0.1:1'))
    expect(away).toMatchObject({ severity: 'refuse', write: expect.stringContaining('RPC_MINE_HTTP') })
    const [unnamed] = await examineNetwork(profile(undefined))
    expect(unnamed).toMatchObject({ severity: 'refuse', write: expect.stringContaining('RPC_MINE_HTTP') })
  })
})
