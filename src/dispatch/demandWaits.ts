import type { Pool } from 'pg'
import { tryLockToCommit } from '../postgres/lock'
import type { Queryable } from '../postgres/queryable'
import { transaction } from '../postgres/transaction'
import { eligibleNodes } from './leases/assign'
import { HEARTBEAT_FRESH_MS } from './leases/timing'
import { AWAKE } from './leases/waiting'
import type { JobNetwork } from './network'
import type { Demand } from './placement'
import { demandWaitsFor, type HeardGpu } from './waits'

/** Classes of one round: each is a lookup by index, some 20 µs, so a full round takes 20 ms of the second between two. */
const CLASSES_PER_ROUND = 1_000
/** Before every class: memory is 1 GB at least. */
const BEFORE_ALL = { model: '', region: '', memoryGb: 0 }

/** A class of demand as it is stored: '' is any. */
type Class = typeof BEFORE_ALL

/**
 * Keeps for each class of demand why its jobs wait, however many they are. A round-robin cursor over the classes, in the
 * order of the index; it lives in memory, so a dispatcher that starts begins with the first.
 */
export class DemandWaits {
  private after: Class = BEFORE_ALL

  constructor(
    private readonly network: JobNetwork,
    private readonly perRound = CLASSES_PER_ROUND,
  ) {}

  /** One round; only what has changed is written. */
  round(pool: Pool): Promise<void> {
    return transaction(pool, async (db) => {
      if (!(await tryLockToCommit(db, 'waits', this.network.name))) return
      const classes = await this.next(db)
      const [first, last] = [this.after, classes.length < this.perRound ? null : classes.at(-1)!]
      await this.store(db, await this.explain(db, classes), first, last)
      this.after = last ?? BEFORE_ALL
    })
  }

  private async next(db: Queryable): Promise<Class[]> {
    const { model, region, memoryGb } = this.after
    const columns = `coalesce(model, '') as model, coalesce(region, '') as region, memory_gb`
    const key = `(coalesce(model, ''), coalesce(region, ''), memory_gb)`
    const order = `coalesce(model, ''), coalesce(region, ''), memory_gb`
    const { rows } = await db.query<Class>(
      `with recursive class as (
        (select ${columns}, 1 as n from job where ${AWAKE} and ${key} > ($2, $3, $4::int) order by ${order} limit 1)
        union all
        select next.*, class.n + 1 from class
         cross join lateral (select ${columns} from job where ${AWAKE} and ${key} > (class.model, class.region, class.memory_gb)
                              order by ${order} limit 1) as next
         where class.n < $5)
       select model, region, memory_gb as "memoryGb" from class order by n`,
      [this.network.name, model, region, memoryGb, this.perRound],
    )
    return rows
  }

  private async explain(db: Queryable, classes: readonly Class[]): Promise<(Class & { waitsFor: string })[]> {
    if (classes.length === 0) return []
    const { rows: gpus } = await db.query<HeardGpu>(
      `select g.node, g.model, g.memory_gb as "memoryGb", g.region,
              exists (select from lease l where l.network = g.network and l.node = g.node and l.gpu = g.gpu
                         and l.released_at is null) as "isLeased",
              exists (select from gpu_health h where h.network = g.network and h.node = g.node and h.gpu = g.gpu
                         and h.quarantined_until > clock_timestamp()) as "isQuarantined"
         from gpu g where g.network = $1 and g.seen_at > clock_timestamp() - $2 * interval '1 ms'`,
      [this.network.name, HEARTBEAT_FRESH_MS],
    )
    const mayWork = await eligibleNodes(db, this.network)
    return classes.flatMap((each) => {
      const waitsFor = demandWaitsFor(demandOf(each), gpus, mayWork)
      return waitsFor === null ? [] : [{ ...each, waitsFor }]
    })
  }

  /** @param last null: the end of the classes */
  private async store(
    db: Queryable,
    explained: readonly (Class & { waitsFor: string })[],
    first: Class,
    last: Class | null,
  ): Promise<void> {
    await db.query(
      `with said as (select * from jsonb_to_recordset($2) as r(model text, region text, "memoryGb" int, "waitsFor" text)),
       gone as (delete from demand_wait d where network = $1 and (model, region, memory_gb) > ($3, $4, $5::int)
          and ($6 or (model, region, memory_gb) <= ($7, $8, $9::int))
          and not exists (select from said where (said.model, said.region, said."memoryGb") = (d.model, d.region, d.memory_gb)))
       insert into demand_wait as known (network, model, region, memory_gb, waits_for)
       select $1, model, region, "memoryGb", "waitsFor" from said
       on conflict (network, model, region, memory_gb) do update set waits_for = excluded.waits_for, since = clock_timestamp()
        where known.waits_for <> excluded.waits_for`,
      [this.network.name, JSON.stringify(explained), ...valuesOf(first), last === null, ...valuesOf(last ?? first)],
    )
  }
}

function valuesOf({ model, region, memoryGb }: Class): unknown[] {
  return [model, region, memoryGb]
}

function demandOf({ model, region, memoryGb }: Class): Demand {
  return { model: model || null, region: region || null, memoryGb }
}
