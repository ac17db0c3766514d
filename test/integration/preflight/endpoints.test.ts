import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { examineNetwork } from '../../../src/preflight/examineNetwork'
import { preflight } from '../../../src/preflight/preflight'
import { realPause } from '../../../src/process/backOff'

const TOKEN = `0x${'ab'.repeat(20)}`
const word = (number: number) => `0x${number.toString(16).padStart(64, '0')}`

interface Chain {
  readonly id?: number
  readonly decimals?: number
  readonly hasCode?: boolean
  /** of its blocks */
  readonly branch?: string
  readonly head?: number
  /** never answers */
  readonly hangs?: boolean
  readonly bloom?: string
  /** of each four requests, those that are refused as by a gateway whose node is busy */
  readonly busy?: number
  /** a method that it never answers but as busy */
  readonly refuses?: string
}

const servers: http.Server[] = []
afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Asked = { id: number; method: string; params: unknown[] }

/** An endpoint of a chain on which one token has one log, in each of its newest blocks. */
async function endpoint(chain: Chain): Promise<string> {
  const { id = 1, decimals = 18, hasCode = true, branch = 'aa', head = 1_000 } = chain
  const hashOf = (block: number) => `0x${branch}${block.toString(16).padStart(62, '0')}`
  const answer = (method: string, params: unknown[]): unknown => {
    if (method === 'eth_chainId') return `0x${id.toString(16)}`
    if (method === 'eth_blockNumber') return `0x${head.toString(16)}`
    if (method === 'eth_getCode') return hasCode && params[0] === TOKEN && params[1] === 'latest' ? '0x60' : '0x'
    if (method.startsWith('eth_getBlockBy')) {
      if (Number(params[0]) > head && !method.endsWith('Hash')) return null
      return { number: `0x1`, hash: hashOf(Number(params[0])), logsBloom: chain.bloom }
    }
    if (method === 'eth_getLogs') return []
    if (method !== 'eth_call') return false
    const { data } = params[0] as { data: string }
    if (data === '0x313ce567') return word(decimals)
    if (data === '0x95d89b41') return `0x${Buffer.from('T').toString('hex').padEnd(64, '0')}`
    return word(0)
  }
  let asked = 0
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (chain.hangs) return
    if (asked++ % 4 < (chain.busy ?? 0)) return void response.writeHead(503).end('Service Unavailable')
    const given = JSON.parse(Buffer.concat(chunks).toString()) as Asked | Asked[]
    if ([given].flat().some(({ method }) => method === chain.refuses)) return void response.writeHead(503).end('no')
    const one = ({ id, method, params }: Asked) => ({ jsonrpc: '2.0', id, result: answer(method, params) })
    response.end(JSON.stringify(Array.isArray(given) ? given.map(one) : one(given)))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-key`
}
const AWAY = 'http://127.0.0.1:9/secret-key'

function profileAt(rpc: string[], env: Record<string, string> = {}) {
  const token = { address: TOKEN, symbol: 'T', decimals: 18, burnSinks: [`0x${'00'.repeat(19)}01`] }
  return parseProfile({ name: 'mine', chainId: 1, startBlock: 10, rpc, token }, 'mine.json', env)
}
type Profile = ReturnType<typeof profileAt>

/** What is said at a start, and why it does not begin. */
async function started(profile: Profile) {
  const said: string[] = []
  const since = Date.now()
  const scope = 'whole' as const
  const looked = preflight({ profile, scope, say: (text) => void said.push(text), pause: realPause })
  const error = await looked.then(
    () => undefined,
    (why: Error) => why.message,
  )
  expect(said.join() + error).not.toContain('secret-key')
  return { said: said.join('\n'), error, ms: Date.now() - since }
}

describe.concurrent('a profile of several endpoints', () => {
  it('says nothing of those that agree', async () => {
    const [first, second] = await Promise.all([endpoint({}), endpoint({ head: 1_002 })])
    const alone = await started(profileAt([first]))
    expect(await started(profileAt([first, second]))).toMatchObject({ said: alone.said, error: undefined })
  })

  it.each<[string, Chain, RegExp]>([
    [
      'of another chain',
      { id: 5 },
      /rpc\.1: found .* of chain 5, as eth_chainId says; wanted chain 1; write an endpoint/,
    ],
    ['of another branch', { branch: 'bb' }, /rpc\.1: found .* whose block 872 is 0xbb/],
    ['without the token', { hasCode: false, decimals: 18 }, /rpc\.1: found .* no contract at 0xabab/],
    ['with another token', { decimals: 6 }, /rpc\.1: found .* decimals\(\) is 6/],
  ])('is refused for one %s, by its field, before the first block', async (_, chain, says) => {
    const [first, second] = await Promise.all([endpoint({}), endpoint(chain)])
    expect((await started(profileAt([first, second]))).error).toMatch(says)
    const lines = await examineNetwork(profileAt([first, second]))
    expect(lines.filter(({ severity }) => severity === 'refuse').map(({ field }) => field)).toEqual(['rpc.1'])
  })

  it('is refused for one of another chain also where the first is away', async () => {
    expect((await started(profileAt([AWAY, await endpoint({ id: 5 })]))).error).toMatch(/rpc\.1: found .* of chain 5/)
  })

  it('is refused for an endpoint of heads or of checks that is of another chain', async () => {
    const [first, other] = await Promise.all([endpoint({}), endpoint({ id: 5 })])
    expect((await started(profileAt([first], { RPC_MINE_CHECK: other }))).error).toMatch(
      /RPC_MINE_CHECK: found .* of chain 5/,
    )
  })

  it('is compared with its chain at the first that answers', async () => {
    const mistaken = await started(profileAt([AWAY, await endpoint({ decimals: 6 })]))
    expect(mistaken.error).toContain('"decimals": 6')
    const right = await started(profileAt([AWAY, await endpoint({})]))
    expect(right).toMatchObject({ error: undefined, said: expect.stringMatching(/rpc: found .* did not answer/) })
  })

  it('waits for no other that is away, hangs or lags, and names it', async () => {
    const [first, hanging, behind] = await Promise.all([
      endpoint({}),
      endpoint({ hangs: true }),
      endpoint({ head: 500 }),
    ])
    const { said, error, ms } = await started(profileAt([first, AWAY, hanging, behind]))
    expect([error, ms < 5_000]).toEqual([undefined, true])
    expect(said).toMatch(/rpc\.1: found .*did not answer eth_chainId/)
    expect(said).toMatch(/rpc\.2: found .*nothing in 3 s/)
    expect(said).toMatch(/rpc\.3: found .*without block 872: it is behind/)
  })

  it('shows a person what each of them proves and takes', async () => {
    const lines = await examineNetwork(profileAt([await endpoint({}), await endpoint({})]))
    for (const field of ['node.batches', 'node.range', 'rpc.1.node.batches', 'rpc.1.node.range'])
      expect(lines.map((line) => line.field)).toContain(field)
  })
})

describe.concurrent('an endpoint that is busy', () => {
  it('and answers one request of four is decided in time', async () => {
    const [sound, mistaken] = await Promise.all([endpoint({ busy: 3 }), endpoint({ busy: 3, decimals: 6 })])
    const right = await started(profileAt([sound]))
    expect(right).toMatchObject({ error: undefined, said: expect.not.stringContaining('not compared') })
    expect(right.ms).toBeLessThan(10_000)
    expect((await started(profileAt([mistaken]))).error).toContain('"decimals": 6')
  })

  it('and answers nothing says so, soon', async () => {
    const { said, error, ms } = await started(profileAt([await endpoint({ busy: 4 })]))
    expect([error, said]).toEqual([
      undefined,
      expect.stringMatching(/not compared with its chain yet: .*busy.*HTTP 503/),
    ])
    expect(ms).toBeLessThan(6_000)
  })

  it('with one method alone is no reason to wait', async () => {
    const { said, ms } = await started(profileAt([await endpoint({ refuses: 'eth_getLogs' })]))
    expect(said).not.toContain('not compared')
    expect(ms).toBeLessThan(10_000)
  })
})
