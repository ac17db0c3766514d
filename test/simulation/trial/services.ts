import { NETWORK, nodeKeys } from '../chain/contracts'
import type { SimNode } from '../node/node'
import { TcpProxy } from '../proxy/proxy'
import type { Lane } from './lane'
import { Worker } from './worker'

/** Processes beside indexer and projector, each with a proxy of its own in front of Postgres. */
export const serviceNames = ['api', 'cron', 'dispatch', 'worker'] as const
export type ServiceName = (typeof serviceNames)[number]

const commands: Readonly<Record<ServiceName, readonly string[]>> = {
  api: ['serve'],
  cron: ['cron'],
  dispatch: ['dispatch'],
  // As fast as this machine can: what is tried is the log and the leases, not the work.
  worker: ['worker', '--pace', '0', '--gpus', '2'],
}

/** For POST /jobs. */
export const JOBS_TOKEN = 'simulation'

/** The served side of a trial: what people ask, what pays them, and what gives out jobs. */
export class Services {
  private constructor(
    readonly processes: Readonly<Record<ServiceName, Worker>>,
    /** in front of the Postgres of each */
    readonly postgres: Readonly<Record<ServiceName, TcpProxy>>,
    /** in front of the api's ClickHouse */
    readonly clickhouse: TcpProxy,
    /** in front of the node that api, cron and dispatcher ask; the indexer has its own way */
    readonly node: TcpProxy,
  ) {}

  static async open(lane: Lane, dbUrl: string, node: SimNode, env: Record<string, string>): Promise<Services> {
    const rpc = new URL(node.url('http'))
    const clickhouseUrl = env['CLICKHOUSE_URL']!
    const proxies = await Promise.all(serviceNames.map(() => TcpProxy.start(lane.postgres.port)))
    const postgres = byName((_, i) => proxies[i]!)
    const clickhouse = await TcpProxy.start(Number(new URL(clickhouseUrl).port))
    const nodeProxy = await TcpProxy.start(Number(rpc.port))
    const own = {
      ...env,
      JOB_LOG: 'postgres',
      JOBS_TOKEN,
      WORKER_KEYS: nodeKeys.join(),
      GQL_PORT: '0',
      CLICKHOUSE_URL: clickhouse.through(clickhouseUrl).replace(/\/$/, ''),
      [`RPC_${NETWORK.toUpperCase()}_HTTP`]: nodeProxy.through(rpc.href),
    }
    const processes = byName((name) => new Worker(commands[name], { ...own, DB_URL: postgres[name].through(dbUrl) }))
    return new Services(processes, postgres, clickhouse, nodeProxy)
  }

  start(): void {
    for (const each of Object.values(this.processes)) each.start()
  }

  /** Where the api listens; undefined until it says so. */
  get url(): string | undefined {
    return [...this.processes.api.log.matchAll(/^ready api (\S+)/gm)].at(-1)?.[1]
  }

  /** Processes that have said that they work. */
  get areReady(): boolean {
    return serviceNames.every((name) => new RegExp(`^ready ${name} `, 'm').test(this.processes[name].log))
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.processes).map((each) => each.stop()))
    await Promise.all([...Object.values(this.postgres), this.clickhouse, this.node].map((each) => each.stop()))
  }
}

function byName<T>(make: (name: ServiceName, index: number) => T): Record<ServiceName, T> {
  return Object.fromEntries(serviceNames.map((name, i) => [name, make(name, i)])) as Record<ServiceName, T>
}
