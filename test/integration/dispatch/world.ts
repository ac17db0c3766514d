import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { Dispatcher } from '../../../src/dispatch/dispatcher'
import type { JobLog, NewRecord } from '../../../src/dispatch/log/joblog'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
import { writeMessage } from '../../../src/dispatch/message'
import type { JobNetwork } from '../../../src/dispatch/network'
import { readHistory, readJob } from '../../../src/dispatch/read'
import { signerWith } from '../../../src/dispatch/reports/nodeKeys'
import type { ReportType, Unsigned } from '../../../src/dispatch/reports/report'
import type { ReportDomain } from '../../../src/dispatch/reports/typedData'
import type { MessageData } from '../../../src/dispatch/schemas/messages'
import { type JobRequest, jobIdOf, submitJob } from '../../../src/dispatch/submit'
import { type Topic, topicSpecs, topics } from '../../../src/dispatch/topics'
import { Worker } from '../../../src/dispatch/worker/worker'
import { address } from '../../../src/economics/units'
import { openPool } from '../../../src/postgres/pool'
import type { TestPostgres } from '../../support/postgres'
import { jobsDatabase } from './database'
import { FakeChain } from './fakeChain'

/** of the operator of a node of that name */
export const keyOf = (name: string): PrivateKeyAccount =>
  privateKeyToAccount(`0x${createHash('sha256').update(`key of ${name}`).digest('hex')}`)
const topicOf: Record<ReportType, Topic> = {
  'assay.node.heartbeat.v1': topics.heartbeat,
  'assay.job.progress.v1': topics.progress,
  'assay.job.completed.v1': topics.completed,
  'assay.job.failed.v1': topics.completed,
}

const account = (name: string) => address(`0x${createHash('sha256').update(name).digest('hex').slice(0, 40)}`)
export const MINIMUM_STAKE = 1_000n
export const network: JobNetwork = {
  name: 'testnet',
  chainId: 1,
  bill: account('bill'),
  registry: account('registry'),
  signedReports: true,
  minimumNodeStake: MINIMUM_STAKE,
  weights: new Map(),
  rpcUrl: undefined,
  rpcUrls: [],
}

export const domain: ReportDomain = { network: network.name, chainId: network.chainId, registry: network.registry! }

/** A dispatcher's surroundings: a database, a log, a chain that answers at once, and nodes with stakes. */
export class World {
  readonly pool: Pool
  readonly log: JobLog
  readonly chain: FakeChain
  readonly dispatchers: Dispatcher[] = []
  readonly workers: Worker[] = []
  /** of each node's operator */
  readonly keys = new Map<string, PrivateKeyAccount>()
  private serial = 0

  private constructor(
    readonly url: string,
    private readonly stopDatabase: () => Promise<void>,
    log: JobLog | undefined,
  ) {
    this.pool = openPool(url, { max: 8, name: 'test' })
    this.log = log ?? new PostgresJobLog(url, { leaseMs: 3_000, renewMs: 300, pollMs: 300 })
    this.chain = new FakeChain(this.pool, network.name)
  }

  static async open(server: TestPostgres, log?: () => JobLog): Promise<World> {
    const database = await jobsDatabase(server)
    const world = new World(database.url, database.stop, log?.())
    await world.pool.query('create schema squid_testnet')
    await world.pool.query('create table squid_testnet.status (id int, height int, hash text)')
    await world.pool.query("insert into squid_testnet.status values (0, 100, '0x64')")
    await world.pool.query('create table mined (hash text primary key)')
    await world.log.ensureTopics(topicSpecs())
    return world
  }

  async dispatcher(): Promise<Dispatcher> {
    const dispatcher = new Dispatcher({
      pool: this.pool,
      log: this.log,
      networks: [network],
      settlerKey: null,
      chain: () => this.chain,
    })
    this.dispatchers.push(dispatcher)
    await dispatcher.start()
    return dispatcher
  }

  /** A registered node, final since the beginning. */
  node(name: string, stake: bigint = MINIMUM_STAKE): Promise<string> {
    return this.register(account(name), keyOf(name), stake)
  }

  async register(node: string, operator: PrivateKeyAccount, stake: bigint = MINIMUM_STAKE): Promise<string> {
    await this.pool.query(
      `insert into node (id, network, address, operator, stake, jailed_until, slashed, earned, bills, compute_units, registered_block, block)
       values ($1, $2, $3, $5, $4, 0, 0, 0, 0, 0, 1, 1)`,
      [`${network.name}-${node}`, network.name, node, stake.toString(), operator.address.toLowerCase()],
    )
    await this.pool.query(
      `insert into node_version (id, network, node, stake, jailed_until, from_block, from_time) values ($1, $2, $3, $4, 0, 1, 0)`,
      [`${network.name}-${node}-0000000001`, network.name, node, stake.toString()],
    )
    this.keys.set(node, operator)
    return node
  }

  async worker(nodes: readonly string[], gpusPerNode = 1): Promise<Worker> {
    const worker = new Worker({
      log: this.log,
      network: network.name,
      nodes,
      sign: this.sign,
      gpusPerNode,
      pace: 0,
    })
    this.workers.push(worker)
    await worker.start()
    return worker
  }

  readonly sign = signerWith(domain, this.keys)

  /** A report of a node that no worker of ours speaks for, as its operator signs it. */
  async report<T extends ReportType>(type: T, data: Unsigned<T>): Promise<void> {
    await this.append(type, await this.sign(type, data))
  }

  /** Any report, whoever signed it. */
  append<T extends ReportType>(type: T, data: MessageData[T]): Promise<void> {
    return this.log.append(topicOf[type], [recordOf(type, data)])
  }

  /** A heartbeat of a node that no worker of ours speaks for. */
  heartbeat(node: string, gpus = 1): Promise<void> {
    return this.report('assay.node.heartbeat.v1', { network: network.name, node, gpus: gpusList(gpus) })
  }

  submit(name = `job ${++this.serial}`, more: Partial<JobRequest> = {}): Promise<string> {
    return submitJob(this.log, 'test', name, {
      network: network.name,
      user: account('user'),
      adaptor: account('adaptor'),
      pool: 'test',
      memoryGb: 1,
      maxComputeUnits: '1500000',
      seed: name,
      ...more,
    })
  }

  idOf = jobIdOf
  account = account
  job = (id: string) => readJob(this.pool, id)
  async path(id: string): Promise<string[]> {
    return (await readHistory(this.pool, id)).map((step) => step.state)
  }

  async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 40_000
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`waited for: ${what}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  untilState(id: string, state: string): Promise<void> {
    return this.until(`job ${id} is ${state}`, async () => (await this.job(id))?.state === state)
  }

  /** A node that is heard no more. */
  async silence(node: string): Promise<void> {
    await this.pool.query(`update gpu set seen_at = clock_timestamp() - interval '1 hour' where node = $1`, [node])
  }

  /** Ends the live lease of a job as if its time were over. */
  async runOut(id: string): Promise<void> {
    await this.pool.query(
      `update lease set expires_at = clock_timestamp() - interval '1 second' where job_id = $1 and released_at is null`,
      [id],
    )
  }

  /** Lets the dispatcher's groups read every topic from its first record again. */
  async replay(): Promise<void> {
    await this.pool.query(
      `update job_log_group set committed = 0, epoch = epoch + 1, owner = null where consumer_group like 'dispatch.%'`,
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((each) => each.stop()))
    await Promise.all(this.dispatchers.map((each) => each.stop()))
    await this.log.close()
    await this.pool.end()
    await this.stopDatabase()
  }
}

export function gpusList(count: number) {
  return Array.from({ length: count }, (_, at) => ({ gpu: `gpu-${at}`, model: 'H100', memoryGb: 80, region: 'eu' }))
}

function recordOf<T extends ReportType>(type: T, data: MessageData[T]): NewRecord {
  return writeMessage(type, 'jobId' in data ? data.jobId : data.node, data, { source: 'test' })
}
