import { setMaxListeners } from 'node:events'
import { createLogger } from '@subsquid/logger'
import { Loop } from '../../process/loop'
import { errorText } from '../../process/redaction'
import { HEARTBEAT_MS, PROGRESS_MS } from '../leases/timing'
import type { JobLog, JobRecord, NewRecord, Subscription } from '../log/joblog'
import { type Message, readMessage, writeMessage } from '../message'
import type { SignReport } from '../reports/nodeKeys'
import type { ReportType, Unsigned } from '../reports/report'
import { topicSpecs, topics } from '../topics'
import { gpusOf, paceOf } from './gpus'
import { unitsOf, work } from './work'

interface WorkerOptions {
  readonly log: JobLog
  readonly network: string
  /** nodes this worker speaks for, read before each heartbeat */
  readonly nodes: () => Promise<readonly string[]>
  readonly sign: SignReport
  readonly gpusPerNode: number
  /** workers of one group share the jobs of the same nodes */
  readonly group: string
  /** 1: the pace of the made-up GPU; 0: as fast as this machine can */
  readonly pace: number
}

type Assigned = Message<'assay.job.assigned.v1'>['data']

/**
 * The reference worker: sends heartbeats for its GPUs, computes the jobs assigned to them, reports under the lease's token.
 * It keeps no state: the lease of a job that it had when it died expires, and the job is assigned again.
 */
export class Worker {
  private readonly source: string
  private readonly logger = createLogger('assay:worker')
  private readonly stopping = new AbortController()
  private readonly running = new Map<string, Promise<void>>()
  private readonly speaks = new Set<string>()
  private heartbeat: Loop | undefined
  private subscription: Subscription | undefined

  constructor(private readonly options: WorkerOptions) {
    this.source = `assay/worker/${options.group}`
  }

  get jobs(): number {
    return this.running.size
  }

  async start(): Promise<void> {
    const { log, group } = this.options
    // every job under way listens, as many as there are GPUs
    setMaxListeners(0, this.stopping.signal)
    await log.ensureTopics(topicSpecs)
    const beat = async () => {
      await this.beat()
      return 0
    }
    this.heartbeat = new Loop('heartbeat', HEARTBEAT_MS, beat, this.logger)
    this.subscription = await log.subscribe({
      group,
      topics: [topics.assigned],
      handle: async (batch) => {
        for (const record of batch) this.take(record)
      },
    })
  }

  /** Reports jobs under way as failed, so that they are tried elsewhere at once. */
  async stop(): Promise<void> {
    await this.subscription?.close()
    await this.heartbeat?.stop()
    this.stopping.abort(new Error('the worker was stopped'))
    await Promise.all(this.running.values())
  }

  private async beat(): Promise<void> {
    const { network, nodes, gpusPerNode, log } = this.options
    const own = await nodes()
    this.speaks.clear()
    for (const node of own) this.speaks.add(node)
    const beats = own.map((node) =>
      this.report('assay.node.heartbeat.v1', node, { network, node, gpus: gpusOf(node, gpusPerNode) }),
    )
    await log.append(topics.heartbeat, await Promise.all(beats))
  }

  private take(record: JobRecord): void {
    let job: Assigned
    try {
      job = readMessage(record, ['assay.job.assigned.v1']).data
    } catch (error) {
      this.logger.warn(`unreadable assignment skipped: ${(error as Error).message}`)
      return
    }
    // records that a new group replays, and assignments of other nodes
    if (Date.parse(job.expiresAt) < Date.now() || !this.speaks.has(job.node) || this.running.has(job.token)) return
    const run = this.execute(job)
      .catch((error) => this.logger.warn(`job ${job.jobId}: ${(error as Error).message}`))
      .finally(() => this.running.delete(job.token))
    this.running.set(job.token, run)
  }

  private async execute(job: Assigned): Promise<void> {
    const { jobId, token, node } = job
    let percent = 0
    const report = () => this.send(topics.progress, 'assay.job.progress.v1', jobId, { jobId, token, node, percent })
    const reporting = setInterval(() => void report().catch(() => undefined), PROGRESS_MS)
    try {
      await report()
      const units = unitsOf(job.seed, BigInt(job.maxComputeUnits))
      const msPerCu = paceOf(node, job.gpu) * this.options.pace
      const resultDigest = await work(job.seed, units, msPerCu, this.stopping.signal, (part) => {
        percent = part
      })
      await this.send(topics.completed, 'assay.job.completed.v1', jobId, {
        jobId,
        token,
        node,
        computeUnits: `${units}`,
        resultDigest,
      })
    } catch (error) {
      const reason = errorText(error).slice(0, 200)
      await this.send(topics.completed, 'assay.job.failed.v1', jobId, { jobId, token, node, reason })
    } finally {
      clearInterval(reporting)
    }
  }

  private async send<T extends ReportType>(topic: string, type: T, key: string, data: Unsigned<T>): Promise<void> {
    await this.options.log.append(topic, [await this.report(type, key, data)])
  }

  private async report<T extends ReportType>(type: T, key: string, data: Unsigned<T>): Promise<NewRecord> {
    return writeMessage(type, key, await this.options.sign(type, data), { source: this.source })
  }
}
