import { keccak256 } from 'viem'
import type { EncodedLog } from './encode'

const bitsOf = new Map<string, readonly number[]>()

/** The three bits that an address or topic sets, of 2,048. */
function bits(item: string): readonly number[] {
  let found = bitsOf.get(item)
  if (!found) {
    const digest = keccak256(item as `0x${string}`, 'bytes')
    found = [0, 2, 4].map((at) => (digest[at]! * 256 + digest[at + 1]!) & 2047)
    bitsOf.set(item, found)
  }
  return found
}

/** `logsBloom` of a block with these logs. */
export function bloomOf(logs: readonly EncodedLog[]): string {
  const bytes = Buffer.alloc(256)
  for (const { address, topics } of logs)
    for (const item of [address, ...topics]) for (const bit of bits(item)) bytes[255 - (bit >> 3)]! |= 1 << (bit & 7)
  return `0x${bytes.toString('hex')}`
}
