import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { encodeDeployData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wholeTokens } from '../../../src/api/http/supply'
import type { ProfileInput } from '../../../src/config/profile'
import { freePort } from '../../../src/embedded/ports'
import { type Address, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { compiled, ETHER, mine, owner, who } from '../../support/quirks/tokens'

const FINALITY = 5
/** Blocks in which nothing happens, above what is final here and what the node calls so. */
const SILENT = 20
const SUPPLY = 1_000_000n * ETHER
const MOST = 2n ** 256n - 1n

interface Case {
  readonly contract: string
  readonly args: readonly unknown[]
  /** each in a block of its own */
  readonly calls: readonly (readonly [method: string, ...args: unknown[]])[]
  readonly token?: Partial<ProfileInput['token']>
  /** behind a proxy whose first call initialises it */
  readonly proxied?: true
  /** what is said where figures cannot be right; they are exact where it is not given */
  readonly says?: RegExp
  /** called once its figures have been compared */
  readonly ends?: string
  /** the same before the first block */
  readonly refused?: RegExp
}

const moved = [['transfer', who(1), 100n] as const, ['transfer', DEAD, 7n] as const]
const usual = { args: [18, SUPPLY], calls: moved }
const cases: Readonly<Record<string, Case>> = {
  two: { contract: 'Named', args: [2, 100_000n, 'T'], calls: moved, token: { decimals: 2 } },
  nameless: { contract: 'Named', args: [6, 100_000n, ''], calls: moved, token: { decimals: 6, symbol: 'MINE' } },
  mute: { contract: 'Mute', args: [SUPPLY], calls: moved, token: { decimals: 9, symbol: 'MINE' } },
  nosymbol: { contract: 'NoSymbol', ...usual, token: { symbol: 'MINE' } },
  proxied: { contract: 'Behind', args: [], calls: [['init', SUPPLY]], token: { symbol: 'UP' }, proxied: true },
  chatty: { contract: 'Chatty', ...usual },
  taxed: { contract: 'Taxed', args: [18, SUPPLY], calls: [['transfer', who(1), 100_000n], ...moved] },
  idle: { contract: 'Idle', args: [18, SUPPLY], calls: [['idle', 5n], ['idle', 0n], ...moved] },
  crediting: {
    contract: 'Crediting',
    args: [18, SUPPLY],
    calls: [...moved, ['bury', 9n]],
    token: { burnReducesTotal: false },
  },
  growing: { contract: 'Growing', args: [18, SUPPLY], calls: [...moved, ['grow', 1100n]], says: /rebasing/ },
  shrinking: { contract: 'Growing', args: [18, SUPPLY], calls: [...moved, ['grow', 900n]], says: /rebasing/ },
  credited: { contract: 'Secret', args: [18, SUPPLY], calls: [...moved, ['credit', who(5), 5n]], says: /Transfers/ },
  seized: { contract: 'Secret', args: [18, SUPPLY], calls: [...moved, ['seize', who(1), 5n]], says: /Transfers/ },
  lied: {
    contract: 'Liar',
    args: [18, SUPPLY],
    calls: [...moved, ['lie', who(8), who(9), MOST]],
  },
  liedmuch: {
    contract: 'Liar',
    args: [18, SUPPLY],
    calls: [...moved, ['lie', who(8), who(9), MOST], ['lie', who(8), who(9), MOST], ['lie', who(9), DEAD, MOST]],
    says: /more has left it than came in/,
  },
  unburied: {
    contract: 'Plain',
    args: [18, SUPPLY],
    calls: [...moved, ['burn', 9n]],
    token: { burnReducesTotal: false },
    says: /token\.burnReducesTotal of the profile is not what the token does/,
  },
  // Sound at first: what they do at their end is done while they are followed.
  doomed: { contract: 'Doomed', args: [18, SUPPLY], calls: moved, ends: 'end', says: /does not answer totalSupply/ },
  paused: { contract: 'Paused', args: [18, SUPPLY], calls: moved, ends: 'pause', says: /does not answer totalSupply/ },
  alltopics: { contract: 'AllTopics', ...usual, refused: /of which Transfers tell 0/ },
  buried: {
    contract: 'Crediting',
    args: [18, SUPPLY],
    calls: [...moved, ['bury', 9n]],
    refused: /"burnReducesTotal": false/,
  },
}

let postgres: TestPostgres
let chain: TestChain
let folder: string
let dbUrl: string
let api: AssayProcess
let base: string
let env: Record<string, string>
const at: Record<string, TestContract> = {}
const born: Record<string, number> = {}
let ending = Promise.resolve()
const fileOf = (name: string) => path.join(folder, `${name}.json`)

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  const contracts = { ...compiled('Odd.sol'), ...compiled('Tokens.sol') }
  await mine(chain, 20)
  const deploy = async (contract: string, ...args: unknown[]) => {
    const { abi, bytecode } = contracts[contract]!
    const { contractAddress } = await chain.send({ from: owner, data: encodeDeployData({ abi, bytecode, args }) })
    return new TestContract(chain, contractAddress!.toLowerCase() as Address, abi)
  }
  for (const [name, { contract, args, proxied }] of Object.entries(cases)) {
    const code = await deploy(contract, ...args)
    const { address } = proxied ? await deploy('Before', code.address) : code
    at[name] = new TestContract(chain, address, code.abi)
    born[name] = Number(await chain.rpc('eth_blockNumber'))
  }
  for (const name of Object.keys(cases))
    for (const [method, ...args] of cases[name]!.calls) await at[name]!.write(owner, method, args)
  await mine(chain, SILENT)
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-odd-'))
  for (const [name, { token }] of Object.entries(cases)) {
    const profile: ProfileInput = {
      ...{ name, chainId: 31337, rpc: chain.url, startBlock: born[name], finalityConfirmation: FINALITY },
      token: { ...{ address: at[name]!.address, symbol: 'T', decimals: 18 }, burnSinks: [DEAD], ...token },
    }
    writeFileSync(fileOf(name), JSON.stringify(profile))
  }
  dbUrl = (await freshDatabase(postgres.url, 'odd')).url
  env = {
    ...{ DB_URL: dbUrl, CLICKHOUSE_URL: '', ASSAY_DATA: folder, JOB_LOG: 'postgres' },
    ASSAY_PROFILES: Object.keys(cases).map(fileOf).join(','),
  }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  api = AssayProcess.start(['serve'], { ...env, GQL_PORT: `${port}` })
  await api.until('the api', async () => api.log.includes('ready api'))
})
afterAll(async () => {
  await api?.stop()
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const plain = async (name: string, figure: string) => {
  const response = await fetch(`${base}/supply/${name}/${figure}`)
  return [response.status, await response.text()] as const
}

async function exact(name: string): Promise<void> {
  const [total, dead] = await Promise.all([
    at[name]!.read<bigint>('totalSupply'),
    at[name]!.read<bigint>('balanceOf', [DEAD]),
  ])
  const decimals = cases[name]!.token?.decimals ?? 18
  const zero = name === 'crediting' ? 9n : 0n
  expect(await plain(name, 'total')).toEqual([200, wholeTokens(total, decimals)])
  expect(await plain(name, 'circulating')).toEqual([200, wholeTokens(total - dead - zero, decimals)])
}

describe.concurrent('an odd token is exact to the wei, or named by cause and not served', () => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const db = new Client({ connectionString: dbUrl })
    await db.connect()
    const indexer = AssayProcess.start(['index', '--profile', fileOf(name), '--no-archive'], env)
    try {
      const { says, refused, ends } = cases[name]!
      if (refused) {
        expect([await indexer.exited(), indexer.log]).toEqual([2, expect.stringMatching(refused)])
        return
      }
      await indexer.until('its figures to be compared', async () => {
        const sql = `select 1 from reconciliation where network = $1 union select 1 from alarm where network = $1 and code = 'E-UNTRUSTED'`
        return (await db.query(sql, [name])).rows.length > 0
      })
      if (!says) return await exact(name)
      if (ends) {
        await exact(name)
        // One at a time: each moves the chain's clock.
        ending = ending.then(async () => {
          await at[name]!.write(owner, ends, [])
          await mine(chain, SILENT)
        })
        await ending
        // Thirty seconds until the next comparison.
        await indexer.until('it to be doubted', async () => (await plain(name, 'total'))[0] === 503)
      }
      const [status, text] = await plain(name, 'total')
      expect([status, text]).toEqual([503, expect.stringMatching(says)])
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${indexer.log.slice(-1_500)}`)
    } finally {
      await indexer.stop()
      await db.end()
    }
  })
})
