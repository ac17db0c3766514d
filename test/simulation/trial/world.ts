import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../../src/devnet/scenario/random'
import { profileOf } from '../chain/contracts'
import { absurd } from '../chain/economy/absurd'
import type { Action } from '../chain/economy/scene'
import { BlockTree } from '../chain/tree'
import { Served } from '../load/served'
import { ChainView } from '../node/chainView'
import { Faults } from '../node/faults'
import { SimNode } from '../node/node'
import type { CrashPoint } from '../proxy/crashPoint'
import { TcpProxy } from '../proxy/proxy'
import { Database } from './database'
import type { Lane } from './lane'
import type { Plan } from './plan'
import { openProjection, type Projection } from './projection'
import type { RowId } from './rows'
import { Services } from './services'
import { Worker } from './worker'

const LOOK_MS = 20

/** Rows that an indexer must not live through: a chain that has replaced what was final. */
export const mayEnd: ReadonlySet<RowId> = new Set(['R2', 'R5'])

/** One trial's chain, node, stores and processes. */
export class World {
  readonly hits = new Map<RowId, number>()
  /** where K2 has killed */
  readonly crashed = new Set<CrashPoint>()
  /** from `serve` on, in trials with people on the services */
  served: Served | undefined
  private readonly closing: (() => Promise<unknown>)[] = []

  private constructor(
    readonly plan: Plan,
    readonly lane: Lane,
    readonly random: Random,
    readonly tree: BlockTree,
    readonly view: ChainView,
    readonly node: SimNode,
    readonly db: Database,
    readonly indexer: Worker,
    readonly indexerStore: TcpProxy,
    readonly projection: Projection | undefined,
    readonly services: Services | undefined,
    readonly env: Record<string, string>,
  ) {}

  static async open(plan: Plan, lane: Lane): Promise<World> {
    const random = new Random(plan.seed)
    const tree = new BlockTree(plan.seed, ...oddOf(plan))
    const view = new ChainView(tree.genesis, plan.finality)
    const node = await SimNode.start(view, new Faults(view, random))
    const { name, url } = await lane.database()
    const data = path.join(lane.folder, name)
    mkdirSync(data)
    const profile = path.join(data, 'profile.json')
    writeFileSync(profile, JSON.stringify(profileOf(node.url(plan.scheme), plan.finality, plan.loaded)))
    const indexerStore = await TcpProxy.start(lane.postgres.port)
    const env = lane.env({ ASSAY_DATA: data, ASSAY_PROFILES: profile, ...plan.env })
    const projection = plan.projected ? await openProjection(lane, name, url, env) : undefined
    const services = plan.loaded ? await Services.open(lane, url, node, projection!.env) : undefined
    const indexer = new Worker(['index', '--profile', profile], { ...env, DB_URL: indexerStore.through(url) })
    const db = new Database(url)
    const world = new World(plan, lane, random, tree, view, node, db, indexer, indexerStore, projection, services, env)
    world.closing.push(
      () => world.served?.close() ?? services?.close() ?? Promise.resolve(),
      () => indexer.stop(),
      () => projection?.close() ?? Promise.resolve(),
      () => node.stop(),
      () => indexerStore.stop(),
      () => db.close(),
      () => lane.drop(name),
      async () => rmSync(data, { recursive: true, force: true }),
    )
    return world
  }

  hit(row: RowId): void {
    this.hits.set(row, (this.hits.get(row) ?? 0) + 1)
  }

  /** Starts the services, and people who ask and order until the end of the trial. */
  async serve(): Promise<void> {
    if (!this.services) return
    this.served = Served.start(this, this.services)
    await this.served.begun(this)
  }

  /** New blocks on the tip, one after the other. @param pauseMs longest pause between two */
  async mine(blocks: number, pauseMs = 25): Promise<void> {
    for (let n = 0; n < blocks; n++) {
      this.view.follow(this.tree.extend(this.view.tip))
      if (pauseMs > 0) await sleep(this.random.int(0, pauseMs))
    }
  }

  /** Replaces the last `depth` blocks by `length` others. */
  reorg(depth: number, length: number): void {
    let tip = this.view.at(this.view.tip.number - depth)!
    for (let n = 0; n < length; n++) tip = this.tree.extend(tip)
    this.view.follow(tip)
  }

  /** Waits until the indexer stands on the tip. */
  async caughtUp(limitMs = this.plan.patienceMs): Promise<void> {
    await this.until(
      'the indexer to reach the tip',
      async () => (await this.db.head())?.hash === this.view.tip.hash,
      limitMs,
    )
  }

  /** Waits until the indexer stands on the tip and holds as final what the chain's rule calls so. */
  async caughtUpFinal(): Promise<void> {
    await this.caughtUp()
    // A block is read a second time before it is final: a moment after the head has moved.
    const { final } = this.view
    await this.until('the indexer to hold the final block', async () => ((await this.db.final()) ?? -1) >= final)
  }

  async until(
    what: string,
    condition: () => Promise<boolean> | boolean,
    limitMs = this.plan.patienceMs,
    why = () => this.indexer.log.slice(-3_000),
  ): Promise<void> {
    for (const end = Date.now() + limitMs; !(await condition()); await sleep(LOOK_MS)) {
      const [fault] = this.served?.faults ?? []
      if (fault) throw new Error(`${fault}\nwhile waiting for ${what}`)
      if (Date.now() > end || this.indexer.gaveUp)
        throw new Error(`waited up to ${limitMs / 1_000} s for ${what}\n${this.state()}\n${why()}`)
    }
  }

  async close(): Promise<void> {
    for (const step of this.closing) await step()
  }

  private state(): string {
    const { tip } = this.view
    return `tip ${tip.number} ${tip.hash}, the indexer ended by itself ${this.indexer.ends.length} times (${this.indexer.ends})`
  }
}

/** How often, and which, odd things happen on this trial's chain. */
function oddOf({ absurd: impossible, rows }: Plan): [chance: number, actions?: Action[]] {
  if (impossible) return [0.5, [absurd]]
  return [rows.includes('L8') ? 0.15 : 0]
}
