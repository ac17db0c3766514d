import { keccak256, stringToBytes } from 'viem'
import type { Call } from '../../chain/calls'
import type { Address } from '../../economics/units'
import { approveCall, type Publishable, publishCall } from './distributor'

/**
 * A file for the Safe transaction builder: the owners of a Safe review and sign what publishes a distribution.
 * Its time is the pinned block's, so the same distribution gives the same bytes.
 * @throws AssayError E-EMPTY when the distribution pays nobody
 */
export function safeBatch(chainId: number, distributor: Address, distribution: Publishable): string {
  const publish = publishCall(distributor, distribution)
  const report = distribution.report!
  const approve = approveCall(distributor, distribution.asset, report.distributed)
  const batch = {
    version: '1.0',
    chainId: String(chainId),
    createdAt: report.pinned.time * 1000,
    meta: {
      name: distribution.id,
      description: `Publishes ${distribution.id}: root ${report.root}, report ${report.reportHash}`,
      txBuilderVersion: '1.16.5',
      createdFromSafeAddress: '',
      createdFromOwnerAddress: '',
    },
    transactions: (approve ? [approve, publish] : [publish]).map(transaction),
  }
  const signed = { ...batch, meta: { ...batch.meta, checksum: checksum(batch) } }
  return `${JSON.stringify(signed, null, 2)}\n`
}

function transaction({ to, data, value = 0n }: Call) {
  return { to, value: value.toString(), data, contractMethod: null, contractInputsValues: null }
}

/** The builder's own checksum: keccak of the file with sorted keys and without its name. */
function checksum(batch: { readonly meta: object }): string {
  return keccak256(stringToBytes(serialize({ ...batch, meta: { ...batch.meta, name: null } })))
}

/** The builder's notation: keys as an array first, then every value with a comma behind it. */
function serialize(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(serialize).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  const values = keys.map((key) => `${serialize((value as Record<string, unknown>)[key])},`)
  return `{${JSON.stringify(keys)}${values.join('')}}`
}
