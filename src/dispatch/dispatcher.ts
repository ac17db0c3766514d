import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import { nodeOf } from '../chain/nodeOf'
import { Loop } from '../process/loop'
import { BILL_NODE, type BillChain, rpcBillChain } from './bills/chain'
import { takeEscrows } from './bills/escrow'
import { reconcileRefunds, reconcileSettled } from './bills/reconcile'
import { Settler } from './bills/settler'
import { DemandWaits } from './demandWaits'
import { completedHandler } from './handlers/completed'
import { forgetGpus, heartbeatHandler } from './handlers/heartbeat'
import { progressHandler } from './handlers/progress'
import { requestedHandler } from './handlers/requested'
import { settlementHandler } from './handlers/settlement'
import { consume, type Handler, type Refuse } from './inbox'
import { type JobCommand, sourcesOf } from './job'
import { mergeJobCount } from './jobCount'
import { assign } from './leases/assign'
import { endOverdue } from './leases/deadline'
import { expireLeases } from './leases/expire'
import type { JobLog, Subscription } from './log/joblog'
import type { JobNetwork } from './network'
import { OpenJobs } from './openJobs'
import { publishOutbox } from './outbox'
import { pruneInbox } from './pruneInbox'
import { refuseReports } from './reports/refuse'
import { dispatchGroup, type Topic, topicSpecs, topics } from './topics'

const logger = createLogger('assay:dispatch')

/** Interval of each loop when its bell is not rung. Rings come from this process only; others' work waits this long. */
const INTERVALS_MS = {
  outbox: 250,
  assign: 500,
  expire: 500,
  deadline: 500,
  waits: 1_000,
  escrow: 500,
  reconcile: 1_000,
  settle: 700,
  retention: 60_000,
  countJobs: 60_000,
}

interface DispatcherOptions {
  readonly pool: Pool
  readonly log: JobLog
  readonly networks: readonly JobNetwork[]
  /** of topics that it makes; unset: the default */
  readonly partitions?: number | undefined
  /** null: bills are left to another settler */
  readonly settlerKey: string | null
  /** instead of the RPC of the network (tests) */
  readonly chain?: (network: JobNetwork) => BillChain
}

/** The dispatcher: consumers of five topics, and loops over PostgreSQL's state. Any number may run. */
export class Dispatcher {
  private readonly subscriptions: Subscription[] = []
  private readonly loops: Loop[] = []
  private readonly settlers: Settler[] = []

  constructor(private readonly options: DispatcherOptions) {}

  async start(): Promise<void> {
    const { pool, log, networks } = this.options
    await log.ensureTopics(topicSpecs(this.options.partitions))
    const outbox = this.loop('outbox', INTERVALS_MS.outbox, () => publishOutbox(pool, log))
    const placing = networks.map((network) =>
      this.loop(`assign ${network.name}`, INTERVALS_MS.assign, async () => {
        const given = await assign(pool, network)
        if (given > 0) outbox.ring()
        return given
      }),
    )
    const place = () => {
      for (const each of placing) each.ring()
    }
    this.loop('expire', INTERVALS_MS.expire, async () => {
      const expired = await expireLeases(pool)
      if (expired > 0) place()
      return expired
    })
    this.loop('deadline', INTERVALS_MS.deadline, () => endOverdue(pool))
    for (const network of networks) {
      this.pay(network, place)
      const waits = new DemandWaits(network)
      this.loop(`waits ${network.name}`, INTERVALS_MS.waits, async () => {
        await waits.round(pool)
        return 0
      })
    }
    this.loop('retention', INTERVALS_MS.retention, () => log.expire())
    this.loop('prune inbox', INTERVALS_MS.retention, () => pruneInbox(pool, log))
    this.loop('forget GPUs', INTERVALS_MS.retention, () => forgetGpus(pool))
    this.loop('count jobs', INTERVALS_MS.countJobs, async () => {
      await mergeJobCount(pool)
      return 0
    })
    const changed = () => {
      outbox.ring()
      place()
    }
    await this.take(topics.requested, requestedHandler(new Set(networks.map((each) => each.name))), changed)
    const reports = refuseReports(networks)
    await this.take(topics.progress, progressHandler, () => undefined, reports)
    await this.take(topics.completed, completedHandler, changed, reports)
    await this.take(topics.heartbeat, heartbeatHandler, () => undefined, reports)
    await this.take(topics.settlement, settlementHandler, () => undefined)
  }

  /** Records that wait to be handled. */
  async lag(): Promise<bigint> {
    let lag = 0n
    for (const each of this.subscriptions) lag += await each.lag()
    return lag
  }

  /** Finishes what is under way; everything else is found again by the next start. */
  async stop(): Promise<void> {
    await Promise.all(this.subscriptions.map((each) => each.close()))
    await Promise.all(this.loops.map((each) => each.stop()))
    for (const each of this.settlers) each.close()
  }

  private pay(network: JobNetwork, place: () => void): void {
    const { pool } = this.options
    const open = (command: JobCommand['kind']) => new OpenJobs(network.name, sourcesOf(command))
    const [requested, completed, abandoned] = [open('escrow'), open('settle'), open('refund')]
    this.loop(`escrow ${network.name}`, INTERVALS_MS.escrow, async () => {
      const taken = await takeEscrows(pool, network, requested)
      if (taken > 0) place()
      return taken
    })
    this.loop(`reconcile ${network.name}`, INTERVALS_MS.reconcile, () => reconcileSettled(pool, network, completed))
    this.loop(`refund ${network.name}`, INTERVALS_MS.reconcile, () => reconcileRefunds(pool, network, abandoned))
    const chain = this.chainOf(network)
    if (chain === undefined) return
    const settler = new Settler(pool, network, chain)
    this.settlers.push(settler)
    // a round that sent something waits for the interval too: bills then go in batches
    this.loop(`settle ${network.name}`, INTERVALS_MS.settle, async () => {
      await settler.round()
      return 0
    })
  }

  private chainOf(network: JobNetwork): BillChain | undefined {
    const { settlerKey, chain } = this.options
    if (chain !== undefined) return chain(network)
    if (settlerKey === null || network.rpcUrl === undefined) return undefined
    return rpcBillChain(network.rpcUrl, network.bill, settlerKey, nodeOf(network, BILL_NODE))
  }

  private loop(name: string, intervalMs: number, step: () => Promise<number>): Loop {
    const loop = new Loop(name, intervalMs, step, logger)
    this.loops.push(loop)
    return loop
  }

  // biome-ignore lint/suspicious/noExplicitAny: the types of a handler's messages do not matter to the log
  private async take(topic: Topic, handler: Handler<any>, onDone: () => void, refuse?: Refuse<any>): Promise<void> {
    const { pool, log } = this.options
    const group = dispatchGroup(topic)
    this.subscriptions.push(
      await log.subscribe({ group, topics: [topic], handle: consume(pool, group, handler, onDone, refuse) }),
    )
  }
}
