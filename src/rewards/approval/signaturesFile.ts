import { isHex } from 'viem'
import { address, hash } from '../../economics/units'
import type { Publishable } from '../publish/distributor'
import { canonicalJson } from '../report/canonicalJson'
import type { Signature } from './signatures'
import { type ApprovedFor, typedDataOf } from './typedData'

export const SIGNATURES = 'signatures.json'
const FORMAT = 'assay-signatures/v1'

/**
 * What was signed and by whom: enough for any library of EIP-712 to recover every signer, and to ask those that are contracts
 * in the block beside their signature.
 */
export function signaturesFile(on: ApprovedFor, distribution: Publishable, signatures: readonly Signature[]): string {
  const typedData = typedDataOf(on, distribution)
  const given = signatures.map(({ signer, signature, block }) => ({
    signer,
    signature,
    ...(block !== null && { block }),
  }))
  return canonicalJson({ format: FORMAT, signatures: given, typedData })
}

/** Signatures of such a file; none where it is no such file, so that it differs from every one that is. */
export function signaturesIn(text: string): Signature[] {
  try {
    const { format, signatures } = JSON.parse(text) as {
      format: unknown
      signatures: readonly Given[]
    }
    return format === FORMAT ? signatures.map(signatureIn) : []
  } catch {
    return []
  }
}

interface Given {
  readonly signer: string
  readonly signature: string
  readonly block?: string
}

/** @throws RangeError, TypeError */
function signatureIn({ signer, signature, block }: Given): Signature {
  if (!isHex(signature)) throw new TypeError('no signature')
  return { signer: address(signer), signature, block: block === undefined ? null : hash(block) }
}
