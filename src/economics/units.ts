/** Branded text: parsed at the border with the constructors below; inside, the type is the guarantee. */
declare const brand: unique symbol
type Brand<T, B extends string> = T & { readonly [brand]: B }

/** An account or contract: 0x and 40 lowercase hex digits. */
export type Address = Brand<`0x${string}`, 'Address'>
/** 32 bytes: 0x and 64 lowercase hex digits. */
export type Hash = Brand<`0x${string}`, 'Hash'>

/**
 * A number and what it counts. The brand is optional, so that a sum or a product has a unit without an assertion, which
 * would stand at every operation and prove nothing. What is refused is one unit where another is wanted.
 */
declare const unit: unique symbol
type Unit<T, U extends string> = T & { readonly [unit]?: U }

/** An amount in base units of its asset (wei of ETH, 10^-decimals of a token). */
export type BaseUnits = Unit<bigint, 'BaseUnits'>
/** Height of a block. */
export type BlockNumber = Unit<number, 'BlockNumber'>
/** Block time, seconds since the epoch; or a duration. */
export type Seconds = Unit<number, 'Seconds'>
/** Basis points, of 10,000. */
export type Bps = Unit<number, 'Bps'>
/** The two of 256 bits: a time as a contract stores it, and a ratio without an upper limit. */
export type WideSeconds = Unit<bigint, 'Seconds'>
export type WideBps = Unit<bigint, 'Bps'>

export const BPS = 10_000n

const addressPattern = /^0x[0-9a-f]{40}$/
const hashPattern = /^0x[0-9a-f]{64}$/

/** @throws RangeError when `text` is not 20 bytes of hex */
export function address(text: string): Address {
  // As decoders give it.
  if (addressPattern.test(text)) return text as Address
  const lower = text.toLowerCase()
  if (!addressPattern.test(lower)) throw new RangeError(`not an address: ${text}`)
  return lower as Address
}

/** @throws RangeError when `text` is not 32 bytes of hex */
export function hash(text: string): Hash {
  const lower = text.toLowerCase()
  if (!hashPattern.test(lower)) throw new RangeError(`not a 32-byte hash: ${text}`)
  return lower as Hash
}

export const ZERO_ADDRESS = address(`0x${'0'.repeat(40)}`)
export const DEAD_ADDRESS = address('0x000000000000000000000000000000000000dead')
