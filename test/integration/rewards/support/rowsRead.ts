import { Client, Pool } from 'pg'

/**
 * Rows and index entries that Postgres read for some work, by its own counters. The work has connections of its own,
 * since a connection tells what it counted when it ends.
 */
export async function rowsRead(url: string, work: (pool: Pool) => Promise<unknown>): Promise<Map<string, number>> {
  const watcher = new Client({ connectionString: url })
  await watcher.connect()
  try {
    await alone(watcher)
    const before = await counters(watcher)
    const pool = new Pool({ connectionString: url, max: 4 })
    await work(pool)
    await pool.end()
    await alone(watcher)
    const after = await counters(watcher)
    const read = [...after].map(([table, count]) => [table, count - (before.get(table) ?? 0)] as const)
    return new Map(read.filter(([, count]) => count > 0))
  } finally {
    await watcher.end()
  }
}

/** Every other connection to the database has gone, and its counts have arrived. */
async function alone(watcher: Client): Promise<void> {
  for (;;) {
    const { rows } = await watcher.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
       where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    if (rows[0]!.others === 0) return
  }
}

async function counters(watcher: Client): Promise<Map<string, number>> {
  await watcher.query('select pg_stat_clear_snapshot()')
  const { rows } = await watcher.query<{ table: string; count: string }>(
    `select t.relname as table, t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0) as count
     from pg_stat_user_tables t left join pg_stat_user_indexes i using (relid) group by t.relid, t.relname, t.seq_tup_read`,
  )
  return new Map(rows.map((row) => [row.table, Number(row.count)]))
}

/** Rows of one table that a deeper index or another choice of plan may cost beside. */
const MARGIN = 40

/** Tables of which the second reads more than the first, with both counts. */
export function moreRead(first: ReadonlyMap<string, number>, second: ReadonlyMap<string, number>): string[] {
  const more = [...second].filter(([table, count]) => count > (first.get(table) ?? 0) + MARGIN)
  return more.map(([table, count]) => `${table}: ${count} after ${first.get(table) ?? 0}`)
}
