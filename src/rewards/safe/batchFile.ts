import { keccak256, stringToBytes } from 'viem'
import type { Seconds } from '../../economics/units'

/** A transaction as the Safe transaction builder writes it: of its data or of its method with inputs, one is null. */
export interface BatchTransaction {
  readonly to: string
  readonly value: string
  readonly data: string | null
  readonly contractMethod: object | null
  readonly contractInputsValues: Readonly<Record<string, string>> | null
}

interface Batch {
  readonly chainId: number
  /** block time, so that the same batch gives the same bytes */
  readonly time: Seconds
  readonly name: string
  readonly description: string
  /** the Safe that it is for; empty: any */
  readonly safe: string
  readonly transactions: readonly BatchTransaction[]
}

/** A file for the Safe transaction builder: the owners of a Safe review it there, and sign all of it or nothing. */
export function batchFile({ chainId, time, name, description, safe, transactions }: Batch): string {
  const batch = {
    version: '1.0',
    chainId: String(chainId),
    createdAt: time * 1000,
    meta: {
      ...{ name, description, txBuilderVersion: '1.16.5' },
      ...{ createdFromSafeAddress: safe, createdFromOwnerAddress: '' },
    },
    transactions,
  }
  const signed = { ...batch, meta: { ...batch.meta, checksum: checksum(batch) } }
  return `${JSON.stringify(signed, null, 2)}\n`
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
