import type { Hash } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'

/** The correction that supersedes a distribution's report, without what it says. */
export interface NewestCorrection {
  readonly number: number
  /** of the corrected report */
  readonly sha256: Hash
  readonly by: string
  readonly reason: string
  readonly at: Date
}

/** By distribution; those whose report stands have none. */
export async function newestCorrections(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NewestCorrection>> {
  const { rows } = await db.query<NewestCorrection & { readonly id: string }>(
    `select distinct on (distribution_id) distribution_id as id, number, sha256, corrected_by as by, reason, corrected_at as at
     from correction where distribution_id = any($1) order by distribution_id, number desc`,
    [ids],
  )
  return new Map(rows.map(({ id, ...correction }) => [id, correction]))
}

/**
 * Ids of the distributions whose corrections each settles, by distribution. Read of the reports, which name them: the
 * files of what is settled have every corrected report in them.
 */
export async function settledBy(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await db.query<{ readonly id: string; readonly settles: string[] }>(
    `select r.distribution_id as id,
       array(select each ->> 'id' from json_array_elements(r.body::json #> '{inputs,corrections,reports}') each) as settles
     from report r join report_settlement s using (distribution_id) where distribution_id = any($1)`,
    [ids],
  )
  return new Map(rows.map(({ id, settles }) => [id, settles]))
}
