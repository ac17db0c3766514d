import { readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address } from '../../../src/economics/units'
import { loadReport } from '../../../src/rewards/close/stored'
import { distributionFiles } from '../../../src/rewards/files/names'
import { distributionFolder, writeDistributionFiles } from '../../../src/rewards/files/write'
import { safeBatch } from '../../../src/rewards/publish/safeBatch'
import { sha256 } from '../../../src/rewards/report/sha256'
import { DISTRIBUTOR, type Fixture, profile, startFixture } from './fixture'
import { accounts, forge, ID, payTwenty } from './payout'
import { tellStory } from './story'

const sometimes = ['evidence.ndjson', 'signatures.json', 'corrections.json']
const names = distributionFiles.filter((name) => !sometimes.includes(name))

/** Ways to alter a file, by what of it is touched. */
const flip = (at: (size: number) => number) => (bytes: Buffer) => {
  bytes[at(bytes.length)]! ^= 1
  return bytes
}
const lies: readonly [string, (bytes: Buffer) => Buffer][] = [
  ['the first byte', flip(() => 0)],
  ['a byte in the middle', flip((size) => size >> 1)],
  ['the last byte', flip((size) => size - 1)],
  ['a byte less', (bytes) => bytes.subarray(0, -1)],
  ['a byte more', (bytes) => Buffer.concat([bytes, Buffer.from('\n')])],
  ['nothing left', () => Buffer.alloc(0)],
]

describe('a file is served only with the bytes that were written', () => {
  let fixture: Fixture
  let pool: Pool
  const written = new Map<string, Buffer>()
  const onDisk = (name: string) => path.join(distributionFolder(fixture.folder, ID), name)
  const at = (name: string) => `${fixture.api.url}/distributions/${encodeURIComponent(ID)}/${name}`

  beforeAll(async () => {
    fixture = await startFixture()
    await tellStory(fixture.db)
    await payTwenty(fixture.db)
    pool = new Pool({ connectionString: fixture.dbUrl, max: 1 })
    await write()
    for (const name of names) written.set(name, readFileSync(onDisk(name)))
  }, 60_000)
  afterEach(write)
  afterAll(async () => {
    await pool?.end()
    await fixture?.stop()
  })

  async function write(): Promise<void> {
    const target = { chainId: profile.chainId, distributor: address(DISTRIBUTOR) }
    await writeDistributionFiles(pool, fixture.folder, ID, target)
  }

  async function isServed(name: string): Promise<void> {
    const response = await fetch(at(name))
    expect([name, response.status]).toEqual([name, 200])
    expect(response.headers.get('content-length')).toBe(`${written.get(name)!.length}`)
    expect(response.headers.get('etag')).toMatch(new RegExp(`^"[0-9a-f]{64}-${name}"$`))
    expect(Buffer.from(await response.arrayBuffer()).equals(written.get(name)!)).toBe(true)
  }

  async function isRefused(name: string): Promise<void> {
    const head = await fetch(at(name), { method: 'HEAD' })
    const response = await fetch(at(name))
    expect([name, head.status, response.status]).toEqual([name, 500, 500])
    expect([response.headers.get('etag'), response.headers.get('cache-control')]).toEqual([null, null])
    const { error } = (await response.json()) as { error: { code: string; message: string; next: string } }
    expect(error).toEqual({
      code: 'E-FILE-ALTERED',
      message: expect.stringContaining(`${name} of ${ID}`),
      next: expect.stringContaining('assay rewards verify'),
    })
  }

  it('as it was written', async () => {
    for (const name of names) await isServed(name)
    const head = await fetch(at('tree.json'), { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, `${written.get('tree.json')!.length}`])
  })

  it.each(lies)('not with %s altered, whatever its times say', async (_, alter) => {
    for (const name of names) {
      const { atime, mtime } = statSync(onDisk(name))
      writeFileSync(onDisk(name), alter(Buffer.from(written.get(name)!)))
      utimesSync(onDisk(name), atime, mtime)
      await isRefused(name)
    }
  })

  it('not after one that was served is altered', async () => {
    await isServed('claims.csv')
    truncateSync(onDisk('claims.csv'), 40)
    await isRefused('claims.csv')
  })

  it('not another file of the same folder', async () => {
    writeFileSync(onDisk('claims.csv'), written.get('tree.json')!)
    await isRefused('claims.csv')
  })

  it('not a report whose stored hash was forged with it: the report’s own says what it is', async () => {
    const forged = '{"a":"canonical rep0rt"}'
    writeFileSync(onDisk('report.json'), forged)
    await fixture.db.query(`update report_file set sha256 = $1 where name = 'report.json'`, [sha256(forged)])
    await isRefused('report.json')
  })

  it('made from the database where the folder is gone, unless rows of it were altered', async () => {
    rmSync(distributionFolder(fixture.folder, ID), { recursive: true })
    for (const name of names) await isServed(name)
    const more = (wei: number) =>
      forge(fixture.db, 'update report_share set amount = amount + $1 where account = $2', [wei, accounts[0]])
    await more(1)
    for (const name of ['claims.csv', 'tree.json']) await isRefused(name)
    await more(-1)
    await isServed('claims.csv')
  })

  it('made from the database in the format that it was written in', async () => {
    const target = address(DISTRIBUTOR)
    const before = safeBatch(profile.chainId, target, await loadReport(pool, ID), { format: 'data' })
    const hash = `update report_file set sha256 = $1 where name = 'safe-batch.json'`
    await fixture.db.query(hash, [sha256(before)])
    rmSync(distributionFolder(fixture.folder, ID), { recursive: true })
    expect(await (await fetch(at('safe-batch.json'))).text()).toBe(before)
    await fixture.db.query(hash, [sha256(written.get('safe-batch.json')!.toString())])
  })

  it('made from the database where it was written before hashes were kept: what lies there proves nothing', async () => {
    await fixture.db.query('delete from report_file')
    writeFileSync(onDisk('claims.csv'), 'account,amount,weight\n')
    await isServed('claims.csv')
  })

  it('what it settles of earlier months too, where it settles anything', async () => {
    const listed = async () => {
      const query = `{ distribution(id: "${ID}") { files } }`
      const body = JSON.stringify({ query })
      const response = await fetch(`${fixture.api.url}/graphql`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
      })
      const { data } = (await response.json()) as { data: { distribution: { files: string[] } } }
      return data.distribution.files.map((each) => each.split('/').at(-1))
    }
    expect(await listed()).toEqual(names)
    expect((await fetch(at('corrections.json'))).status).toBe(404)
    await fixture.db.query(`insert into report_settlement values ($1, '{"corrections":[]}')`, [ID])
    await write()
    expect(await listed()).toEqual([...names, 'corrections.json'])
    expect(await (await fetch(at('corrections.json'))).text()).toBe('{"corrections":[]}')
  })
})
