import type { Snapshot } from '../../postgres/snapshot'

/**
 * Whether one of an owner's unstakes could have closed several stakes, and the chain has not confirmed the one that the
 * ledger closed (domain.md §2, trap 4): positions and claims of this owner may be those of another choice.
 */
export async function isUncertain(snapshot: Snapshot, network: string, owner: string): Promise<boolean> {
  const [row] = await snapshot.rows<{ uncertain: boolean }>(
    `select exists (
       select from finding f left join finding_evidence later on later.finding = f.id
        where f.network = $1 and f.code = 'F-AMBIGUOUS-UNSTAKE' and f.evidence->>'owner' = $2
          and later.evidence->>'agrees' is distinct from 'true') as uncertain`,
    [network, owner],
  )
  return row!.uncertain
}
