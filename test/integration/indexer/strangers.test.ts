import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wholeTokens } from '../../../src/api/http/supply'
import type { ProfileInput } from '../../../src/config/profile'
import { freePort } from '../../../src/embedded/ports'
import { DEAD } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { QuirkProxy } from '../../support/quirks/proxy'
import { type StrangerName, type Strangers, startStrangers } from '../../support/quirks/strangers'
import { ETHER, type TokenName } from '../../support/quirks/tokens'

const FINALITY = 60
/** Blocks in which nothing happens: figures at the last final block are those at the head. */
const SILENT = 80
/** After catching up it says so without a hand, and soon. */
const SOON_MS = 10_000

let postgres: TestPostgres
let world: Strangers
let proxy: QuirkProxy
let folder: string
let dbUrl: string
let api: AssayProcess
let base: string
let env: Record<string, string>

interface Case {
  readonly token: TokenName | StrangerName
  readonly decimals?: number
  readonly symbol?: string
  readonly more?: Partial<ProfileInput>
  readonly quirk?: string
  /** what is said where figures cannot be right; they are exact where it is not given */
  readonly says?: RegExp
}

const REBASING = /the supply moves without Transfers \(rebasing\)/
const UNTOLD = /part of the supply was issued without a Transfer/

/** Endpoints that write what is right in ways of their own (B14): nothing is missing, and nothing is doubted. */
const ODD_WRITERS = [
  ...['zeros', 'numbers', 'upper', 'uppertx', 'upperblocks', 'sametime', 'millis', 'lag', 'nulllogs_once'],
  ...['noblockhash', 'unfiltered', 'bloomzero', 'logindex'],
]

const cases: Readonly<Record<string, Case>> = {
  plain: { token: 'plain' },
  shapes: { token: 'shapes' },
  six: { token: 'six', decimals: 6 },
  zero: { token: 'zero', decimals: 0 },
  d24: { token: 'd24', decimals: 24 },
  huge: { token: 'huge' },
  oldsymbol: { token: 'oldSymbol', decimals: 9, symbol: 'OLD' },
  flat: { token: 'flat' },
  feeburn: { token: 'feeBurn' },
  feekept: { token: 'feeKept' },
  upgraded: { token: 'upgraded', decimals: 6 },
  mintedlater: { token: 'mintedLater' },
  silent: { token: 'silent', says: UNTOLD },
  // No log of it has ever been emitted.
  unheard: { token: 'unheard', says: UNTOLD },
  rebasing: { token: 'rebasing', says: REBASING },
  shares: { token: 'shares', says: REBASING },
  feeburnsilent: { token: 'feeBurnSilent', says: REBASING },
  credited: { token: 'credited', decimals: 6, says: REBASING },
  ...Object.fromEntries(ODD_WRITERS.map((quirk) => [`by-${quirk.replace('_', '-')}`, { token: 'plain', quirk }])),
  // Its first block is too late, and no state tells the preflight.
  late: { token: 'plain', more: { startBlock: 200 }, quirk: 'nostate', says: /startBlock is too late/ },
  lateburn: {
    token: 'six',
    decimals: 6,
    more: { startBlock: 300 },
    quirk: 'nostate',
    says: /startBlock is too late|more has left/,
  },
}

const profileOf = (
  name: string,
  { token, decimals = 18, symbol = 'T', more, quirk = 'plain' }: Case,
): ProfileInput => ({
  name,
  chainId: 31337,
  rpc: proxy.url(`${quirk}/-/of-${name}`),
  finalityConfirmation: FINALITY,
  token: { address: contractOf(token).address, symbol, decimals, burnSinks: [DEAD] },
  ...more,
})
const contractOf = (token: TokenName | StrangerName) => ({ ...world.tokens, ...world.strangers })[token]
const fileOf = (name: string) => path.join(folder, `${name}.json`)

beforeAll(async () => {
  ;[postgres, world] = await Promise.all([startTestPostgres(), startStrangers(SILENT)])
  proxy = await QuirkProxy.start(world.chain.url)
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-strangers-'))
  for (const [name, each] of Object.entries(cases)) writeFileSync(fileOf(name), JSON.stringify(profileOf(name, each)))
  dbUrl = (await freshDatabase(postgres.url, 'strangers')).url
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
  proxy?.stop()
  await world?.chain.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs `assay index` and nothing else until its figures have been compared, or are known to be wrong. */
async function indexed(name: string, look: (db: Client) => Promise<void>): Promise<void> {
  const db = new Client({ connectionString: dbUrl })
  await db.connect()
  const indexer = AssayProcess.start(['index', '--profile', fileOf(name), '--no-archive'], env)
  const served = watched(name)
  try {
    const [head, alarm, compared] = ['head', 'alarm', 'reconciliation'].map((table) => async () => {
      const where =
        table === 'head' ? 'id = $1' : table === 'alarm' ? `network = $1 and code = 'E-UNTRUSTED'` : 'network = $1'
      return (await db.query(`select 1 from ${table} where ${where}`, [name])).rows.length > 0
    })
    await indexer.until('the head', head!)
    const from = Date.now()
    await indexer.until('its figures to be compared', async () => (await compared!()) || (await alarm!()))
    expect(Date.now() - from).toBeLessThan(SOON_MS)
    const before = await served.end()
    if (cases[name]!.says) expect(before).toEqual([])
    await look(db)
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${indexer.log.slice(-3_000)}`)
  } finally {
    await served.end()
    await indexer.stop()
    await db.end()
  }
}

/** Every plain total that leaves the house from the first block on. */
function watched(name: string) {
  const figures: string[] = []
  let goesOn = true
  const watching = (async () => {
    while (goesOn) {
      const [status, text] = await plain(name, 'total')
      if (status === 200) figures.push(text)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return figures
  })()
  return {
    end() {
      goesOn = false
      return watching
    },
  }
}

async function plain(name: string, figure: string, query = ''): Promise<[number, string]> {
  const response = await fetch(`${base}/supply/${name}/${figure}${query}`)
  return [response.status, await response.text()]
}

async function trusted(name: string): Promise<{ trusted: boolean; doubts: string[] }> {
  const body = JSON.stringify({ query: `{ supply(network: "${name}") { trusted doubts } }` })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${base}/graphql`, { method: 'POST', headers, body })
  return ((await response.json()) as { data: { supply: { trusted: boolean; doubts: string[] } } }).data.supply
}

async function requireExact(name: string, { token, decimals = 18 }: Case): Promise<void> {
  const contract = contractOf(token)
  const [total, dead] = await Promise.all([
    contract.read<bigint>('totalSupply'),
    contract.read<bigint>('balanceOf', [DEAD]),
  ])
  expect(await trusted(name)).toEqual({ trusted: true, doubts: [] })
  expect(await plain(name, 'total')).toEqual([200, wholeTokens(total, decimals)])
  expect(await plain(name, 'circulating')).toEqual([200, wholeTokens(total - dead, decimals)])
}

async function requireRefused(name: string, says: RegExp): Promise<void> {
  const { trusted: sure, doubts } = await trusted(name)
  expect([sure, doubts.join('\n')]).toEqual([false, expect.stringMatching(says)])
  for (const figure of ['total', 'circulating', 'burned', 'staked'])
    for (const query of ['', '?last=true']) {
      const [status, text] = await plain(name, figure, query)
      expect([status, JSON.parse(text).error.code]).toEqual([503, 'E-UNTRUSTED'])
      expect(text).toMatch(says)
    }
}

/** Of both tokens an event is unknown: it is counted, and fails no audit. */
async function requireAudited(name: string, { says }: Case): Promise<void> {
  const own = { ...env, ASSAY_PROFILES: fileOf(name) }
  const audited = await AssayProcess.run(['audit'], own)
  expect([audited.code, audited.output]).toEqual([says ? 1 : 0, expect.stringMatching(/ok +quarantine/)])
  const status = await AssayProcess.run(['status'], own)
  expect(status.output).toContain(`${name}: `)
  expect(status.output).toMatch(/\d logs no decoder understood/)
  if (says) for (const { output } of [audited, status]) expect(output).toMatch(says)
}

async function issuedBy(name: string) {
  const body = await (await fetch(`${base}/supply/${name}`)).json()
  return (body as { issuedBy: { cause: string; amount: string }[] }).issuedBy
}

describe.concurrent('tokens of strangers: exact to the wei, or named by cause and not served (B5, B13)', () => {
  it.each(Object.keys(cases))('%s', (name) =>
    indexed(name, async (db) => {
      const each = cases[name]!
      if (name === 'mintedlater')
        expect(await issuedBy(name)).toEqual([
          { cause: 'initial', amount: `${1_000_000n * ETHER}` },
          { cause: 'mint', amount: `${5n * ETHER}` },
        ])
      if (each.says === undefined) await requireExact(name, each)
      if (name === 'upgraded' || name === 'rebasing') await requireAudited(name, each)
      if (each.says === undefined) return
      await requireRefused(name, each.says)
      const { rows } = await db.query(`select message from alarm where network = $1 and code = 'E-UNTRUSTED'`, [name])
      expect(rows.map(({ message }) => message).join()).toMatch(each.says)
    }),
  )
})
