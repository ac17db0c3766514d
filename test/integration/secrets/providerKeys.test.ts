import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { freePort } from '../../../src/embedded/ports'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { QuirkProxy } from '../../support/quirks/proxy'

/** Where a provider's key stands in its address; each has another, so that a leak says whose it is. */
const KEYS = { path: 'k3y-1n-a-p4th', query: 'k3y-1n-a-qu3ry', password: 'k3y-0f-4-us3r', socket: 'k3y-0f-4-s0cket' }
type Where = keyof typeof KEYS
const places = Object.keys(KEYS) as Where[]
const FINALITY = 10

let postgres: TestPostgres
let chain: TestChain
let socketChain: TestChain
let proxy: QuirkProxy
let folder: string
let env: Record<string, string>
let base: string
let db: Client
const running: AssayProcess[] = []
const tokens = {} as Record<'http' | 'ws', string>

const nameOf = (where: Where) => `keyed-${where}`
const fileOf = (where: Where) => path.join(folder, `${nameOf(where)}.json`)
const cases = {
  path: `keyed/${KEYS.path}`,
  query: `keyed/-/query?apikey=${KEYS.query}`,
  password: 'keyed/-/user',
}
function urlOf(where: Where): string {
  if (where === 'socket') return `${socketChain.url.replace('http', 'ws')}/?apikey=${KEYS.socket}`
  const url = new URL(proxy.url(cases[where]))
  if (where === 'password') Object.assign(url, { username: 'somebody', password: KEYS.password })
  return url.href
}

async function made(): Promise<{ chain: TestChain; token: string }> {
  const made = await TestChain.start()
  const token = await made.deploy('DsyncToken', [account(0)], account(0))
  for (let i = 0; i < 30; i++) await token.write(account(0), 'transfer', [account(1), 1n])
  return { chain: made, token: token.address }
}

beforeAll(async () => {
  const [server, http, ws] = await Promise.all([startTestPostgres(), made(), made()])
  postgres = server
  ;[chain, socketChain, tokens.http, tokens.ws] = [http.chain, ws.chain, http.token, ws.token]
  proxy = await QuirkProxy.start(chain.url)
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-keys-'))
  for (const where of places) {
    const profile: ProfileInput = {
      name: nameOf(where),
      chainId: 31337,
      rpc: urlOf(where),
      finalityConfirmation: FINALITY,
      token: {
        ...{ address: where === 'socket' ? tokens.ws : tokens.http, symbol: 'DSync', decimals: 18 },
        ...{ burnSinks: [DEAD], burnReducesTotal: false },
      },
    }
    writeFileSync(fileOf(where), JSON.stringify(profile))
  }
  const { url } = await freshDatabase(postgres.url, 'keys')
  env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder, ASSAY_PROFILES: places.map(fileOf).join(',') }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  db = new Client({ connectionString: url })
  await db.connect()
  const port = await freePort()
  base = `http://127.0.0.1:${port}`
  const api = AssayProcess.start(['serve'], { ...env, GQL_PORT: `${port}` })
  running.push(api, ...places.map((where) => AssayProcess.start(['index', '--profile', fileOf(where)], env)))
  await api.until('the api', async () => api.log.includes('ready api'))
})
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()))
  await db?.end()
  proxy?.stop()
  await Promise.all([chain?.stop(), socketChain?.stop()])
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function answer(route: string, query?: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const asked = query === undefined ? {} : { method: 'POST', headers, body: JSON.stringify({ query }) }
  const response = await fetch(`${base}${route}`, asked)
  return `${route} ${query ?? ''}\n${await response.text()}`
}

it('a key in an address is nowhere, after its endpoint has refused it (B1)', async () => {
  const [api, ...indexers] = running
  for (const [i, where] of places.entries())
    await indexers[i]!.until(`${where} to be at the head`, async () => {
      const { rows } = await db.query('select 1 from reconciliation where network = $1', [nameOf(where)])
      return rows.length > 0
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${indexers[i]!.log}`)
    })
  for (const endpoint of Object.values(cases)) proxy.caseOf(endpoint).down = true
  await socketChain.stop()
  for (const [i, where] of places.entries())
    await indexers[i]!.until(`an alarm of ${where}`, async () => {
      const { rows } = await db.query('select 1 from alarm where network = $1', [nameOf(where)])
      return rows.length > 0
    })

  const status = '{ status { name head doubts contracts { name address } alarms { code message } } }'
  const supplyOf = (where: Where) => `{ supply(network: "${nameOf(where)}") { total doubts } }`
  const texts = await Promise.all([
    ...['/metrics', '/status', '/health', '/ready', '/supply/nowhere', '/nowhere'].map((route) => answer(route)),
    ...places.map((where) => answer(`/supply/${nameOf(where)}/total`)),
    ...[
      status,
      ...places.map(supplyOf),
      '{ supply(network: 5) }',
      '{ nothing',
      '{ supply(network: "no") { total } }',
    ].map((query) => answer('/graphql', query)),
  ])
  const commands = ['status', 'status --json', 'doctor', 'doctor --json', 'audit', 'audit --json']
  for (const command of [...commands, ...places.map((where) => `profile check ${fileOf(where)}`)])
    texts.push(`${command}\n${(await AssayProcess.run(command.split(' '), env)).output}`)
  for (const where of places) {
    const init = ['profile', 'init', '--token', tokens.http, '--rpc', urlOf(where)]
    texts.push(`profile init\n${(await AssayProcess.run(init, env)).output}`)
  }
  texts.push(JSON.stringify((await db.query('select * from alarm')).rows), api!.log, ...indexers.map(({ log }) => log))

  const forms = [...Object.values(KEYS), Buffer.from(`somebody:${KEYS.password}`).toString('base64')]
  const leaks = texts.flatMap((text) =>
    text
      .split('\n')
      .filter((line) => forms.some((form) => line.includes(form)))
      .map((line) => `${text.slice(0, 40)}: ${line}`),
  )
  expect(leaks).toEqual([])
  expect(texts.join('\n')).toContain('Must be authenticated!')
})
