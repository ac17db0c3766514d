import type { BlockNumber } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'

/** The newest log of a network that no decoder understood: where to look first. */
export interface QuarantineSample {
  readonly block: BlockNumber
  readonly txHash: string
  readonly contract: string
  readonly topic0: string
  readonly reason: string
}

/** null when there is none. */
export async function newestQuarantined(snapshot: Snapshot, network: string): Promise<QuarantineSample | null> {
  const [row] = await snapshot.rows<QuarantineSample>(
    `select block, tx_hash as "txHash", contract, topic0, reason from quarantine
      where network = $1 order by block desc, id desc limit 1`,
    [network],
  )
  return row ?? null
}
