import type { Hex } from 'viem'
import type { Header } from '../../chain/blocks'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import { requireName } from '../publish/approve'
import type { Approvers } from './approvers'
import { approvedBy, type Contracts, isSignedBy, signerOf } from './check'
import { type Signature, signedBy, storeSignature } from './signatures'

/** A chain, and its newest block: in that a contract is asked. */
export interface AskedContracts extends Contracts {
  head(): Promise<Pick<Header, 'hash'>>
}

interface Signing {
  readonly signature: Hex
  /** a contract whose signature it is (ERC-1271); undefined: that of the key it is by */
  readonly signer?: Address
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
  contracts: AskedContracts,
  approvers: Approvers,
  distribution: Distribution,
  { signature, signer: named, by, approve }: Signing,
): Promise<Signed> {
  requireName(by)
  const { id, state } = distribution
  requireSignable(distribution)
  const signer = named ?? (await signerOf(approvers, distribution, signature))
  if (signer === null || !approvers.signers.includes(signer))
    throw new AssayError('E-APPROVER', `${signer ?? 'nobody'} signed ${id}, who is none of its approvers`, {
      next: `They are, by the profile: ${approvers.signers.join(', ')}. Sign what --typed-data prints; a contract that signs is named with --signer.`,
    })
  await storeSignature(db, id, await taken(contracts, approvers, distribution, { signer, signature }), by)
  const count = (await approvedBy(db, contracts, approvers, distribution)).length
  const enough = count >= approvers.threshold
  if (enough && state === 'verified') await approve(await signedBy(db, id))
  return { signer, count, approved: enough }
}

/**
 * A signature as it is kept: that of a contract with the block in which the contract took it.
 * @throws AssayError E-APPROVER where it does not, E-RPC when the node is away
 */
async function taken(
  contracts: AskedContracts,
  on: Approvers,
  distribution: Distribution,
  given: Pick<Signature, 'signer' | 'signature'>,
): Promise<Signature> {
  if ((await signerOf(on, distribution, given.signature)) === given.signer) return { ...given, block: null }
  const { hash: block } = await contracts.head()
  const at = { blockHash: block }
  if (await isSignedBy(contracts, on, distribution, given, at)) return { ...given, block }
  throw new AssayError('E-APPROVER', `${given.signer} does not take it as its signature of ${distribution.id}`, {
    next: 'The owners of a Safe sign what --typed-data prints as a message of the Safe (ERC-1271).',
  })
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
