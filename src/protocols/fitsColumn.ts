/** Rows hold times, epochs and bps as an int4; an event may say any uint256. */
const INT4_MAX = 2n ** 31n - 1n

/** Whether a number of an event fits the column it is for. One that does not is no fact of a chain, but a broken contract's. */
export function fitsColumn(value: bigint): boolean {
  return value >= 0n && value <= INT4_MAX
}
