import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { confirmPools, tokenAsker } from '../../../src/audit/deployment'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { networkOf } from '../../../src/indexer/network'
import { account, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres } from '../../support/postgres'

const owner = account(0)
let chain: TestChain
let token: TestContract
let pool: TestContract
let other: TestContract

beforeAll(async () => {
  chain = await TestChain.start()
  token = await chain.deploy('DsyncToken', [owner], owner)
  pool = await chain.deploy('DestraPool', [token.address], owner)
  other = await chain.deploy('UsageBurner', [token.address], owner)
})
afterAll(() => chain?.stop())

const profileWith = (tokenAddress: string, poolAddress: string): ProfileInput => ({
  name: 'some',
  chainId: 31337,
  token: { address: tokenAddress, symbol: 'DSync', decimals: 18, burnSinks: [owner] },
  contracts: { stakingPool: { address: poolAddress, kind: 'destra-pool' } },
})
const networkWith = (...addresses: Parameters<typeof profileWith>) =>
  networkOf(parseProfile(profileWith(...addresses), 'test', {}))
const confirm = (tokenAddress: string, poolAddress: string, url = chain.url) =>
  confirmPools(
    networkWith(tokenAddress, poolAddress),
    tokenAsker(url, async () => void (await sleep(1))),
  )

it('a pool that stakes the profile’s token is used', async () => {
  expect(await confirm(token.address, pool.address)).toEqual([])
})

it('a pool of another token is refused, naming both', async () => {
  await expect(confirm(account(9), pool.address)).rejects.toMatchObject({
    code: 'E-POOL-TOKEN',
    details: { pool: pool.address, dsyncToken: token.address, token: account(9) },
  })
})

it.each([
  ['nothing is', () => account(8)],
  ['another contract is', () => other.address],
])('an address where %s is refused', async (_, at) => {
  await expect(confirm(token.address, at())).rejects.toMatchObject({ code: 'E-POOL-TOKEN', retryable: true })
})

it('a chain that does not have the token yet leaves the pool unconfirmed', async () => {
  expect(await confirm(account(7), account(8))).toEqual([account(8)])
})

it('assay index reads nothing of a pool that stakes another token', async () => {
  const postgres = await startTestPostgres()
  const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-pool-'))
  try {
    const { url } = await freshDatabase(postgres.url, 'pools')
    const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
    expect((await AssayProcess.run(['migrate'], env)).code).toBe(0)
    const file = path.join(folder, 'some.json')
    writeFileSync(file, JSON.stringify({ ...profileWith(account(9), pool.address), rpc: chain.url }))
    const refused = await AssayProcess.run(['index', '--profile', file], env)
    expect(refused.output).toContain('E-POOL-TOKEN')
    expect(refused.output).toContain('Mend the address')
    expect(refused.code).not.toBe(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await postgres.stop()
  }
})

it('a node that is away is an error of its own, and one that does no calls leaves the pool unconfirmed', async () => {
  await expect(confirm(token.address, pool.address, 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 'E-RPC' })
  const mute = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end('{"jsonrpc":"2.0","id":0,"error":{"code":-32601,"message":"no such method"}}')
    })
  })
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = mute.address() as AddressInfo
    expect(await confirm(token.address, pool.address, `http://127.0.0.1:${port}`)).toEqual([pool.address])
  } finally {
    mute.close()
  }
})
