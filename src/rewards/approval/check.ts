import { type Hex, recoverTypedDataAddress } from 'viem'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { Publishable } from '../publish/distributor'
import type { Approvers } from './approvers'
import { readSignatures, type Signature } from './signatures'
import { type ApprovedFor, typedDataOf } from './typedData'

/** Whose signature of a distribution it is; null where it is none of anybody's. */
export async function signerOf(on: ApprovedFor, distribution: Publishable, signature: Hex): Promise<Address | null> {
  const recovered = recoverTypedDataAddress({ ...typedDataOf(on, distribution), signature })
  return recovered.then(address).catch(() => null)
}

/** Those that are not what they say: of another distribution, contract or key. */
export async function falseOnes(
  on: ApprovedFor,
  distribution: Publishable,
  signatures: readonly Signature[],
): Promise<{ readonly signer: Address; readonly found: Address | null }[]> {
  const wrong = []
  for (const { signer, signature } of signatures) {
    const found = await signerOf(on, distribution, signature)
    if (found !== signer) wrong.push({ signer, found })
  }
  return wrong
}

/** Approvers of today whose stored signature of a distribution is true; what the rows say of it is not believed. */
export async function approvedBy(db: Queryable, approvers: Approvers, distribution: Publishable): Promise<Address[]> {
  const signatures = await readSignatures(db, distribution.id)
  const wrong = new Set((await falseOnes(approvers, distribution, signatures)).map(({ signer }) => signer))
  return signatures.map(({ signer }) => signer).filter((each) => approvers.signers.includes(each) && !wrong.has(each))
}

/** @throws AssayError E-SIGNATURES below the threshold */
export async function requireSigned(
  db: Queryable,
  approvers: Approvers | null,
  distribution: Publishable,
): Promise<void> {
  if (approvers === null) return
  const signed = await approvedBy(db, approvers, distribution)
  if (signed.length >= approvers.threshold) return
  throw new AssayError(
    'E-SIGNATURES',
    `${distribution.id} has ${signed.length} of the ${approvers.threshold} signatures that it needs`,
    {
      next: `Another approver signs it: assay rewards approve ${distribution.id} --by NAME --sign`,
      details: { signed, approvers: approvers.signers },
    },
  )
}
