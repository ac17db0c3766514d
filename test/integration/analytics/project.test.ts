import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnalyticsClient } from '../../../src/analytics/client'
import { readCursor } from '../../../src/analytics/projector/cursor'
import type { ProfileInput } from '../../../src/config/profile'
import { AssayProcess } from '../../support/assay'
import { ASSET, FixtureNetwork } from './fixture'
import { TestStores } from './stores'

let stores: TestStores
let pg: Client
let clickhouse: AnalyticsClient
let env: Record<string, string>
let network: FixtureNetwork

beforeAll(async () => {
  stores = await TestStores.start()
  const fresh = await stores.fresh('command')
  ;({ pg, clickhouse } = fresh)
  network = new FixtureNetwork(pg, 'alpha')
  await network.grow(50, 50)
  const profile: ProfileInput = {
    name: 'alpha',
    chainId: 31337,
    token: { address: ASSET, symbol: 'A', decimals: 18, burnSinks: [`0x${'0'.repeat(40)}`] },
  }
  const file = path.join(stores.server.folder, 'alpha.json')
  writeFileSync(file, JSON.stringify(profile))
  env = {
    ASSAY_DATA: stores.server.folder,
    ASSAY_PROFILES: file,
    DB_URL: fresh.env.dbUrl,
    CLICKHOUSE_URL: stores.server.url,
    CLICKHOUSE_DATABASE: 'command',
  }
})
afterAll(() => stores?.stop())

const cursor = async () => (await readCursor(pg, 'alpha')).block

describe('assay project', () => {
  it('projects until it is stopped; --check says that the stores agree, and when they do not', async () => {
    const projector = AssayProcess.start(['project'], env)
    await projector.until('the cursor at the final block', async () => (await cursor()) === 50)
    expect(projector.log).toContain('ready project alpha')
    await network.grow(60, 60)
    await projector.until('the cursor at the next final block', async () => (await cursor()) === 60)
    await projector.until('the daily check', async () => projector.log.includes('both stores agree'))
    expect(await AssayProcess.run(['project', '--check'], env)).toEqual({
      code: 0,
      output: 'alpha: equal up to block 60\n',
    })

    await clickhouse.command({ query: 'DELETE FROM slash WHERE block = 21' })
    const slashed = expect.stringContaining('id alpha-0000000021-')
    const red = await AssayProcess.run(['project', '--check', '--json'], env)
    expect([red.code, JSON.parse(red.output)]).toMatchObject([
      1,
      [
        {
          network: 'alpha',
          block: 60,
          equal: false,
          differences: [
            { table: 'slash', figure: 'rows', postgres: '9', clickhouse: '8' },
            {},
            {},
            {},
            { table: 'slash', figure: 'rows', postgres: '1', clickhouse: '0', day: '2025-10-02', row: slashed },
          ],
        },
      ],
    ])
    const told = await AssayProcess.run(['project', '--check'], env)
    expect(told.output).toMatch(/slash\.rows: 2025-10-02, id alpha-0000000021-\S+, postgres 1, clickhouse 0\n/)
    const { rows } = await pg.query('SELECT network, block, equal FROM projection_check')
    expect(rows).toEqual([{ network: 'alpha', block: 60, equal: false }])

    expect((await AssayProcess.run(['project', '--rebuild'], env)).code).toBe(0)
    await projector.until('the cursor back at the final block', async () => (await cursor()) === 60)
    expect((await AssayProcess.run(['project', '--check'], env)).code).toBe(0)
    const gone = projector.exited()
    projector.child.kill('SIGTERM')
    expect(await gone).toBe(0)
  })

  it('says what is missing', async () => {
    const noUrl = await AssayProcess.run(['project', '--check'], { ...env, CLICKHOUSE_URL: '' })
    expect(noUrl).toMatchObject({ code: 2, output: expect.stringContaining('E-CLICKHOUSE-URL') })
    const noProfile = await AssayProcess.run(['project'], { ...env, ASSAY_PROFILES: '' })
    expect(noProfile).toMatchObject({ code: 2, output: expect.stringContaining('ASSAY_PROFILES') })
    const noSchema = await AssayProcess.run(['project'], { ...env, CLICKHOUSE_DATABASE: 'not_there' })
    expect(noSchema).toMatchObject({ code: 2, output: expect.stringContaining('assay migrate') })
  })
})
