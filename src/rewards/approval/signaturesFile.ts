import { isHex } from 'viem'
import { address } from '../../economics/units'
import type { Publishable } from '../publish/distributor'
import { canonicalJson } from '../report/canonicalJson'
import type { Signature } from './signatures'
import { type ApprovedFor, typedDataOf } from './typedData'

export const SIGNATURES = 'signatures.json'
const FORMAT = 'assay-signatures/v1'

/** What was signed and by whom: enough for any library of EIP-712 to recover every signer. */
export function signaturesFile(on: ApprovedFor, distribution: Publishable, signatures: readonly Signature[]): string {
  const typedData = typedDataOf(on, distribution)
  const given = signatures.map(({ signer, signature }) => ({ signer, signature }))
  return canonicalJson({ format: FORMAT, signatures: given, typedData })
}

/** Signatures of such a file; none where it is no such file, so that it differs from every one that is. */
export function signaturesIn(text: string): Signature[] {
  try {
    const { format, signatures } = JSON.parse(text) as {
      format: unknown
      signatures: readonly Record<string, string>[]
    }
    if (format !== FORMAT) return []
    const read = signatures.map(({ signer = '', signature = '' }) => ({ signer: address(signer), signature }))
    return read.every((each): each is Signature => isHex(each.signature)) ? (read as Signature[]) : []
  } catch {
    return []
  }
}
