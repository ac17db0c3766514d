import { setMaxListeners } from 'node:events'
import { createLogger } from '@subsquid/logger'
import { Loop } from '../../process/loop'
import { errorText } from '../../process/redaction'
import { HEARTBEAT_MS, HOLD_MS, PROGRESS_MS } from '../leases/timing'
import type { Follower, JobLog, JobRecord, NewRecord } from '../log/joblog'
import { type Message, readMessage, writeMessage } from '../message'
import type { SignReport } from '../reports/nodeKeys'
import type { ReportType, Unsigned } from '../reports/report'
import { topicSpecs, topics } from '../topics'
import { gpusOf, paceOf } from './gpus'
import { Hold } from './hold'
import { unitsOf, work } from './work'

interface WorkerOptions {
  readonly log: JobLog
  readonly network: string
  /** nodes this worker speaks for; two workers of one node would both compute its jobs */
  readonly nodes: readonly string[]
  readonly sign: SignReport
  /** of topics that it makes; unset: the default */
  readonly partitions?: number | undefined
  readonly gpusPerNode: number
  /** 1: the pace of the made-up GPU; 0: as fast as this machine can */
  readonly pace: number
}

const SOURCE = 'assay/worker'

type Assigned = Message<'assay.job.assigned.v1'>['data']

/**
 * The reference worker: sends heartbeats for its GPUs, computes the jobs assigned to them, reports under the lease's token.
 * It keeps no state: the lease of a job that it had when it died expires, and the job is assigned again.
 */
export class Worker {
  private readonly logger = createLogger('assay:worker')
  private readonly stopping = new AbortController()
  private readonly running = new Map<string, Promise<void>>()
  private readonly speaks: ReadonlySet<string>
  private heartbeat: Loop | undefined
  private assignments: Follower | undefined

  constructor(private readonly options: WorkerOptions) {
    this.speaks = new Set(options.nodes)
  }

  get jobs(): number {
    return this.running.size
  }

  async start(): Promise<void> {
    const { log } = this.options
    // every job under way listens, as many as there are GPUs
    setMaxListeners(0, this.stopping.signal)
    await log.ensureTopics(topicSpecs(this.options.partitions))
    const beat = async () => {
      await this.beat()
      return 0
    }
    // First the ear, then the voice: whoever is heard gets work, and each worker hears of all work and takes its nodes'.
    this.assignments = await log.follow({
      topic: topics.assigned,
      handle: async (batch) => {
        for (const record of batch) this.take(record)
      },
    })
    this.heartbeat = new Loop('heartbeat', HEARTBEAT_MS, beat, this.logger)
  }

  /** Reports jobs under way as failed, so that they are tried elsewhere at once. */
  async stop(): Promise<void> {
    await this.assignments?.close()
    await this.heartbeat?.stop()
    this.stopping.abort(new Error('the worker was stopped'))
    await Promise.all(this.running.values())
  }

  private async beat(): Promise<void> {
    const { network, nodes, gpusPerNode, log } = this.options
    const beats = nodes.map((node) =>
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
    // A lease begins when the log has its assignment. Most are of other nodes; one that is read late may be over.
    const ageMs = Math.max(0, Date.now() - record.at.getTime())
    if (ageMs >= HOLD_MS || !this.speaks.has(job.node) || this.running.has(job.token)) return
    const run = this.execute(job, new Hold(ageMs))
      .catch((error) => this.logger.warn(`job ${job.jobId}: ${(error as Error).message}`))
      .finally(() => this.running.delete(job.token))
    this.running.set(job.token, run)
  }

  private async execute(job: Assigned, hold: Hold): Promise<void> {
    const { jobId, token, node } = job
    const signal = AbortSignal.any([this.stopping.signal, hold.lost])
    let percent = 0
    const report = async () => {
      const sentAtMs = performance.now()
      await this.send(topics.progress, 'assay.job.progress.v1', jobId, { jobId, token, node, percent })
      hold.prolong(sentAtMs)
    }
    const reporting = setInterval(() => void report().catch(() => undefined), PROGRESS_MS)
    try {
      void report().catch(() => undefined)
      const units = unitsOf(job.seed, BigInt(job.maxComputeUnits))
      const msPerCu = paceOf(node, job.gpu) * this.options.pace
      const resultDigest = await work(job.seed, units, msPerCu, signal, (part) => {
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
      // in time it would cost the job an attempt; an end by silence costs none
      if (hold.lost.aborted) throw error
      const reason = errorText(error).slice(0, 200)
      await this.send(topics.completed, 'assay.job.failed.v1', jobId, { jobId, token, node, reason })
    } finally {
      clearInterval(reporting)
      hold.end()
    }
  }

  private async send<T extends ReportType>(topic: string, type: T, key: string, data: Unsigned<T>): Promise<void> {
    await this.options.log.append(topic, [await this.report(type, key, data)])
  }

  private async report<T extends ReportType>(type: T, key: string, data: Unsigned<T>): Promise<NewRecord> {
    return writeMessage(type, key, await this.options.sign(type, data), { source: SOURCE })
  }
}
