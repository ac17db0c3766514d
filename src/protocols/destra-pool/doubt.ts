import { exchanges } from '../../economics/pool/exchange'
import { type PoolState, stakesOf } from '../../economics/pool/state'

/**
 * What the evidence of a finding says where another choice of what its owner's unstakes closed may not make it: as with
 * a difference, it counts where `F-AMBIGUOUS-UNSTAKE` or `F-AMBIGUOUS-CLAIM` names that owner.
 */
export function doubtOf(state: PoolState, owner: string, isAmbiguous = false): { uncertain?: 'true' } {
  return isAmbiguous || exchanges(state, stakesOf(state, owner)).ways.length > 0 ? { uncertain: 'true' } : {}
}
