import type { Queryable } from '../../postgres/queryable'

/** Records of a topic that a consumer group has not committed. */
export interface LogLag {
  readonly group: string
  readonly topic: string
  readonly records: bigint
}

/**
 * The lag of every group in the topics it has joined; or of one group in some topics, where a partition that it never
 * joined counts from its first record. A row per group and partition, and the ends of each by its key.
 */
export async function readLags(
  db: Queryable,
  of?: { readonly group: string; readonly topics: readonly string[] },
): Promise<LogLag[]> {
  const { rows } = await db.query<{ group: string; topic: string; records: string }>(
    `select part."group", part.topic,
            sum(greatest(0, 1 + last."offset" - coalesce(part.committed, first."offset"))) as records
       from (select consumer_group as "group", topic, partition, committed from job_log_group
              where $1::text is null or consumer_group = $1 and topic = any($2)
             union all
             select $1, t.topic, p, null from job_topic t cross join lateral generate_series(0, t.partitions - 1) as p
              where t.topic = any($2)
                and not exists (select from job_log_group g
                                 where g.consumer_group = $1 and g.topic = t.topic and g.partition = p)) as part
       left join lateral (select l."offset" from job_log l where l.topic = part.topic and l.partition = part.partition
                           order by l."offset" limit 1) as first on true
       left join lateral (select l."offset" from job_log l where l.topic = part.topic and l.partition = part.partition
                           order by l."offset" desc limit 1) as last on true
      group by 1, 2 order by 1, 2`,
    [of?.group ?? null, of?.topics ?? null],
  )
  return rows.map((row) => ({ ...row, records: BigInt(row.records) }))
}

/** Records of topics that a group has not committed; a group that never joined has all of them before it. */
export async function lagOf(db: Queryable, group: string, topics: readonly string[]): Promise<bigint> {
  return (await readLags(db, { group, topics })).reduce((sum, { records }) => sum + records, 0n)
}
