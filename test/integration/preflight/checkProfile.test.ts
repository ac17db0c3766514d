import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, openNode } from '../../../src/chain/node'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { checkProfile } from '../../../src/preflight/checkProfile'
import type { Line } from '../../../src/preflight/line'
import { account, DEAD, TestChain } from '../../support/anvil'
import { type Contracts, deployAll, mistakes, owner, planted, rightProfiles } from './economy'

let chain: TestChain
let at: Contracts
let right: ReturnType<typeof rightProfiles>

beforeAll(async () => {
  chain = await TestChain.start()
  at = await deployAll(chain)
  right = rightProfiles(at, chain.url)
})
afterAll(() => chain?.stop())

/** Counts what is asked. */
function counted(url: string): Node & { asked: string[] } {
  const node = openNode(url, { timeoutMs: 5_000, retries: 0 })
  const asked: string[] = []
  return {
    asked,
    ask: (method, params) => {
      asked.push(method)
      return node.ask(method, params)
    },
  }
}

async function lines(input: ProfileInput, node: Node = counted(chain.url)): Promise<readonly Line[]> {
  const outcome = await checkProfile(parseProfile(input, 'test', {}), node)
  if (outcome.state !== 'looked') throw new Error(outcome.state)
  return outcome.lines
}

describe('a right profile', () => {
  it.each(['destra', 'dgrid', 'deepnode'] as const)('of %s: every line holds', async (name) => {
    const node = counted(chain.url)
    const since = Date.now()
    expect((await lines(right[name], node)).filter(({ severity }) => severity !== 'ok')).toEqual([])
    expect(Date.now() - since).toBeLessThan(1_000)
    expect(node.asked.length).toBeLessThanOrEqual(60)
  })
})

describe('a mistake', () => {
  it('of each kind is refused by its field, with what to write', async () => {
    for (const [field, of, change, write] of mistakes(at)) {
      const refused = (await lines(planted(right[of], change))).filter(({ severity }) => severity === 'refuse')
      const what = JSON.stringify(change)
      expect([what, refused.map((line) => line.field)]).toEqual([what, expect.arrayContaining([field])])
      expect([what, refused.find((line) => line.field === field)!.write]).toEqual([what, expect.stringMatching(write)])
    }
  })

  it('of a token whose Transfers do not tell its supply is refused; so are logs that a node has pruned', async () => {
    const silent: Node = {
      ask: async <T>(method: string, params: readonly unknown[]) =>
        (method === 'eth_getLogs' ? [] : await counted(chain.url).ask(method, params)) as T,
    }
    const refused = (await lines(right.destra, silent)).filter(({ severity }) => severity === 'refuse')
    expect(refused).toEqual([
      expect.objectContaining({ field: 'token.address', write: expect.stringContaining('archive node') }),
    ])
    const archived = await checkProfile(parseProfile(right.destra, 'test', {}), silent, 'archived')
    expect(archived).toMatchObject({
      lines: expect.not.arrayContaining([expect.objectContaining({ severity: 'refuse' })]),
    })
  })

  it('of a pool keeps its code', async () => {
    for (const address of [at.OtherPool.address, at.Bill.address]) {
      const found = await lines(planted(right.destra, { 'contracts.pool.address': address }))
      expect(found.filter(({ severity }) => severity === 'refuse')).toEqual([expect.objectContaining({ isPool: true })])
    }
  })
})

describe('a chain', () => {
  const onFresh = async (use: (fresh: TestChain) => Promise<void>) => {
    const fresh = await TestChain.start()
    try {
      await use(fresh)
    } finally {
      await fresh.stop()
    }
  }
  const check = async (fresh: TestChain, address: string, more: object = {}) => {
    const token = { address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD] }
    const profile = parseProfile({ name: 'some', chainId: 31337, startBlock: 1, token, ...more }, 'test', {})
    return checkProfile(profile, counted(fresh.url))
  }

  it('on which nothing is deployed yet is starting; one of more blocks is another chain', () =>
    onFresh(async (fresh) => {
      expect(await check(fresh, account(7))).toMatchObject({ state: 'starting' })
      for (let n = 0; n < 20; n++) await fresh.mine()
      expect(await check(fresh, account(7))).toMatchObject({
        state: 'looked',
        lines: expect.arrayContaining([expect.objectContaining({ field: 'token.address', severity: 'refuse' })]),
      })
    }))

  it('shorter than the usual finality is followed', () =>
    onFresh(async (fresh) => {
      const token = await fresh.deploy('DsyncToken', [owner], owner)
      expect(await check(fresh, token.address)).toMatchObject({
        lines: expect.not.arrayContaining([expect.objectContaining({ severity: 'refuse' })]),
      })
    }))

  it('whose token credits 0x0 does not lower the total by a burn', async () => {
    const node = counted(chain.url)
    const crediting: Node = {
      ask: async <T>(method: string, params: readonly unknown[]) => {
        const [call] = params as [{ data?: string }]
        const balanceOfZero = `0x70a08231${'0'.repeat(64)}`
        return (call?.data === balanceOfZero ? `0x${'0'.repeat(63)}5` : await node.ask(method, params)) as T
      },
    }
    const change = { 'token.burnReducesTotal': true }
    expect(await lines(planted(right.destra, change), crediting)).toContainEqual(
      expect.objectContaining({ field: 'token.burnReducesTotal', write: '"burnReducesTotal": false' }),
    )
  })

  it('on which a token without supply is older than startBlock has nothing to miss', async () => {
    const found = await lines(planted(right.dgrid, { startBlock: 40 }))
    expect(found.filter(({ severity }) => severity === 'refuse')).toEqual([])
  })
})

describe('a node', () => {
  it('that is away says so, and decides nothing', async () => {
    const profile = parseProfile(right.destra, 'test', {})
    expect(await checkProfile(profile, counted('http://127.0.0.1:9/key-of-mine'))).toMatchObject({
      state: 'away',
      why: expect.stringMatching(/127\.0\.0\.1:9 did not answer(?!.*key-of-mine)/),
    })
  })

  it('that does no calls and keeps no states refuses nothing', async () => {
    const mute = http.createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { id, method } = JSON.parse(Buffer.concat(chunks).toString())
      const known: Record<string, string> = { eth_chainId: '0x7a69', eth_blockNumber: '0xffff' }
      const error = { code: -32_601, message: 'no such method' }
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...(known[method] ? { result: known[method] } : { error }) }))
    })
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    try {
      const found = await lines(right.destra, counted(`http://127.0.0.1:${(mute.address() as AddressInfo).port}`))
      expect(found.filter(({ severity }) => severity === 'refuse')).toEqual([])
      expect(found.filter(({ severity }) => severity === 'note').map(({ field }) => field)).toEqual(
        expect.arrayContaining(['token.address', 'startBlock', 'contracts.pool.kind']),
      )
    } finally {
      mute.close()
    }
  })
})
