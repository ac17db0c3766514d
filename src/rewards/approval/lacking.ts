import type { Approval } from '../../config/approval'
import type { Address, BlockNumber } from '../../economics/units'

/**
 * How many signatures a distribution that may be paid lacks, of those who were approvers once or are: 0 where the profile asked
 * for none yet.
 * @param signed whose signature of it is true
 * @param pinned last block of its period
 */
export function lackingSignatures(
  approval: Approval | null,
  signed: readonly Address[],
  pinned: BlockNumber,
): { readonly wanted: number; readonly lacking: number } {
  if (approval === null || pinned < approval.fromBlock) return { wanted: 0, lacking: 0 }
  const { threshold, signers, former } = approval
  const count = new Set(signed.filter((each) => signers.includes(each) || former.includes(each))).size
  return { wanted: threshold, lacking: Math.max(0, threshold - count) }
}
