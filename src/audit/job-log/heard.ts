import type { JobRecord } from '../../dispatch/log/joblog'
import { openLogReader } from '../../dispatch/log/openLogReader'
import { readMessage, UnreadableMessage } from '../../dispatch/message'
import { dispatchGroup, topics } from '../../dispatch/topics'
import type { AuditContext } from '../check'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** A node beats every five seconds: of a thousand nodes an hour has 720,000 heartbeats. With --full all that the log has are read. */
const HOURS = 6

/** Minutes of an hour in which a node was heard, a bit each: all that the log has, and those of them that were handled. */
export interface HeardHour {
  readonly node: string
  readonly hour: string
  minutes: bigint
  handled: bigint
}

/** What the heartbeats of a node say of a GPU. */
export interface HeardGpu {
  readonly node: string
  readonly gpu: string
  /** as JSON, every way it was described */
  readonly as: Set<string>
  /** the newest that was handled */
  seen: string
}

export interface Heard {
  /** whole hours from here on; up to `to`, to which a minute is left for what is under way */
  readonly from: Date
  readonly to: Date
  readonly hours: readonly HeardHour[]
  readonly gpus: readonly HeardGpu[]
  readonly heartbeats: number
}

/** What the heartbeats of a network say that were not refused, as far as the log has them. Null where it has none. */
export async function readHeard({ db, env, network, sample, progress }: AuditContext): Promise<Heard | null> {
  const reader = openLogReader(env, db)
  try {
    const { rows } = await db.query<{ now: Date }>('select now() as now')
    const to = new Date(Math.floor(rows[0]!.now.getTime() / MINUTE_MS - 1) * MINUTE_MS)
    const since = Number.isFinite(sample) ? new Date(hourOf(to).getTime() - (HOURS - 1) * HOUR_MS) : new Date(0)
    const partitions = await reader.partitions(topics.heartbeat, dispatchGroup(topics.heartbeat))
    if (partitions.length === 0) return null
    // After the cursors: of what they say was handled every letter is there.
    const letters = await db.query<{ place: string }>(
      `select partition || '/' || "offset" as place from dead_letter where topic = $1`,
      [topics.heartbeat],
    )
    const refused = new Set(letters.rows.map(({ place }) => place))
    const committed = new Map(partitions.map((each) => [each.partition, each.committed ?? 0n]))
    const fold = new Fold(network.name, to)
    // Of a partition that has lost its oldest records the hour in which the rest begins is not whole.
    const begun = new Map(partitions.filter(({ first }) => first > 0n).map(({ partition }) => [partition, since]))
    await reader.read(
      partitions,
      async (records) => {
        for (const record of records) {
          if (begun.get(record.partition) === since) begun.set(record.partition, record.at)
          if (refused.has(`${record.partition}/${record.offset}`)) continue
          fold.take(record, record.offset < committed.get(record.partition)!)
        }
        progress(`${fold.heartbeats} heartbeats`)
      },
      since,
    )
    const from = new Date(Math.max(since.getTime(), ...[...begun.values()].map((at) => afterHour(at, since))))
    return { from, to, hours: fold.hours, gpus: fold.gpus, heartbeats: fold.heartbeats }
  } finally {
    await reader.close()
  }
}

class Fold {
  private readonly byHour = new Map<string, HeardHour>()
  private readonly byGpu = new Map<string, HeardGpu>()
  heartbeats = 0

  constructor(
    private readonly network: string,
    private readonly to: Date,
  ) {}

  get hours(): HeardHour[] {
    return [...this.byHour.values()]
  }

  get gpus(): HeardGpu[] {
    return [...this.byGpu.values()]
  }

  take(record: JobRecord, isHandled: boolean): void {
    const data = heartbeatOf(record)
    if (data?.network !== this.network) return
    this.heartbeats++
    const { node } = data
    const hour = hourOf(record.at).toISOString()
    const heard = this.byHour.get(`${node} ${hour}`) ?? { node, hour, minutes: 0n, handled: 0n }
    const minute = 1n << BigInt(record.at.getUTCMinutes())
    heard.minutes |= minute
    const isOver = isHandled && record.at < this.to
    if (isOver) heard.handled |= minute
    this.byHour.set(`${node} ${hour}`, heard)
    const at = record.at.toISOString()
    for (const { gpu, model, memoryGb, region } of data.gpus) {
      const known = this.byGpu.get(`${node} ${gpu}`) ?? { node, gpu, as: new Set<string>(), seen: '' }
      known.as.add(JSON.stringify([model, memoryGb, region]))
      if (isOver && at > known.seen) known.seen = at
      this.byGpu.set(`${node} ${gpu}`, known)
    }
  }
}

function heartbeatOf(record: JobRecord) {
  try {
    return readMessage(record, ['assay.node.heartbeat.v1']).data
  } catch (error) {
    if (error instanceof UnreadableMessage) return undefined
    throw error
  }
}

const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)
const afterHour = (at: Date, since: Date) => (at === since ? at.getTime() : Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS)
