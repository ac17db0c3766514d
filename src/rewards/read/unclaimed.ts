import type { Profile } from '../../config/profile'
import type { BaseUnits } from '../../economics/units'
import type { Snapshot } from '../../postgres/snapshot'
import { programsOf } from '../programs'

/** What distributors hold of a program that nobody claimed: claimable, or expired and not taken back. */
export interface Unclaimed {
  readonly network: string
  /** its name; of a program that no profile has, its id */
  readonly program: string
  readonly amount: BaseUnits
}

/**
 * Of every program of the profiles, those with nothing unclaimed too, and of every other that was published. Kept by
 * triggers on the publications: a row of each program is read, whatever its history. None before its table is made.
 */
export async function readUnclaimed(snapshot: Snapshot, profiles: readonly Profile[]): Promise<Unclaimed[]> {
  if (!(await snapshot.hasTable('public.unclaimed'))) return []
  const rows = await snapshot.rows<{ network: string; id: string; amount: string }>(
    'select network, program_id as id, amount from unclaimed where network = any($1) order by network, program_id',
    [profiles.map(({ name }) => name)],
  )
  return profiles.flatMap((profile) => {
    const network = profile.name
    const amounts = new Map(rows.filter((row) => row.network === network).map(({ id, amount }) => [id, BigInt(amount)]))
    const named = programsOf(profile).map(({ name, programId }) => {
      const amount = amounts.get(programId) ?? 0n
      amounts.delete(programId)
      return { network, program: name, amount }
    })
    const others = [...amounts].map(([id, amount]) => ({ network, program: id, amount }))
    return [...named, ...others.filter(({ amount }) => amount !== 0n)]
  })
}
