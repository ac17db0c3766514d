import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { type Contracts, deployAll, mistakes, owner, planted, rightProfiles } from './economy'

let postgres: TestPostgres
let chain: TestChain
let at: Contracts
let right: ReturnType<typeof rightProfiles>
let env: Record<string, string>
let db: Client
const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-preflight-'))

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  at = await deployAll(chain)
  right = rightProfiles(at, chain.url)
  const { url } = await freshDatabase(postgres.url, 'preflight')
  env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  expect((await AssayProcess.run(['migrate'], env)).code).toBe(0)
  db = new Client({ connectionString: url })
  await db.connect()
})
afterAll(async () => {
  await db?.end()
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function written(profile: ProfileInput): string {
  const file = path.join(folder, `${profile.name}.json`)
  writeFileSync(file, JSON.stringify(profile))
  return file
}
const index = (profile: ProfileInput) =>
  AssayProcess.start(['index', '--profile', written(profile), '--no-archive'], env)
const heads = async (name: string) => {
  const { rows } = await db.query<{ number: number }>('select number from head where id = $1', [name])
  return rows.map(({ number }) => number)
}

describe('assay index', () => {
  it('refuses each mistake before the first block, by its field, with what to write', async () => {
    for (const [field, of, change, write] of mistakes(at)) {
      const profile = { ...planted(right[of], change), name: 'mistaken' }
      const refused = await AssayProcess.run(['index', '--profile', written(profile), '--no-archive'], env)
      expect([change, refused.code, refused.output]).toEqual([
        change,
        2,
        expect.stringMatching(/^E-(PREFLIGHT|POOL-TOKEN): /m),
      ])
      const line = refused.output.split('\n').find((each) => each.startsWith(`  ${field}: found `))
      expect([change, line]).toEqual([change, expect.stringMatching(/; wanted .*; write /)])
      expect(line).toMatch(write)
      expect(await heads('mistaken')).toEqual([])
    }
    // Thirty starts, each of which is a second on a busy core.
  }, 240_000)

  it('refuses a program that does not exist', async () => {
    const profile = { ...right.destra, name: 'mistaken', programs: ['destra.eth-monthly'] }
    const refused = await AssayProcess.run(['index', '--profile', written(profile), '--no-archive'], env)
    expect([refused.code, refused.output]).toEqual([2, expect.stringMatching(/^E-PROGRAM: .*destra\.eth-monthly/m)])
    expect(await heads('mistaken')).toEqual([])
  })

  it('reads nothing of a pool that stakes another token', async () => {
    const profile = planted(right.destra, { 'contracts.pool.address': at.OtherPool.address })
    const refused = await AssayProcess.run(['index', '--profile', written(profile)], env)
    expect(refused.output).toContain('E-POOL-TOKEN')
    expect(refused.output).toContain('Mend the address')
  })

  it('indexes with a right profile, and once it has, cares no more for what the token calls itself', async () => {
    const indexer = index(right.destra)
    await indexer.until('a head', async () => (await heads('some-destra')).length > 0)
    await indexer.until('the first final block', async () => (await heads('some-destra'))[0]! > 50)
    expect(indexer.log).not.toContain('found')
    await indexer.stop()
    const renamed = index(planted(right.destra, { 'token.symbol': 'OLD' }))
    await renamed.until('it to be ready', async () => renamed.log.includes('ready indexer'))
    await renamed.stop()
    const other = await AssayProcess.run(
      ['index', '--profile', written(planted(right.destra, { 'token.decimals': 6 })), '--no-archive'],
      env,
    )
    expect([other.code, other.output]).toEqual([2, expect.stringContaining('"decimals": 18')])
  })

  it('waits for a node that is away, and looks before the first block of it', async () => {
    const port = await freePort()
    const rpc = `http://127.0.0.1:${port}`
    const waiting = index({ ...right.dgrid, name: 'away', rpc })
    const mistaken = index({ ...planted(right.dgrid, { 'token.decimals': 6 }), name: 'away-mistaken', rpc })
    await waiting.until('it to say so', async () => waiting.log.includes('not compared with its chain yet'))
    await mistaken.until('it to say so', async () => mistaken.log.includes('not compared with its chain yet'))
    await waiting.until('it to be ready all the same', async () => waiting.log.includes('ready indexer'))
    const back = forward(port, chain.url)
    try {
      await waiting.until('blocks', async () => (await heads('away')).length > 0)
      expect(await mistaken.exited()).toBe(2)
      expect(mistaken.log).toContain('"decimals": 18')
      expect(await heads('away-mistaken')).toEqual([])
    } finally {
      await waiting.stop()
      back.close()
    }
  })

  it('waits for the token of a local chain that begins', async () => {
    const fresh = await TestChain.start()
    const token = {
      address: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
      symbol: 'DSync',
      decimals: 18,
      burnSinks: [DEAD],
    }
    const name = 'beginning'
    const indexer = index({ name, chainId: 31337, rpc: fresh.url, startBlock: 1, finalityConfirmation: 12, token })
    try {
      await indexer.until('it to say so', async () => indexer.log.includes('yet'))
      await fresh.mine()
      await indexer.until('blocks', async () => (await heads(name))[0] === 1)
      await fresh.deploy('DsyncToken', [owner], account(5))
      await indexer.until('more of them', async () => (await heads(name))[0] === 2)
      expect(indexer.alive).toBe(true)
    } finally {
      await indexer.stop()
      await fresh.stop()
    }
  })
})

describe('assay up and doctor', () => {
  it('up refuses a mistake before it starts an indexer', async () => {
    const file = written({ ...planted(right.destra, { 'token.decimals': 6 }), name: 'up-mistaken' })
    const data = path.join(folder, 'up')
    const refused = await AssayProcess.run(['up', '--profile', file, '--data', data], { ...env, JOB_LOG: 'postgres' })
    expect([refused.code, refused.output]).toEqual([2, expect.stringContaining('token.decimals: found 6')])
    expect(refused.output).not.toContain('index-up-mistaken')
  })

  it('doctor shows every line', async () => {
    const file = written(planted(right.destra, { 'token.decimals': 6 }))
    const { code, output } = await AssayProcess.run(['doctor', '--profile', file, '--json'], env)
    const { checks } = JSON.parse(output) as { checks: { id: string; status: string; next?: string }[] }
    const ofNetwork = checks.filter(({ id }) => id.startsWith('rpc.some-destra.'))
    expect(ofNetwork.filter(({ status }) => status === 'problem')).toEqual([
      expect.objectContaining({ id: 'rpc.some-destra.token.decimals', next: 'write "decimals": 18' }),
    ])
    expect(ofNetwork.map(({ id }) => id.slice('rpc.some-destra.'.length))).toEqual(
      expect.arrayContaining([
        'chainId',
        'startBlock',
        'contracts.pool.generation',
        'blooms',
        'logIndexes',
        'node.range',
      ]),
    )
    expect(code).toBe(1)
  })
})

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A node that comes back: what is said to the port is said to the chain. */
function forward(port: number, url: string): net.Server {
  const { hostname, port: target } = new URL(url)
  const server = net.createServer((socket) => {
    const onward = net.connect(Number(target), hostname)
    for (const end of [socket, onward]) end.on('error', () => [socket, onward].forEach((each) => void each.destroy()))
    socket.pipe(onward).pipe(socket)
  })
  return server.listen(port, '127.0.0.1')
}
