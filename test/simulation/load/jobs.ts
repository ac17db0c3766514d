import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { partitionOf } from '../../../src/dispatch/log/partition'
import { writeMessage } from '../../../src/dispatch/message'
import { topics } from '../../../src/dispatch/topics'
import type { SimBlock } from '../chain/block'
import { NETWORK, users } from '../chain/contracts'
import type { ChainView } from '../node/chainView'
import type { Database } from '../trial/database'
import { JOBS_TOKEN } from '../trial/services'
import { postJson } from './request'

/** Between two jobs that are asked for, and between two tries of one that was not accepted. */
const PAUSE_MS = 120
const SOURCE = 'simulation'
/** Codes of POST /jobs while its log is away. */
const AWAY = ['E-STORE-AWAY', 'E-BUSY', 'E-JOBLOG-AWAY', 'E-QUERY-TIMEOUT']

/**
 * People who ask for jobs: through the api, and, for the bills that the chain opens, on the log itself, so that there is
 * an escrow to take and work to give out. Each asks until it is told that the job is there, by the same name.
 */
export class Jobs {
  readonly accepted = new Set<string>()
  readonly faults: string[] = []
  private running = true
  private poisoned = false
  private readonly pending: SimBlock[] = []
  private readonly loops: Promise<void>[]
  private readonly stopListening: () => void

  constructor(
    /** of its own: it leaves transactions open for a moment */
    private readonly db: Database,
    private readonly seed: string,
    view: ChainView,
    private readonly url: () => string | undefined,
  ) {
    this.pending.push(...view.upTo(view.tip.number))
    this.stopListening = view.onHead((fresh) => void this.pending.push(...fresh))
    this.loops = [this.throughApi(), this.onLog()]
  }

  /** No more jobs; what is under way is accepted first. */
  async stop(): Promise<void> {
    this.running = false
    this.stopListening()
    await Promise.all(this.loops)
    await this.db.close()
  }

  private async throughApi(): Promise<void> {
    for (let n = 0; this.running; await sleep(PAUSE_MS)) {
      const url = this.url()
      if (url === undefined) continue
      const id = await this.post(url, `${this.seed}-${n}`).catch((error: Error) => {
        if (this.running) this.fault(`POST /jobs: ${error.message}`)
        return undefined
      })
      if (id === undefined) continue
      this.accepted.add(id)
      n += 1
    }
  }

  private async post(url: string, name: string): Promise<string | undefined> {
    const job = { name, network: NETWORK, user: users[0]!, adaptor: users[1]!, maxComputeUnits: '1000' }
    const { status, text, headers } = await postJson(`${url}/jobs`, job, {
      headers: { authorization: `Bearer ${JOBS_TOKEN}` },
    })
    const body = JSON.parse(text) as { id?: string; error?: { code: string } }
    if (status === 202) return body.id
    if (status === 503 && headers['retry-after'] === undefined)
      this.fault(`POST /jobs: 503 without Retry-After: ${text.slice(0, 300)}`)
    // The dispatcher makes the topics; until it has, there is nothing to put a job on.
    const isEarly = body.error?.code === 'E-JOBLOG-TOPIC' && this.accepted.size === 0
    if (!isEarly && !AWAY.includes(body.error?.code ?? '')) this.fault(`POST /jobs: ${status} ${text.slice(0, 300)}`)
    return undefined
  }

  private async onLog(): Promise<void> {
    while (this.running || this.pending.length > 0) {
      const block = this.pending[0]
      try {
        if (!this.poisoned) this.poisoned = await this.db.use(poison)
        if (block)
          for (const bill of billsOf(block)) this.accepted.add(await this.db.use((client) => ask(client, bill)))
        this.pending.shift()
      } catch {
        // Postgres is away, or its topics are not there yet: the same again, under the same name.
        await this.db.close()
      }
      if (this.pending.length === 0 || !block) await sleep(PAUSE_MS)
    }
  }

  private fault(what: string): void {
    if (this.faults.length === 0) this.faults.push(what)
  }
}

interface Bill {
  readonly jobId: string
  readonly user: string
  readonly adaptor: string
}

function billsOf({ transactions }: SimBlock): Bill[] {
  return transactions
    .flatMap(({ logs }) => logs)
    .flatMap(({ event, args }) =>
      event === 'BillOpened'
        ? [{ jobId: String(args!['jobId']), user: String(args!['user']), adaptor: String(args!['adaptor']) }]
        : [],
    )
}

async function ask(client: Client, { jobId, user, adaptor }: Bill): Promise<string> {
  const data = {
    jobId,
    network: NETWORK,
    user,
    adaptor,
    pool: 'default',
    memoryGb: 1,
    maxComputeUnits: '1',
    seed: jobId,
  }
  const record = writeMessage('assay.job.requested.v1', jobId, data, { source: SOURCE, id: jobId })
  await append(client, record.key, record.headers, record.value)
  return jobId
}

/** A record that nobody can read. */
async function poison(client: Client): Promise<true> {
  await append(client, 'poison', { ce_specversion: '1.0', ce_type: 'nonsense' }, Buffer.from('{"cut off'))
  return true
}

/** As any producer does it: the offset is given under the lock of its partition. */
async function append(
  client: Client,
  key: string,
  headers: Readonly<Record<string, string>>,
  value: Buffer,
): Promise<void> {
  const topic = topics.requested
  const { rows } = await client.query<{ partitions: number }>('select partitions from job_topic where topic = $1', [
    topic,
  ])
  if (!rows[0]) throw new Error('no topics yet')
  const partition = partitionOf(key, rows[0].partitions)
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('job_log:' || $1 || ':' || $2, 0))`, [
      topic,
      partition,
    ])
    await client.query(
      `insert into job_log (topic, partition, "offset", key, headers, value)
       select $1, $2, coalesce((select max("offset") from job_log where topic = $1 and partition = $2), -1) + 1, $3, $4, $5`,
      [topic, partition, key, JSON.stringify(headers), value],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
