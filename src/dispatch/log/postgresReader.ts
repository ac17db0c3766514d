import type { Queryable } from '../../postgres/queryable'
import type { JobRecord } from './joblog'
import type { LogPartition, LogReader } from './reader'

/** Records of one statement: a bound on memory. */
const PAGE = 2_000

type Row<T> = {
  readonly [K in keyof T]: T[K] extends bigint ? string : T[K] extends bigint | null ? string | null : T[K]
}

/** Tables `job_log` and `job_log_group`, through a connection of the reader's. */
export class PostgresLogReader implements LogReader {
  constructor(private readonly db: Queryable) {}

  /** Of partitions that the topic has, that hold records, and that the group has joined. */
  async partitions(topic: string, group?: string): Promise<LogPartition[]> {
    const { rows } = await this.db.query<Row<LogPartition>>(
      `select $1::text as topic, part.partition, coalesce(l.first, g.committed, 0) as first,
              coalesce(l.last + 1, g.committed, 0) as next, g.committed
         from (select p as partition from job_topic t cross join lateral generate_series(0, t.partitions - 1) as p where t.topic = $1
               union select distinct partition from job_log where topic = $1
               union select partition from job_log_group where topic = $1 and consumer_group = $2) as part
         left join (select partition, min("offset") as first, max("offset") as last from job_log where topic = $1 group by 1) as l
           using (partition)
         left join job_log_group g on g.topic = $1 and g.consumer_group = $2 and g.partition = part.partition
        order by 2`,
      [topic, group ?? null],
    )
    return rows.map(({ first, next, committed, ...row }) => {
      return {
        ...row,
        first: BigInt(first),
        next: BigInt(next),
        committed: committed === null ? null : BigInt(committed),
      }
    })
  }

  async read(
    partitions: readonly LogPartition[],
    take: (records: readonly JobRecord[]) => Promise<void>,
    since = new Date(0),
  ): Promise<void> {
    for (const { topic, partition, first, next } of partitions) {
      for (let from = first; from < next; ) {
        const { rows } = await this.db.query<Row<JobRecord>>(
          `select topic, partition, "offset", key, headers, value, at from job_log
            where topic = $1 and partition = $2 and "offset" >= $3 and "offset" < $4 and at >= $5 order by "offset" limit $6`,
          [topic, partition, from, next, since, PAGE],
        )
        if (rows.length === 0) break
        const records = rows.map((row) => ({ ...row, offset: BigInt(row.offset) }))
        from = records[records.length - 1]!.offset + 1n
        await take(records)
      }
    }
  }

  async close(): Promise<void> {}
}
