import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { startApi } from '../../../src/api/server'
import { readEnv } from '../../../src/config/env'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import type { Generation } from '../../../src/economics/pool/rules'
import { networkOf } from '../../../src/indexer/network'
import { PoolFixture } from '../../contracts/poolFixture'
import { DEAD, type TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, type TestPostgres } from '../../support/postgres'
import { type Answer, ask } from '../api/fixture'

/** A pool of one generation on a real node, and an indexer of it on a database of its own. */
export class PoolEconomy {
  private constructor(
    readonly f: PoolFixture,
    readonly profile: ProfileInput,
    readonly db: Client,
    private readonly folder: string,
    private readonly env: Record<string, string>,
  ) {}

  /** @param rpc by which the indexer reaches the chain */
  static async deploy(
    chain: TestChain,
    postgres: TestPostgres,
    generation: Generation,
    rpc = chain.url,
  ): Promise<PoolEconomy> {
    const name = `gen${generation}`
    const f = await PoolFixture.deploy(chain, generation)
    const token = { address: f.token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD] }
    const profile: ProfileInput = {
      ...{ name, chainId: 31337, rpc, finalityConfirmation: 12 },
      token: { ...token, burnReducesTotal: false, silentFees: true },
      contracts: { stakingPool: { address: f.pool.address, kind: 'destra-pool', generation } },
    }
    const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-pool-'))
    const { url } = await freshDatabase(postgres.url, name)
    const profileFile = path.join(folder, 'profile.json')
    const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder, ASSAY_PROFILES: profileFile }
    writeFileSync(profileFile, JSON.stringify(profile))
    const migrated = await AssayProcess.run(['migrate'], env)
    if (migrated.code !== 0) throw new Error(migrated.output)
    const db = new Client({ connectionString: url })
    await db.connect()
    return new PoolEconomy(f, profile, db, folder, env)
  }

  get network() {
    return networkOf(parseProfile(this.profile, 'test', {}))
  }

  start(): AssayProcess {
    return AssayProcess.start(['index', '--profile', path.join(this.folder, 'profile.json')], this.env)
  }

  /** Every projection again from the event log alone. */
  async replayed(): Promise<{ equal: boolean; differing: string[] }> {
    const { code, output } = await AssayProcess.run(['replay', '--json'], this.env)
    const { equal, differing } = JSON.parse(output.slice(output.indexOf('{')))
    if (code !== (equal ? 0 : 1)) throw new Error(output)
    return { equal, differing }
  }

  async rows<T extends object>(sql: string): Promise<T[]> {
    return (await this.db.query<T>(sql)).rows
  }

  /** What an API of this database answers. */
  async ask(query: string): Promise<Answer> {
    const readOwn = () => readEnv({ ...this.env, GQL_PORT: '0' })
    const api = await startApi({ readEnv: readOwn, dashboardDir: this.folder })
    return ask(api, query).finally(() => api.close())
  }

  async caughtUp(indexer: AssayProcess): Promise<void> {
    const head = await this.f.chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
    await indexer.until('the head to be indexed', async () => {
      const [row] = await this.rows<{ hash: string }>('select hash from head')
      return row?.hash === head.hash
    })
  }

  async end(): Promise<void> {
    await this.db.end()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
