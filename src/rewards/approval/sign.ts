import type { Hex } from 'viem'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import { requireName } from '../publish/approve'
import type { Approvers } from './approvers'
import { approvedBy, signerOf } from './check'
import { signedBy, storeSignature } from './signatures'

interface Signing {
  readonly signature: Hex
  /** who answers for it */
  readonly by: string
  /** done once there are enough */
  readonly approve: (by: string) => Promise<void>
}

interface Signed {
  readonly signer: Address
  /** approvers that have signed by now */
  readonly count: number
  readonly approved: boolean
}

/**
 * Keeps an approver's signature of a distribution, and approves it once so many have signed as the profile asks for.
 * Signing twice is signing once.
 * @throws AssayError E-STATE unless it is verified or approved, E-APPROVER when it is not one of the approvers'
 */
export async function addSignature(
  db: Queryable,
  approvers: Approvers,
  distribution: Distribution,
  { signature, by, approve }: Signing,
): Promise<Signed> {
  requireName(by)
  const { id, state } = distribution
  requireSignable(distribution)
  const signer = await signerOf(approvers, distribution, signature)
  if (signer === null || !approvers.signers.includes(signer))
    throw new AssayError('E-APPROVER', `${signer ?? 'nobody'} signed ${id}, who is none of its approvers`, {
      next: `They are, by the profile: ${approvers.signers.join(', ')}. Sign what --typed-data prints.`,
    })
  await storeSignature(db, id, { signer, signature }, by)
  const count = (await approvedBy(db, approvers, distribution)).length
  const enough = count >= approvers.threshold
  if (enough && state === 'verified') await approve(await signedBy(db, id))
  return { signer, count, approved: enough }
}

/** @throws AssayError E-STATE, E-EMPTY */
export function requireSignable({ id, state, report }: Distribution): void {
  if (state !== 'verified' && state !== 'approved')
    throw new AssayError('E-STATE', `distribution ${id} is ${state}; only a verified one can be signed`, {
      next: `Look at it with: assay rewards show ${id}`,
    })
  if (report?.root === null)
    throw new AssayError('E-EMPTY', `distribution ${id} pays nobody: there is nothing to sign`, {
      next: 'Its pot is carried into the next period.',
    })
}
