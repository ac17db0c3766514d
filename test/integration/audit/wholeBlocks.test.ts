import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { QuirkProxy } from '../../support/quirks/proxy'

const FINALITY = 10
const [owner, ann] = [account(0), account(1)]

let postgres: TestPostgres
let chain: TestChain
let proxy: QuirkProxy
let folder: string
let env: Record<string, string>
let token: string
let final: number

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  proxy = await QuirkProxy.start(chain.url)
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-whole-'))
  const deployed = await chain.deploy('DsyncToken', [owner], owner)
  token = deployed.address
  for (let i = 0; i < 60; i++)
    if (i % 3 === 0) await deployed.write(owner, 'transfer', [ann, 1n])
    else await chain.mine()
  final = Number(await chain.rpc<string>('eth_blockNumber')) - FINALITY
  const { url } = await freshDatabase(postgres.url, 'whole')
  env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
})
afterAll(async () => {
  proxy?.stop()
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Indexes through a quirk to the head, ends, and reads all final blocks again with `assay audit --blocks`. */
async function audited(name: string, quirk: string, more: Partial<ProfileInput>) {
  const profile: ProfileInput = {
    name,
    chainId: 31337,
    rpc: proxy.url(`${quirk}/-/of-${name}`),
    finalityConfirmation: FINALITY,
    token: { address: token, symbol: 'DSync', decimals: 18, burnSinks: [DEAD], burnReducesTotal: false },
    ...more,
  }
  const file = path.join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(profile))
  const db = new Client({ connectionString: env.DB_URL })
  await db.connect()
  const ranges = async () =>
    (
      await db.query<{ level: string; from: number; to: number }>(
        'select level, from_block as "from", to_block as "to" from completeness where network = $1 order by from_block',
        [name],
      )
    ).rows
  const indexer = AssayProcess.start(['index', '--profile', file, '--no-archive'], env)
  try {
    await indexer.until('the head', async () => ((await ranges()).at(-1)?.to ?? 0) >= final + FINALITY)
    await indexer.stop()
    const { code, output } = await AssayProcess.run(['audit', '--blocks', `0-${final}`], {
      ...env,
      ASSAY_PROFILES: file,
    })
    return { code, output, ranges: await ranges() }
  } finally {
    await indexer.stop()
    await db.end()
  }
}

describe.concurrent('reading blocks again, at the level that a chain and its endpoint allow', () => {
  it.each([
    ['sound', 'plain', {}, 'proven'],
    ['told-blooms', 'bloomzero', { blooms: false }, 'structure'],
    ['seen-blooms', 'bloomzero', {}, 'structure'],
    ['absent-blooms', 'bloomabsent', { blooms: false }, 'structure'],
    ['told-indexes', 'logindex', { logIndexes: 'odd' }, 'bloom'],
    ['seen-indexes', 'logindex', {}, 'bloom'],
    ['neither', 'bloomzero', { blooms: false, logIndexes: 'odd' }, 'structure'],
    ['addressed', 'unfiltered', {}, 'bloom'],
    ['numbered', 'noblockhash', {}, 'bloom'],
  ] as const)('%s: %s', async (name, quirk, more, level) => {
    const { code, output, ranges } = await audited(name, quirk, more)
    expect(output).toContain(`${name}: blocks 0–${final} read again, complete by level ${level}`)
    expect([code, ranges[0]]).toMatchObject([0, { level, from: 0 }])
    expect(ranges[0]!.to).toBeGreaterThanOrEqual(final)
  })
})
