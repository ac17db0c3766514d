import type { Findings } from './findings'
import { shown } from './shown'

const WORD = 32
const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const HASH = /^0x[0-9a-fA-F]{64}$/

/**
 * Twenty bytes, in whatever letter case: a leaf commits to bytes, and publishers write addresses with and without the
 * capitals of a checksum. The zero address is told and used: its leaf may still be the one in the tree.
 */
export function readAddress(findings: Findings, where: string, value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || !ADDRESS.test(value)) {
    findings.add('addresses', where, `${shown(value)} is no address: 0x and 40 hex digits`)
    return undefined
  }
  const bytes = Buffer.from(value.slice(2), 'hex')
  if (bytes.every((byte) => byte === 0)) findings.add('addresses', where, 'the zero address: nobody can claim it')
  return bytes
}

/** Base units that a leaf holds in `bits`. @param field what it is called, for the message */
export function readAmount(
  findings: Findings,
  where: string,
  field: string,
  value: unknown,
  bits = 256,
): bigint | undefined {
  const wrong = (what: string) => {
    findings.add('amounts', where, `${field} ${shown(value)} ${what}`)
    return undefined
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return wrong('is a JSON number too large to be exact: it belongs in quotes')
  const text = typeof value === 'number' ? String(value) : value
  if (text === undefined) {
    findings.add('amounts', where, `it has no ${field}`)
    return undefined
  }
  if (typeof text !== 'string' || !/^-?(0|[1-9]\d*)$/.test(text)) return wrong('is no whole number of base units')
  // Longer than any uint256: a number of a million digits would take minutes to read.
  if (text.length > 80) return wrong(`overflows a uint${bits}`)
  const amount = BigInt(text)
  if (amount < 0n) return wrong('is negative')
  return amount >> BigInt(bits) === 0n ? amount : wrong(`overflows a uint${bits}`)
}

/** The bytes of a hash, undefined where it is none. */
export function hashBytes(value: unknown): Buffer | undefined {
  return typeof value === 'string' && HASH.test(value) ? Buffer.from(value.slice(2), 'hex') : undefined
}

/** A number as one word of the EVM, big-endian. */
export function word(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * WORD, '0'), 'hex')
}

export function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
