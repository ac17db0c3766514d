import type { Approval } from '../../config/approval'
import type { Program } from '../programs'
import type { ApprovedFor } from './typedData'

/** Who signs the distributions of a program, and for which contract. */
export interface Approvers extends Approval, ApprovedFor {}

/** Null where the profile names none, or nothing to publish to. */
export function approversOf({ approval, chainId, distributor }: Program): Approvers | null {
  return approval === null || distributor === undefined ? null : { ...approval, chainId, distributor }
}
