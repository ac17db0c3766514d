import type { Profile } from '../config/profile'
import { NOT_COMPARED } from '../errors'
import type { Progress } from './progress'
import type { Standing } from './standing'

/**
 * Why figures are pending: nothing contradicts them, since nobody has compared them with the chain.
 * @param behind blocks of the chain that are not indexed; null where that is unknown
 * @returns undefined where figures of the network have been compared with its contracts
 */
export function pendingComparison(
  { rpcUrl, finalityConfirmation }: Profile,
  { finalized }: Progress,
  { alarms, compared, firstBlock }: Standing,
  behind: number | null,
): string | undefined {
  if (compared) return undefined
  // Before its first recorded block is final, a contract may not be there yet in any final block.
  const nothingFinal = finalized === null || (firstBlock !== null && firstBlock > finalized)
  const reasons = [
    rpcUrl === undefined && 'no endpoint is named',
    alarms.find(({ code }) => code === NOT_COMPARED)?.message,
    behind !== null && behind > finalityConfirmation && `its history is still being read, ${behind} blocks are left`,
    nothingFinal && 'none of its blocks is final',
  ]
  const reason = reasons.find(Boolean)
  return `not compared with the chain yet${reason ? `: ${reason}` : ''}`
}
