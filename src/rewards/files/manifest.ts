import type { Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'

/** Keeps the SHA-256 of each file of a distribution; its files are written after it, so none lies there without one. */
export async function storeManifest(db: Queryable, id: string, files: ReadonlyMap<string, Hash>): Promise<void> {
  await db.query(
    `insert into report_file (distribution_id, name, sha256) select $1, * from unnest($2::text[], $3::text[])
     on conflict (distribution_id, name) do update set sha256 = excluded.sha256`,
    [id, [...files.keys()], [...files.values()]],
  )
}

/** SHA-256 of each file of a distribution as it was written, by name. */
export async function writtenHashes(db: Queryable, id: string): Promise<Map<string, Hash>> {
  const { rows } = await db.query<{ name: string; sha256: Hash }>(
    'select name, sha256 from report_file where distribution_id = $1 order by name',
    [id],
  )
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]))
}

/** SHA-256 that a file was written with; null when it was written before these were kept, or never. */
export async function writtenHash(db: Queryable, id: string, name: string): Promise<Hash | null> {
  const { rows } = await db.query<{ sha256: Hash }>(
    'select sha256 from report_file where distribution_id = $1 and name = $2',
    [id, name],
  )
  return rows[0]?.sha256 ?? null
}
