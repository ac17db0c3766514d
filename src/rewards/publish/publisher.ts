import type { Queryable } from '../../postgres/queryable'

/**
 * Keeps whether a program's cron approves and publishes by itself, for whoever is to say what waits for a person: the
 * settings that let it are the cron's own.
 */
export async function sayWhoPublishes(
  db: Queryable,
  { network, name }: { readonly network: string; readonly name: string },
  byItself: boolean,
): Promise<void> {
  const sql = byItself
    ? 'insert into reward_publisher (network, program) values ($1, $2) on conflict do nothing'
    : 'delete from reward_publisher where network = $1 and program = $2'
  await db.query(sql, [network, name])
}
