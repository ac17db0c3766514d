import { type Hex, recoverTypedDataAddress } from 'viem'
import { type Address, address } from '../../economics/units'
import type { ReportData, ReportType } from './report'
import { type ReportDomain, typedDataOf } from './typedData'

/** Whose key signed a report; null where it is nobody's. */
export async function signerOf(domain: ReportDomain, type: ReportType, data: ReportData): Promise<Address | null> {
  const { signature, ...signed } = data
  if (signature === undefined) return null
  const recovered = recoverTypedDataAddress({ ...typedDataOf(domain, type, signed), signature: signature as Hex })
  return recovered.then(address).catch(() => null)
}
