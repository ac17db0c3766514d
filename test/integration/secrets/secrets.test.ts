import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { devnetProfiles } from '../../../src/devnet/profiles'
import { freePort } from '../../../src/embedded/ports'
import { StoredAlarms } from '../../../src/indexer/alarms'
import { AssayProcess } from '../../support/assay'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { database, leaks, plantedDbUrl, plantedSettings, plantedUrl } from './planted'
import { type Manner, manners, Unfriendly } from './unfriendly'

/**
 * A key in the path, the query, the user and the password of every address, and in every secret setting, while nothing
 * that is asked lets us in (row S4 of the reliability table): real processes of every command, and nowhere a trace.
 */

/** Commands that go on until they are stopped have asked everybody by then, counted from their line `ready …`. */
const AFTER_READY_MS = 1_500
/** One that waits for a node before it is ready has asked it several times by then. */
const LONGEST_MS = 8_000
const names = devnetProfiles.map(({ name }) => name)

let server: TestPostgres
let folder: string
let provider: Unfriendly
let clickhouse: Unfriendly
let base: Record<string, string>
const started: AssayProcess[] = []

beforeAll(async () => {
  server = await startTestPostgres()
  provider = await Unfriendly.start()
  clickhouse = await Unfriendly.start()
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-secrets-'))
  const admin = new Client({ connectionString: server.url })
  await admin.connect()
  await admin.query(`create role "${database.user}" superuser login password '${database.password}'`)
  await admin.query(`create database "${database.name}" owner "${database.user}"`)
  await admin.end()
  // A key may stand in the environment, in the profile, or in a variable that the profile names.
  const [destra, dgrid, deepnode] = devnetProfiles
  const profiles = [
    destra!,
    { ...dgrid!, rpc: plantedUrl('PROFILE_RPC', provider.origin, false) },
    { ...deepnode!, rpc: '$' + '{MY_NODE}' },
  ].map((profile) => {
    const file = path.join(folder, `${profile.name}.json`)
    writeFileSync(file, JSON.stringify(profile))
    return file
  })
  base = {
    MY_NODE: plantedUrl('MY_NODE', provider.origin, false),
    ASSAY_DATA: path.join(folder, 'data'),
    ASSAY_PROFILES: profiles.join(','),
    KAFKA_BROKERS: '',
    JOB_LOG: 'postgres',
    REWARDS_AUTO_PUBLISH: 'true',
  }
  const { code, output } = await AssayProcess.run(['migrate'], { ...base, DB_URL: dbUrl() })
  expect([code, leaks(output, {})]).toEqual([0, []])
})

afterAll(async () => {
  for (const each of started) each.child.kill('SIGKILL')
  await Promise.all([provider.stop(), clickhouse.stop(), server.stop()])
  rmSync(folder, { recursive: true, force: true })
})

const dbUrl = (password?: string) => plantedDbUrl(Number(new URL(server.url).port), password)

function settings(withUser: boolean, db: Readonly<Record<string, string>>): Record<string, string> {
  const origins = { elsewhere: provider.origin, CLICKHOUSE_URL: clickhouse.origin }
  const { DB_URL: _, DB_PASS: __, ...planted } = plantedSettings(names.slice(0, 1), origins, withUser)
  return { ...base, ...planted, ...db }
}

/** Runs commands, two at a time, each to its end or for a while; what they said, and what is found in it. */
async function found(commands: readonly string[], env: Record<string, string>): Promise<Record<string, string[]>> {
  const results: Record<string, string[]> = {}
  const waiting = [...commands]
  const one = async (): Promise<void> => {
    for (let command = waiting.shift(); command; command = waiting.shift()) {
      const child = AssayProcess.start(command.split(' '), { ...env, GQL_PORT: '0' })
      started.push(child)
      await Promise.race([child.exited(), livedLong(child)])
      await child.stop()
      const leaked = leaks(child.log, env)
      if (leaked.length > 0) results[command] = leaked
    }
  }
  await Promise.all([one(), one(), one()])
  return results
}

async function livedLong(child: AssayProcess): Promise<void> {
  for (const end = Date.now() + LONGEST_MS; Date.now() < end && child.alive; await sleep(100))
    if (/^ready /m.test(child.log)) return sleep(AFTER_READY_MS)
}

async function query(text: string): Promise<string> {
  const client = new Client({ connectionString: dbUrl() })
  await client.connect()
  try {
    return JSON.stringify((await client.query(text)).rows)
  } finally {
    await client.end()
  }
}

const askNodes = [
  'doctor',
  'doctor --json',
  'audit',
  'cron',
  'dispatch',
  'status --json',
  ...names.map((name) => `index --no-archive --network ${name}`),
]
const all = [
  ...[
    'index --network devnet-destra',
    'project',
    'project --check',
    'serve',
    'cron',
    'cron --once',
    'dispatch',
    'worker',
  ],
  ...['status', 'status --json', 'rewards show', 'audit', 'replay', 'migrate', 'migrate --check', 'doctor'],
]

describe('a planted key', () => {
  it.each(manners)('is shown by no process whose node %s', async (manner: Manner) => {
    provider.manner = manner
    provider.asked = 0
    expect(await found(askNodes, settings(false, { DB_URL: dbUrl() }))).toEqual({})
    expect(provider.asked).toBeGreaterThan(0)
    expect(leaks(await query('select * from alarm'), {})).toEqual([])
  })

  it('is shown by no process whose addresses have a user and a password', async () => {
    provider.manner = 'unauthorized'
    expect(await found(all, settings(true, { DB_URL: dbUrl() }))).toEqual({})
  })

  it('is in no alarm, whoever raises it; one about the whole process outlives the first block', async () => {
    const url = plantedUrl('RPC_DEVNET_DESTRA_HTTP', provider.origin, true)
    const client = new Client({ connectionString: dbUrl() })
    await client.connect()
    try {
      const alarms = new StoredAlarms(client, 'devnet-destra')
      await alarms.raise('E-NODE-AWAY', `the endpoint does not tell its head: 401 from ${url}`)
      await alarms.raise('E-ARCHIVE-HELD', `the archive is not filled, as ${url} says`, 'process')
      const raised = await query('select code, message from alarm order by code')
      await alarms.clearAll()
      // Indexers of other networks, asked before, have left theirs.
      const standing = () => query("select code from alarm where network = 'devnet-destra'")
      const left = await standing()
      await new StoredAlarms(client, 'devnet-destra').clearAll()
      expect([leaks(raised, {}), left, await standing()]).toEqual([[], '[{"code":"E-ARCHIVE-HELD"}]', '[]'])
      expect(raised).toContain(new URL(provider.origin).host)
    } finally {
      await client.end()
    }
  })

  it('is shown by no process whose stores are away, or refuse the password', async () => {
    const away = `127.0.0.1:${await freePort()}`
    const port = new URL(server.url).port
    const cases: Record<string, string>[] = [
      {
        DB_URL: plantedDbUrl(Number(away.split(':')[1])),
        CLICKHOUSE_URL: plantedUrl('CLICKHOUSE_URL', `http://${away}`, true),
        KAFKA_BROKERS: away,
        JOB_LOG: 'kafka',
      },
      { DB_URL: dbUrl('Pl4nt3dWrong'), CLICKHOUSE_URL: plantedUrl('CLICKHOUSE_URL', clickhouse.origin, false) },
      { DB_HOST: '127.0.0.1', DB_PORT: port, DB_PASS: 'Pl4nt3dWrong' },
    ]
    for (const db of cases) expect(await found(all, settings(false, db))).toEqual({})
  })

  it('is shown by no process that cannot make anything of it', async () => {
    const malformed = {
      ...settings(false, { DB_URL: dbUrl() }),
      REWARDS_SIGNER_KEY: 'Pl4nt3dSignerKeyThatIsNone',
      SETTLER_KEY: 'Pl4nt3dSettlerKeyThatIsNone',
      CLICKHOUSE_URL: 'http://Pl4nt3dUser:Pl4nt3dPass@ Pl4nt3dHost:port/Pl4nt3dPath',
      RPC_DEVNET_DESTRA_HTTP: 'http//Pl4nt3dUser:Pl4nt3dPass@Pl4nt3dHost/Pl4nt3dPath?k=Pl4nt3dQuery',
    }
    expect(await found(all, malformed)).toEqual({})
    const noDatabase = { ...malformed, DB_URL: 'postgres://Pl4nt3dUser:Pl4nt3d#Pass@host:port/Pl4nt3dPath' }
    expect(
      await found(['status', 'migrate', 'index --network devnet-destra', 'serve', 'cron', 'rewards show'], noDatabase),
    ).toEqual({})
  })

  it('is in no answer of the api, over every route, while its stores and nodes are unfriendly', async () => {
    provider.manner = 'unauthorized'
    const env = { ...settings(false, { DB_URL: dbUrl() }), GQL_PORT: String(await freePort()) }
    // As a version before the redaction stored it.
    await query(
      `insert into alarm (network, code, message) values ('devnet-dgrid', 'E-OLD', 'at ${plantedUrl('OLD', provider.origin, true)}')`,
    )
    const api = AssayProcess.start(['serve'], env)
    started.push(api)
    const origin = `http://127.0.0.1:${env.GQL_PORT}`
    const at = (route: string, init?: RequestInit) => fetch(origin + route, init).then((answer) => answer.text())
    await api.until('ready', async () => api.log.includes('ready api'))
    const graphql = (text: string) =>
      at('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: text }),
      })
    const alarms = await graphql('{ status { name head alarms { code message } } }')
    expect(alarms).toContain('E-OLD')
    const network = 'network: "devnet-destra"'
    const answers = [
      alarms,
      await graphql(`{ supply(${network}) { total } }`),
      await graphql(`{ supplySeries(${network}, every: DAY, from: 0, to: 86400) { total } }`),
      await graphql(`{ burnSeries(${network}, every: DAY, from: 0, to: 86400) { amount } }`),
      await graphql(`{ nonsense }`),
      ...(await Promise.all(
        [
          '/metrics',
          '/status',
          '/health',
          '/ready',
          '/supply/devnet-destra/total',
          '/distributions/x/report.json',
          '/graphql',
        ].map((route) => at(route)),
      )),
      await at('/jobs', {
        method: 'POST',
        headers: { authorization: 'Bearer no', 'content-type': 'application/json' },
        body: '{}',
      }),
    ]
    expect(answers.flatMap((answer) => leaks(answer, env))).toEqual([])
    await api.stop()
    expect(leaks(api.log, env)).toEqual([])
  })

  it('is in no file that a process left behind', () => {
    const files = (dir: string): string[] =>
      readdirSync(dir).flatMap((name) =>
        statSync(path.join(dir, name)).isDirectory() ? files(path.join(dir, name)) : [path.join(dir, name)],
      )
    const written = files(folder).filter((file) => !file.endsWith('.json'))
    expect(written.flatMap((file) => leaks(readFileSync(file, 'latin1'), {}))).toEqual([])
  })
})
