import { createHash } from 'node:crypto'

/** 32 bytes that stand for `text`: bill and job ids of the scenario. */
export function id32(text: string): `0x${string}` {
  return `0x${createHash('sha256').update(text).digest('hex')}`
}
