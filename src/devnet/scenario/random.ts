/**
 * The scenario's only source of chance: sfc32, seeded by text. Streams of different names are independent, so that a
 * change in one network's script does not move another's.
 */
export class Random {
  #a = 0x9e3779b9
  #b = 0x243f6a88
  #c = 0xb7e15162
  #counter = 1

  constructor(seed: string) {
    for (let at = 0; at < seed.length; at++) {
      this.#a = Math.imul(this.#a ^ seed.charCodeAt(at), 0x85ebca6b)
      this.#b = (this.#b + Math.imul(this.#a, 0xc2b2ae35)) | 0
      this.#c ^= (this.#b << 13) | (this.#b >>> 19)
    }
    for (let round = 0; round < 16; round++) this.#next()
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + sum) | 0
    return sum >>> 0
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.#next() / 4_294_967_296
  }

  /** Uniform integer, both ends included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)]!
  }

  /** Some of `items`, in their order, each with `probability`. */
  some<T>(items: readonly T[], probability: number): T[] {
    return items.filter(() => this.chance(probability))
  }

  /** Whole tokens between the ends, in base units of 18 decimals. */
  tokens(low: number, high: number): bigint {
    return BigInt(this.int(low, high)) * 10n ** 18n
  }

  /** Waiting time of a Poisson process, in the unit of `mean`. */
  wait(mean: number): number {
    return -Math.log(1 - this.unit()) * mean
  }

  /** Number of events of a Poisson process that expects `mean`. */
  count(mean: number): number {
    let events = 0
    for (let left = mean - this.wait(1); left > 0; left -= this.wait(1)) events++
    return events
  }
}
