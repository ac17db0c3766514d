import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AssayProcess, waitUntil } from '../../support/assay'
import { type Fixture, startFixture } from './fixture'
import { tellStory } from './story'

/** A server that lets everybody in and never says a word. */
class Silent {
  private readonly sockets = new Set<Socket>()
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Silent> {
    const server = createServer()
    const silent = new Silent(server)
    server.on('connection', (socket) => {
      silent.sockets.add(socket.on('error', () => undefined))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return silent
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

interface Answer {
  readonly data: Record<string, unknown> | null
  readonly errors?: readonly { readonly path?: readonly string[]; readonly extensions: { readonly code: string } }[]
}

const SUPPLY = 'supply(network: "testnet") { total block { number } stale }'
const burnSeries = (alias: string) =>
  `${alias}: burnSeries(network: "testnet", from: "2026-01-01", to: "2026-02-01", every: DAY) { amount }`
const supplySeries = (alias: string) =>
  `${alias}: supplySeries(network: "testnet", from: "2026-01-01", to: "2026-02-10", every: HOUR) { total }`

/** Stores and nodes that are away, and a real `assay serve` that must answer and live. docs/invariants.md#U1 */
describe('an api whose stores go away', () => {
  let fixture: Fixture
  let clickhouse: Silent
  let node: Silent
  let api: AssayProcess
  let url: string
  beforeAll(async () => {
    fixture = await startFixture()
    await tellStory(fixture.db)
    clickhouse = await Silent.start()
    node = await Silent.start()
    api = AssayProcess.start(['serve'], {
      ASSAY_DATA: fixture.folder,
      ASSAY_PROFILES: fixture.profileFile,
      DB_URL: fixture.dbUrl,
      GQL_PORT: '0',
      CLICKHOUSE_URL: clickhouse.url,
      RPC_TESTNET_HTTP: node.url,
    })
    await api.until('the api to be ready', async () => api.log.includes('ready api'))
    url = /ready api (\S+)/.exec(api.log)![1]!
  }, 60_000)
  afterAll(async () => {
    await api?.stop()
    await clickhouse?.stop()
    await node?.stop()
    await fixture?.stop()
  })
  beforeEach(() => expect(api.alive, api.log).toBe(true))

  const ask = async (query: string): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    return (await response.json()) as Answer
  }
  const codes = ({ errors = [] }: Answer) => [...new Set(errors.map(({ extensions }) => extensions.code))]
  const backends = async (condition: string) => {
    const sql = `select count(*)::int as n from pg_stat_activity where application_name = 'assay-api' and ${condition}`
    return (await fixture.db.query<{ n: number }>(sql)).rows[0]!.n
  }
  /** Whether the api has a transaction open at any time until `work` is over. */
  const transactionDuring = async (work: Promise<unknown>): Promise<boolean> => {
    let open = false
    let over = false
    void work.finally(() => {
      over = true
    })
    while (!over) {
      if ((await backends("state = 'idle in transaction' and now() - state_change > interval '300 ms'")) > 0)
        open = true
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return open
  }

  it('says which figure has no store, serves the others, and holds no transaction meanwhile', async () => {
    const answering = ask(`{ ${burnSeries('burns')} ${SUPPLY} }`)
    expect(await transactionDuring(answering)).toBe(false)
    const answer = await answering
    expect(codes(answer)).toEqual(['E-STORE-AWAY'])
    expect(answer.errors!.map(({ path }) => path)).toEqual([['burns']])
    expect((await ask(`{ ${SUPPLY} }`)).data).toMatchObject({ supply: { stale: true } })
  })

  it('ends twenty series of one request together, not one after the other', async () => {
    const aliases = Array.from({ length: 20 }, (_, at) => supplySeries(`s${at}`))
    const answering = ask(`{ ${aliases.join(' ')} }`)
    expect(await transactionDuring(answering)).toBe(false)
    expect(codes(await answering)).toEqual(['E-STORE-AWAY'])
  })

  it('answers from what it knows while the node is silent, with no transaction open', async () => {
    const answering = Promise.all(Array.from({ length: 10 }, () => ask(`{ ${SUPPLY} status { name head stale } }`)))
    expect(await transactionDuring(answering)).toBe(false)
    for (const answer of await answering)
      expect(answer).toMatchObject({ data: { status: [{ name: 'testnet', head: null, stale: true }] } })
  })

  it('outlives every backend that is killed under it, and answers again', async () => {
    const transient = new Set(['E-STORE-AWAY', 'E-BUSY'])
    for (let round = 0; round < 10; round++) {
      const batch = Array.from({ length: 8 }, () => ask(`{ ${SUPPLY} poolPeriods(network: "testnet") { period } }`))
      for (let time = 0; time < 5; time++)
        await fixture.db.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'assay-api'",
        )
      const answers = await Promise.all(batch)
      for (const answer of answers) for (const code of codes(answer)) expect(transient).toContain(code)
    }
    await waitUntil('the api to answer again', async () => (await ask(`{ ${SUPPLY} }`)).errors === undefined)
  })
})
