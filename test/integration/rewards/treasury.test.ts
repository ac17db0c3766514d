import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { getAddress } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { account, type TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { type Economy, fixtureProfile, holder, utc } from './support/economy'
import { type PayingChain, startPayingChain } from './support/payingChain'

const ETHER = 10n ** 18n
const root = path.resolve(__dirname, '../../..')
const safe = account(7)
const ID = 'fixture:destra.stakers.monthly:2025-01'
/** The commands of the page, in its order. */
const commands = [...readFileSync(path.join(root, 'docs/treasury.md'), 'utf8').matchAll(/```sh\n([^`]*)```/g)].flatMap(
  ([, block]) => block!.trim().split('\n'),
)

let postgres: TestPostgres
let paying: PayingChain
let chain: TestChain
let distributor: TestContract
let economy: Economy
let env: Record<string, string>

/** A month of revenue and three stakers, on a chain of a distributor that knows a Safe. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  paying = await startPayingChain(postgres.url, safe)
  ;({ chain, distributor, economy } = paying)
  await chain.mine(utc('2025-01-20T00:00:00'))
  await economy.revenue(chain.now, 3n * ETHER, await head())
  for (const staker of [1, 2, 3]) await economy.stake(holder(staker), 7n, 360, 4, utc('2025-01-05T00:00:00'), 1)
  await chain.mine(utc('2025-02-01T00:00:00'))
  for (let more = 0; more < 14; more++) await chain.mine()
  await economy.finalAt(await head())
  const profile = path.join(economy.dataDir, 'fixture.json')
  writeFileSync(profile, JSON.stringify(fixtureProfile({ distributor: distributor.address })))
  const services = { DB_URL: economy.url, CLICKHOUSE_URL: '', RPC_FIXTURE_HTTP: chain.url }
  env = { ...services, ASSAY_DATA: economy.dataDir, ASSAY_PROFILES: profile }
  expect((await AssayProcess.run(['cron', '--once'], env)).code).toBe(0)
})
afterAll(async () => {
  await paying?.close()
  await postgres?.stop()
})

const head = async () => Number(await chain.rpc<string>('eth_blockNumber'))
const batch = () => path.join(economy.dataDir, 'batch.json')

/** A line of the page, said of this test's month. */
function words(line: string): string[] {
  const here = line
    .replaceAll('destra:destra.stakers.monthly:2026-09', ID)
    .replace(
      'data/distributions/destra_destra.stakers.monthly_2026-09',
      path.join(economy.dataDir, 'distributions', ID.replaceAll(':', '_')),
    )
    .replace('0xYOUR_SAFE', getAddress(safe))
    .replace('batch.json', batch())
    .replace('http://127.0.0.1:8545', chain.url)
  return [...here.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
}

async function assay(line: string): Promise<string> {
  const { code, output } = await AssayProcess.run(words(line).slice(1), env)
  expect(code, output).toBe(0)
  return output
}

async function sent(line: string): Promise<string> {
  const [program, ...args] = words(line)
  expect(program).toBe('node')
  const mining = setInterval(() => void chain.mine(), 100)
  try {
    return (await promisify(execFile)(process.execPath, args, { cwd: root })).stdout
  } finally {
    clearInterval(mining)
  }
}

/** What the indexer makes of the distributor's event. */
async function indexed(): Promise<void> {
  await chain.mine()
  await economy.pool.query(
    `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash)
     select 'safe', network, $2, program_id, period_number, $3, r.root, r.distributed, r.sha256, $4, 0, '0x5afe'
       from distribution d join report r on r.distribution_id = d.id where d.id = $1`,
    [ID, distributor.address, '0x0000000000000000000000000000000000000000', await head()],
  )
  await economy.finalAt(await head())
  expect((await AssayProcess.run(['cron', '--once'], env)).output).toContain(`published ${ID}, by others`)
}

it('pays a month through a Safe-shaped batch by the commands of docs/treasury.md alone', async () => {
  const [waits, page, diff, verify, approve, make, after, again, deposit, send, ...others] = commands as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    ...string[],
  ]
  expect(others).toEqual([])
  expect(await assay(waits)).toMatch(new RegExp(`^1 distribution waits for a person: ${ID}, to be approved`))
  expect(await assay(page)).toContain('3.0000 ETH')
  await assay(diff)
  expect(await assay(verify)).toContain('not published')
  expect(await assay(approve)).toBe(`approved ${ID}\n`)
  expect(await assay(waits)).toContain('to be published')
  expect(await assay(make)).not.toContain('not simulated')
  expect(JSON.parse(readFileSync(batch(), 'utf8')).transactions[0].contractMethod.name).toBe('publish')
  const before = await chain.balance(distributor.address)
  expect(await sent(send)).toMatch(/^publish 0x[0-9a-f]{64}: success in block \d+\n$/)
  await indexed()
  expect(await assay(after)).toMatch(/published/)
  expect(await assay(again)).toContain('published with this root')
  expect(await assay(waits)).not.toContain('waits for a person')
  expect((await chain.balance(distributor.address)) - before).toBeGreaterThan(2n * ETHER)
  // Nobody pays twice: the batch is not made again.
  const { code, output } = await AssayProcess.run(words(make).slice(1), env)
  expect([code, output]).toEqual([2, expect.stringMatching(/^E-ON-CHAIN/)])
  // This network has no pool: the command is there, with these options, and says so.
  const none = await AssayProcess.run(words(deposit).slice(1), env)
  expect([none.code, none.output, existsSync('deposit.json')]).toEqual([2, expect.stringMatching(/^E-POOL/), false])
})
