import { randomBytes } from 'node:crypto'

/** A new cluster's id. Its first bit is 0, so that it never begins with `-`, which Kafka's tools take for an option. */
export function newClusterId(random: Buffer = randomBytes(16)): string {
  return Buffer.from([random[0]! & 0x7f, ...random.subarray(1)]).toString('base64url')
}
