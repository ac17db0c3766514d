import type { Keccak } from '../../../keccak'

const BYTES = 256
const BIT_MASK = 2_047
/** Items whose bits are cached: the contracts, events and accounts of a busy chain recur. */
const MAX_CACHED = 50_000

/** The part of a log that enters its block's bloom filter. */
interface BloomItems {
  readonly address: string
  readonly topics: readonly string[]
}

/** The 2,048-bit filter over addresses and topics that every header carries. */
export class Blooms {
  private readonly cache = new Map<string, readonly number[]>()

  constructor(private readonly keccak: Keccak) {}

  /** The filter of all logs of a block, as the header writes it. */
  of(logs: Iterable<BloomItems>): string {
    const filter = Buffer.alloc(BYTES)
    for (const { address, topics } of logs) {
      this.add(filter, address)
      for (const topic of topics) this.add(filter, topic)
    }
    return `0x${filter.toString('hex')}`
  }

  /** Whether a header's filter says that an address or topic may be in its block; `false` is certain. */
  claims(filter: Uint8Array, item: string): boolean {
    return this.bitsOf(item).every((bit) => (filter[byteOf(bit)]! & (1 << (bit & 7))) !== 0)
  }

  private add(filter: Uint8Array, item: string): void {
    for (const bit of this.bitsOf(item)) filter[byteOf(bit)]! |= 1 << (bit & 7)
  }

  private bitsOf(item: string): readonly number[] {
    let bits = this.cache.get(item)
    if (!bits) {
      const hash = this.keccak(Buffer.from(item.slice(2), 'hex'))
      bits = [0, 2, 4].map((at) => ((hash[at]! << 8) | hash[at + 1]!) & BIT_MASK)
      if (this.cache.size >= MAX_CACHED) this.cache.clear()
      this.cache.set(item, bits)
    }
    return bits
  }
}

/** Bit 0 is the last bit of the last byte. */
function byteOf(bit: number): number {
  return BYTES - 1 - (bit >> 3)
}
