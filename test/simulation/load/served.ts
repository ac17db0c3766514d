import { Database } from '../trial/database'
import { type ServiceName, type Services, serviceNames } from '../trial/services'
import type { Worker } from '../trial/worker'
import type { World } from '../trial/world'
import { compareJobs } from './handled'
import { Jobs } from './jobs'
import { type Excused, Load } from './load'
import { OpenTransactions } from './openTransactions'
import { questions } from './questions'

/** Right answers to each question that show recovery: those of the clients' requests under way may have begun before. */
const AGAIN = 4
/** Six processes that start at once on two cores: nothing that is tried here, so no trial is more patient with it. */
const START_MS = 60_000

/** A trial's services with people on them: what asks, what orders, and what watches over both. */
export class Served {
  /** connections to Postgres that were ended by force, and restarts of Postgres */
  killedBackends = 0
  restarts = 0

  private constructor(
    readonly services: Services,
    /** every process of Assay in the trial */
    private readonly processes: readonly Worker[],
    readonly load: Load,
    private readonly jobs: Jobs,
    private readonly transactions: OpenTransactions,
  ) {}

  static start(world: World, services: Services): Served {
    const { view, plan, random, db, indexer, projection } = world
    const url = () => services.url
    services.start()
    return new Served(
      services,
      [...Object.values(services.processes), indexer, projection!.projector],
      new Load(view, url, random),
      new Jobs(new Database(db.url), plan.seed, view, url),
      new OpenTransactions(new Database(db.url), services),
    )
  }

  /** What has gone wrong so far. */
  get faults(): readonly string[] {
    const { load, jobs, transactions } = this
    return [this.ended, ...load.faults, ...jobs.faults, transactions.fault].flatMap((each) => each ?? [])
  }

  /** How often a process has ended that nobody had ended. */
  get ends(): number {
    return this.processes.reduce((sum, { ends }) => sum + ends.length, 0)
  }

  private get ended(): string | undefined {
    const gone = this.processes.find(({ ends }) => ends.length > 0)
    return gone && `a process of Assay ended by itself: ${gone.name} (${gone.ends})\n${gone.log.slice(-3_000)}`
  }

  /** Waits until every service works and every question has been answered right once. */
  async begun(world: World): Promise<void> {
    await world.until('the services to be ready', () => this.services.areReady, START_MS)
    await this.answersAgain(world, START_MS)
  }

  /** Trouble that excuses these errors while it lasts; after it everything is right again without a hand. */
  async during(world: World, excused: Partial<Excused>, trouble: () => Promise<unknown>): Promise<void> {
    this.load.excuse(excused)
    await trouble()
    await this.answersAgain(world)
  }

  /** Every question answered right by a request that began after now, every service at its store, and a new job handled. */
  private async answersAgain(world: World, limitMs = world.plan.patienceMs): Promise<void> {
    const before = new Map(questions.map(({ name }) => [name, this.load.rightOf(name)]))
    const missing = () => questions.filter(({ name }) => this.load.rightOf(name) < before.get(name)! + AGAIN)
    await world.until(
      'every question to be answered right again',
      () => missing().length === 0,
      limitMs,
      () =>
        `missing ${missing().map(({ name }) => name)}: ${this.summary()}\n${this.services.processes.api.log.slice(-1_500)}`,
    )
    this.load.excuse({})
  }

  /** Waits until processes have opened connections to Postgres since. */
  async reconnected(world: World, names: readonly ServiceName[], since: Readonly<Record<ServiceName, number>>) {
    for (const name of names)
      await world.until(
        `${name} to come back to Postgres`,
        () => this.services.postgres[name].taken > since[name],
        world.plan.patienceMs,
        () => this.services.processes[name].log.slice(-2_000),
      )
  }

  /** Connections each service has opened so far. */
  taken(): Record<ServiceName, number> {
    return Object.fromEntries(serviceNames.map((name) => [name, this.services.postgres[name].taken])) as Record<
      ServiceName,
      number
    >
  }

  /** What people were told, by question. */
  summary(): string {
    return [...this.load.answers]
      .map(([name, { right, errors }]) => `${name} ${right}${[...errors].map(([code, n]) => ` ${code}×${n}`).join('')}`)
      .join(', ')
  }

  /** No more load; what was ordered is there once. */
  async settle(world: World): Promise<string[]> {
    await this.load.stop()
    await this.jobs.stop()
    const found = this.faults.length === 0 ? await compareJobs(world, this.jobs) : []
    return [...this.faults, ...found]
  }

  async close(): Promise<void> {
    await this.load.stop()
    await this.jobs.stop()
    await this.transactions.stop()
    await this.services.close()
  }
}
