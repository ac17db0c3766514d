import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { asTable, note, ok, problem } from '../../../src/embedded/supervisor/doctor/check'
import { checkMemory, checkNode } from '../../../src/embedded/supervisor/doctor/machine'
import { checkRpc } from '../../../src/embedded/supervisor/doctor/rpc'

describe('doctor, the machine', () => {
  it('wants Node 20.19', () => {
    expect(['20.19.0', '22.0.0', '20.18.3', '18.20.0'].map((version) => checkNode(version).status)).toEqual([
      'ok',
      'ok',
      'problem',
      'problem',
    ])
  })

  it('wants memory', () => {
    const gibibyte = 1024 ** 3
    expect([8, 3, 1].map((size) => checkMemory(size * gibibyte).status)).toEqual(['ok', 'note', 'problem'])
  })

  it('says below each problem what to do', () => {
    const table = asTable([
      ok('a', 'disk', '9 GB'),
      note('b', 'user', 'root'),
      problem('c', 'port', 'taken', 'Stop it.'),
    ])
    expect(table.split('\n')).toEqual(['✓ disk  9 GB', '! user  root', '✗ port  taken', '        → Stop it.'])
  })
})

type Answer = { result?: unknown; error?: { message: string } }

describe('doctor, an endpoint', () => {
  const servers: http.Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  /** A provider with the limits of its cheapest plan. */
  async function provider(answer: (method: string, params: { fromBlock: string; toBlock: string }[]) => Answer) {
    const server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { method, params } = JSON.parse(Buffer.concat(chunks).toString())
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...answer(method, params) }))
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
    const checks = await checkRpc(profile(rpc))
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'rpc.mine.endpoint ok',
      'rpc.mine.logs note',
      'rpc.mine.archive note',
      'rpc.mine.finalized note',
    ])
    expect(checks[1]!.found).toContain('500 blocks')
    expect(checks[2]!.found).toContain('missing trie node')
    expect(JSON.stringify(checks)).not.toContain('secret-key')
  })

  it('is a problem when it serves another chain, is away, or is not named', async () => {
    const other = await provider((method) => ({ result: method === 'eth_chainId' ? '0x89' : '0x1' }))
    const [wrong] = await checkRpc(profile(other))
    expect(wrong).toMatchObject({ status: 'problem', found: expect.stringContaining('serves chain 137') })
    expect(JSON.stringify(wrong)).not.toContain('secret-key')
    const [away] = await checkRpc(profile('http://127.0.0.1:1'))
    expect(away).toMatchObject({ status: 'problem', next: expect.stringContaining('RPC_MINE_HTTP') })
    const [unnamed] = await checkRpc(profile(undefined))
    expect(unnamed).toMatchObject({ status: 'problem', next: expect.stringContaining('RPC_MINE_HTTP') })
  })
})
