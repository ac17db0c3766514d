import { TcpProxy } from '../proxy/proxy'
import type { Lane } from './lane'
import { Worker } from './worker'

/** The analytics side of a trial. */
export interface Projection {
  readonly projector: Worker
  /** in front of the projector's Postgres */
  readonly postgres: TcpProxy
  /** in front of ClickHouse */
  readonly clickhouse: TcpProxy
  /** of a second projector, past both proxies */
  readonly env: Record<string, string>
  /** rows of a query, past the proxy */
  query(sql: string): Promise<string[][]>
  close(): Promise<void>
}

export async function openProjection(
  lane: Lane,
  name: string,
  dbUrl: string,
  env: Record<string, string>,
): Promise<Projection> {
  const { url } = await lane.clickhouse()
  const stores = { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: name }
  await lane.migrate(dbUrl, stores)
  const direct = { ...env, DB_URL: dbUrl, ...stores }
  const [postgres, clickhouse] = await Promise.all([
    TcpProxy.start(lane.postgres.port),
    TcpProxy.start(Number(new URL(url).port)),
  ])
  const proxied = { DB_URL: postgres.through(dbUrl), CLICKHOUSE_URL: clickhouse.through(url).replace(/\/$/, '') }
  const projector = new Worker(['project'], { ...direct, ...proxied })
  const query = async (sql: string): Promise<string[][]> => {
    const response = await fetch(`${url}/?database=${name}`, {
      method: 'POST',
      body: `${sql} FORMAT JSONCompactStrings`,
    })
    if (!response.ok) throw new Error(await response.text())
    return ((await response.json()) as { data: string[][] }).data
  }
  return {
    projector,
    postgres,
    clickhouse,
    env: direct,
    query,
    close: async () => {
      await projector.stop()
      await Promise.all([postgres.stop(), clickhouse.stop()])
      await query(`DROP DATABASE IF EXISTS ${name}`).catch(() => undefined)
    },
  }
}
