import { sentenceOf } from '../../chain/said'
import type { Alarms } from '../alarms'
import { type Fitting, fitOf } from './endpointFits'
import { EndpointLeft } from './history/onOne'
import type { Call, HistoryRpc } from './history/rpc'

/** One way to a chain. */
export interface Way {
  /** all that may be shown of its address */
  readonly host: string
  /** Called when it is first asked. */
  open(): HistoryRpc
}

/** How soon one that was left is tried again; doubled each time that it is left within a while. */
const FIRST_REST_MS = 5_000
const LONGEST_REST_MS = 60_000
/** Blocks by which one may be behind the newest head of all and still be preferred: heads take a moment to spread. */
const LAG_BLOCKS = 5
/** Between two looks for one that serves, while none does. */
const LOOK_MS = 1_000

/** An endpoint, asked only while it is the one that is asked. */
class Door implements HistoryRpc {
  restMs = FIRST_REST_MS
  triedAt = Number.NEGATIVE_INFINITY
  private rpc: HistoryRpc | undefined

  constructor(
    readonly way: Way,
    private readonly endpoints: Endpoints,
  ) {}

  async batch(calls: readonly Call[]): Promise<unknown[]> {
    if (!this.endpoints.asks(this)) throw new EndpointLeft(this.way.host)
    try {
      return await this.raw.batch(calls)
    } catch (error) {
      this.endpoints.blame(error, this)
      throw error
    }
  }

  get raw(): HistoryRpc {
    this.rpc ??= this.way.open()
    return this.rpc
  }
}

/**
 * Several endpoints of a chain, of which one is asked at a time: the first that serves. What belongs together is read by
 * `onOne`, so that no two of them answer about the same block.
 */
export class Endpoints implements HistoryRpc {
  private readonly doors: readonly Door[]
  private now: Door
  private readonly blamed = new WeakMap<object, Door>()
  private looking: Promise<boolean> | undefined
  private lookedAt = Number.NEGATIVE_INFINITY
  private readonly unfit = new Map<Door, string>()

  constructor(
    ways: readonly Way[],
    private readonly fitting: () => Fitting,
    private readonly alarms: Pick<Alarms, 'raise' | 'clear'>,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.doors = ways.map((way) => new Door(way, this))
    this.now = this.doors[0]!
  }

  batch(calls: readonly Call[]): Promise<unknown[]> {
    return this.pinned().batch(calls)
  }

  /** The endpoint that is asked now; always the same object for the same endpoint. */
  pinned(): HistoryRpc {
    if (this.now !== this.doors[0]) void this.goBack()
    return this.now
  }

  asks(door: HistoryRpc): boolean {
    return door === this.now
  }

  blame(error: unknown, door: Door): void {
    if (typeof error === 'object' && error !== null) this.blamed.set(error, door)
  }

  async leave(error: unknown): Promise<boolean> {
    const from = this.blamed.get(Object(error))
    if (!from) return false
    // Many readings fail together: the first of them has looked for another.
    this.looking ??= this.look(from, error).finally(() => {
      this.looking = undefined
    })
    await this.looking
    return from !== this.now
  }

  private async look(from: Door, error: unknown): Promise<boolean> {
    if (from !== this.now || this.clock() - this.lookedAt < LOOK_MS) return false
    this.lookedAt = this.clock()
    const others = this.doors.filter((door) => door !== from)
    const heads = await Promise.all(others.map((door) => this.headOf(door)))
    const newest = Math.max(...heads.map((head) => head ?? Number.NEGATIVE_INFINITY))
    const at = heads.findIndex((head) => head !== undefined && head >= newest - LAG_BLOCKS)
    return at >= 0 && this.take(others[at]!, error)
  }

  /** Tries those that are preferred to the present one, once they have rested. */
  private goBack(): Promise<boolean> {
    const better = this.doors
      .slice(0, this.doors.indexOf(this.now))
      .filter(({ triedAt, restMs }) => this.clock() - triedAt >= restMs)
    if (better.length === 0) return Promise.resolve(false)
    this.looking ??= this.tryAgain(better).finally(() => {
      this.looking = undefined
    })
    return this.looking
  }

  private async tryAgain(better: readonly Door[]): Promise<boolean> {
    for (const door of better) if ((await this.headOf(door)) !== undefined) return this.take(door)
    return false
  }

  /** @param error why the present one is left; undefined: it served, and a better one does again */
  private async take(door: Door, error?: unknown): Promise<boolean> {
    const left = this.now
    if (error !== undefined) {
      left.restMs = this.clock() - left.triedAt > LONGEST_REST_MS ? FIRST_REST_MS : grown(left.restMs)
      left.triedAt = this.clock()
    }
    this.now = door
    // What was told of the one that is left.
    for (const code of ['E-RPC-RATE', 'E-RPC-FAILOVER']) await this.alarms.clear(code)
    if (door === this.doors[0]) return true
    const since = new Date().toISOString().slice(0, 19)
    const why = error === undefined ? '' : `, since ${left.way.host} does not serve: ${sentenceOf(error)}`
    await this.alarms.raise('E-RPC-FAILOVER', `${door.way.host} is asked from ${since}Z on${why}`, 'process')
    return true
  }

  /** Head of one that may be asked. */
  private async headOf(door: Door): Promise<number | undefined> {
    door.triedAt = this.clock()
    const fit = await fitOf(door.raw, this.fitting())
    // Whoever does not answer is away, and was not found unfit.
    if (!fit.away) await this.tellUnfit(door, fit.why)
    if (fit.why === undefined) return fit.head
    door.restMs = grown(door.restMs)
    return undefined
  }

  private async tellUnfit(door: Door, why: string | undefined): Promise<void> {
    if (this.unfit.get(door) === why) return
    if (why === undefined) this.unfit.delete(door)
    else this.unfit.set(door, why)
    await this.alarms.clear('E-ENDPOINT-UNFIT')
    const all = [...this.unfit].map(([{ way }, text]) => `${way.host} ${text}`).join('; ')
    if (all) await this.alarms.raise('E-ENDPOINT-UNFIT', `not asked: ${all}`, 'process')
  }
}

function grown(restMs: number): number {
  return Math.min(2 * restMs, LONGEST_REST_MS)
}
